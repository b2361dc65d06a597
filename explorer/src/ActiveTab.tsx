// What happens when another tab becomes the active one: it is seen, and its places are filled in.
import { useGraphiQL } from "@graphiql/react";
import { useEffect } from "react";
import { filled } from "./answers";

// What deletes is never made ready to run: there people put in themselves what shall go.
const DELETES = /^mutation Delete/m;

export function ActiveTab() {
  const tab = useGraphiQL((state) => state.activeTabIndex);
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const isFetching = useGraphiQL((state) => state.isFetching);

  useEffect(() => {
    const button = document.getElementById(`graphiql-session-tab-${tab}`);
    button?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [tab]);

  useEffect(() => {
    const before = variableEditor?.getValue() ?? "";
    const after = filled(before);
    if (after !== before && !DELETES.test(queryEditor?.getValue() ?? "")) {
      variableEditor?.setValue(after);
    }
  }, [tab, queryEditor, variableEditor, isFetching]);

  return null;
}
