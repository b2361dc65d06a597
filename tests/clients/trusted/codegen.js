// GraphQL Code Generator: the documents of docs/operations, and a list of their hashes for the server.
export default {
  schema: "../../schema/schema.graphql",
  documents: "../../docs/operations/*.graphql",
  generates: {
    "trusted/__generated__/": {
      preset: "client",
      presetConfig: { persistedDocuments: true },
    },
  },
};
