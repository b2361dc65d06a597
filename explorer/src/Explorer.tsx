// The page: a header with credentials, and GraphiQL with the examples in tabs.
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { GraphiQL } from "graphiql";
import { ActiveTab } from "./ActiveTab";
import { Defaults } from "./Defaults";
import { EXAMPLES_PLUGIN } from "./ExamplesPlugin";
import { examples } from "./examples";
import { fetcher } from "./fetcher";
import { Header } from "./Header";
import { isNarrow } from "./layout";
import { isClosed, Notices } from "./Notices";
import { SystemTheme } from "./SystemTheme";
import { storage } from "./storage";

const PLUGINS = [EXAMPLES_PLUGIN, HISTORY_PLUGIN];
const TABS = examples.map(({ query, variables }) => ({ query, variables }));

// What the editor of variables takes for a value of these scalars.
const SCALARS = { JSON: {}, DateTime: { type: "string", format: "date-time" } } as const;
// Null keeps GraphiQL from asking for a schema that the server does not give.
const SCHEMA = isClosed ? { schema: null } : {};
const OPEN = isNarrow() ? {} : { visiblePlugin: EXAMPLES_PLUGIN };
// GraphiQL takes the variables of its first tab from here, and keeps those of all tabs by itself.
const isNew = !storage.getItem("graphiql:tabState");
const FIRST = isNew && examples[0] ? { initialVariables: examples[0].variables } : {};

export function Explorer() {
  return (
    <div className="graphiql-container explorer">
      <Header />
      <Notices />
      <main>
        <GraphiQL
          fetcher={fetcher}
          defaultTabs={TABS}
          {...FIRST}
          plugins={PLUGINS}
          {...OPEN}
          {...SCHEMA}
          defaultEditorToolsVisibility="variables"
          storage={storage}
          customScalarSchemas={SCALARS}
          inputValueDeprecation
          schemaDescription
        >
          <GraphiQL.Logo> </GraphiQL.Logo>
          <ActiveTab />
          <Defaults />
          <SystemTheme />
        </GraphiQL>
      </main>
    </div>
  );
}
