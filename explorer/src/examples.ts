// The example operations: the documents of docs/operations, in the order of their page.

export interface Example {
  // The name of the operation, which is also the title of its tab.
  readonly title: string;
  readonly kind: "query" | "mutation";
  readonly summary: string;
  readonly sender: string;
  readonly query: string;
  readonly variables: string;
}

// Vite reads these calls while it builds, so that their options must stand in each of them.
const documents = import.meta.glob<string>("../../docs/operations/*.graphql", {
  query: "?raw",
  import: "default",
  eager: true,
});
const variables = import.meta.glob<string>("../../docs/operations/*.json", {
  query: "?raw",
  import: "default",
  eager: true,
});
const pages = import.meta.glob<string>("../../docs/operations/README.md", {
  query: "?raw",
  import: "default",
  eager: true,
});

export const examples: readonly Example[] = Object.keys(documents)
  .toSorted((one, other) => placeOf(one) - placeOf(other))
  .map(exampleOf);

function placeOf(path: string): number {
  const page = Object.values(pages).join();
  const place = page.indexOf(`](${path.split("/").at(-1)})`);
  return place < 0 ? page.length : place;
}

function exampleOf(path: string): Example {
  const query = documents[path] ?? "";
  const [, kind, title] = /^(query|mutation) (\w+)/m.exec(query) ?? [];
  return {
    title: title ?? path,
    kind: kind === "mutation" ? "mutation" : "query",
    summary: /^# (.+)/.exec(query)?.[1] ?? "",
    sender: /^# Sent by: (.+)\.$/m.exec(query)?.[1] ?? "",
    query: query.trimEnd(),
    variables: variables[path.replace(/graphql$/, "json")]?.trimEnd() ?? "",
  };
}
