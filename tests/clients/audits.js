// Runs the audits of graphql-http against the server at the address given, a line of JSON for each.
import { serverAudits } from "graphql-http";

// The header without which this server takes no query by GET: a browser sends it to its own site
// only, or after asking. The audits know nothing of it.
const fetchFn = (url, init = {}) =>
  fetch(url, { ...init, headers: { ...init.headers, "GraphQL-Preflight": "1" } });

for (const audit of serverAudits({ url: process.argv[2], fetchFn })) {
  const { id, name, status, reason } = await audit.fn();
  console.log(JSON.stringify({ id, name, status, reason }));
}
