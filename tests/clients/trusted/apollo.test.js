// A server that runs what Apollo's tool has listed, and nothing else, asked by Apollo Client.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { CombinedGraphQLErrors, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { generatePersistedQueryIdsFromManifest } from "@apollo/persisted-query-lists";

import { connect } from "../apollo/client.js";
import { plain } from "../apollo/links.js";
import { freshEmail, password, url, watchedFetch } from "../world.js";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const operation = (name) => gql(read(`../../../docs/operations/${name}.graphql`));
const loadManifest = async () => JSON.parse(read("./__generated__/apollo.json"));

test("listed documents run by their IDs alone", async () => {
  const session = {};
  const { sent, watched } = watchedFetch();
  const byId = new PersistedQueryLink(generatePersistedQueryIdsFromManifest({ loadManifest }));
  const client = connect(url, session, [byId], plain(url, { fetch: watched }));
  const variables = { input: { email: freshEmail(), password, name: "Ann" } };
  const { data } = await client.mutate({ mutation: operation("signup"), variables });
  assert.deepEqual(data.signup.errors, []);
  session.accessToken = data.signup.tokens.accessToken;
  const answer = await client.query({ query: operation("me") });
  assert.equal(answer.data.me.name, "Ann");
  const bodies = sent.map(({ options }) => JSON.parse(options.body));
  assert.deepEqual(
    bodies.map((body) => [body.operationName, "query" in body]),
    [
      ["Signup", false],
      ["Me", false],
    ],
  );
});

test("another document is refused", async () => {
  const client = connect(url, {});
  await assert.rejects(client.query({ query: gql("query Me { me { id } }") }), (error) => {
    assert.ok(CombinedGraphQLErrors.is(error));
    assert.equal(error.errors[0].extensions.code, "FORBIDDEN");
    return true;
  });
});
