// GraphQL Code Generator: the types of every document in docs/operations.
// region docs
export default {
  schema: "../../schema/schema.graphql",
  documents: "../../docs/operations/*.graphql",
  generates: {
    "typed/generated/": {
      preset: "client",
      config: {
        enumsAsTypes: true,
        scalars: { DateTime: "string", ID: "string", JSON: "unknown", Upload: "File" },
        strictScalars: true,
        useTypeImports: true,
      },
    },
  },
};
// endregion
