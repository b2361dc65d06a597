// Where the page begins. The first import must stay the first: it prepares for the others.
import "./nonce";
import "graphiql/setup-workers/vite";
import "@graphiql/react/font/roboto.css";
import "@graphiql/react/font/fira-code.css";
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "graphiql/graphiql.css";
import "./style.css";
import { createRoot } from "react-dom/client";
import { Explorer } from "./Explorer";

createRoot(document.getElementById("root") as HTMLElement).render(<Explorer />);
