// graphql-eslint over the printed schema, by its recommended rules and those of Relay's specification,
// and over the documents of docs/operations by its recommended rules.
import graphql from "@graphql-eslint/eslint-plugin";

const rules = Object.assign(
  {},
  graphql.configs["flat/schema-recommended"].rules,
  graphql.configs["flat/schema-relay"].rules,
);

// Every exception, with its reason.
const exceptions = {
  // Objects that `node` finds have IDs. These are parts of an answer, which no cache keeps by itself.
  "@graphql-eslint/strict-id-in-types": [
    "error",
    {
      exceptions: {
        suffixes: ["Connection", "Edge", "Payload", "Error"],
        types: ["PageInfo", "AuthTokens", "ProjectSettings"],
      },
    },
  ],
  // Lists that grow are connections. The errors of a payload, the roles of a project and the sessions
  // of a user are few; and `nodes` beside `edges` is for clients that page without Relay.
  "@graphql-eslint/relay-edge-types": [
    "error",
    { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
  ],
  // @oneOf is the only directive here, and GraphQL's specification describes it.
  "@graphql-eslint/require-description": [
    "error",
    { ...rules["@graphql-eslint/require-description"][1], DirectiveDefinition: false },
  ],
  // A user name is a `username`. The rule takes no exceptions; tests/test_sdl.py has it with this one.
  "@graphql-eslint/no-typename-prefix": "off",
};

const language = {
  plugins: { "@graphql-eslint": graphql },
  languageOptions: {
    parser: graphql.parser,
    parserOptions: {
      graphQLConfig: { schema: "schema/schema.graphql", documents: "docs/operations/*.graphql" },
    },
  },
};

export default [
  { ...language, files: ["schema/*.graphql"], rules: { ...rules, ...exceptions } },
  {
    ...language,
    files: ["docs/operations/*.graphql"],
    rules: graphql.configs["flat/operations-recommended"].rules,
  },
];
