// Accounts by generated types: what a document takes and gives is known to the compiler.
// region docs
import type { GraphQLClient } from "graphql-request";

import { MeDocument, SignupDocument, UsersDocument } from "./generated/graphql.ts";
import type { MeQuery, SignupInput, UserFilter } from "./generated/graphql.ts";

export async function signUp(client: GraphQLClient, input: SignupInput): Promise<string> {
  const { signup } = await client.request(SignupDocument, { input });
  for (const error of signup?.errors ?? []) {
    const rules = "brokenRules" in error ? error.brokenRules.join(", ") : "none";
    throw new Error(`${error.code} at ${error.path.join(".")}, broken rules: ${rules}`);
  }
  if (!signup?.tokens) throw new Error("There are neither tokens nor errors.");
  return signup.tokens.accessToken;
}
// endregion

export async function me(client: GraphQLClient): Promise<NonNullable<MeQuery["me"]>> {
  const { me } = await client.request(MeDocument);
  if (!me) throw new Error("Nobody is signed in.");
  return me;
}

export async function namesOf(
  client: GraphQLClient,
  filter: UserFilter,
): Promise<(string | null)[]> {
  const { users } = await client.request(UsersDocument, { filter, orderBy: [{ field: "NAME" }] });
  return users?.nodes.map((user) => user.name) ?? [];
}
