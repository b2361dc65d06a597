// The panel of examples: what each one does and who may send it; a click opens its tab.
import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { filled } from "./answers";
import { type Example, examples } from "./examples";
import { isNarrow } from "./layout";

export const EXAMPLES_PLUGIN: GraphiQLPlugin = {
  title: "Examples",
  icon: Icon,
  content: Panel,
};

function Panel() {
  const open = useOpen();
  const tabs = useGraphiQL((state) => state.tabs);
  const active = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.title);
  return (
    <section className="examples" aria-label="Examples">
      <h2>Examples</h2>
      <p>
        One for each operation, each in a tab. From the top down they tell one story: sign up, and
        the token is used from then on.
      </p>
      <ul>
        {examples.map((example) => (
          <li key={example.title}>
            <button
              type="button"
              aria-current={example.title === active}
              onClick={() =>
                open(
                  example,
                  tabs.findIndex(({ title }) => title === example.title),
                )
              }
            >
              <span className={`kind ${example.kind}`}>{example.kind}</span> <b>{example.title}</b>
              <span className="summary">{example.summary}</span>
              <span className="sender">{example.sender}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

// Goes to the tab of an example, and opens it anew if it was closed.
function useOpen(): (example: Example, tab: number) => void {
  const { addTab, changeTab, setVisiblePlugin } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  return (example, tab) => {
    if (isNarrow()) {
      setVisiblePlugin(null);
    }
    if (tab >= 0) {
      changeTab(tab);
      return;
    }
    addTab();
    queryEditor?.setValue(example.query);
    variableEditor?.setValue(filled(example.variables));
  };
}

function Icon() {
  return (
    <svg height="1em" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8">
      <path d="M3.5 6 5 7.5l3-3M3.5 12.5 5 14l3-3M3.5 19 5 20.5l3-3M12 6h9M12 12.5h9M12 19h9" />
    </svg>
  );
}
