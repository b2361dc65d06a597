// The other links that people put before or in place of Apollo Client's own.
import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { test } from "node:test";

import { CombinedGraphQLErrors, gql, HttpLink } from "@apollo/client";
import { BatchHttpLink } from "@apollo/client/link/batch-http";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import UploadHttpLink from "apollo-upload-client/UploadHttpLink.mjs";

import { signUp, url, watchedFetch } from "../world.js";
import { connect } from "./client.js";

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const bodies = (sent) => sent.map(({ options }) => JSON.parse(options.body));
// A query that the server has not seen, whatever ran before.
const newQuery = () => gql(`query Q${randomUUID().replaceAll("-", "")} { me { id } }`);

function persisted(user, useGETForHashedQueries) {
  const { sent, watched } = watchedFetch();
  const headers = { "Apollo-Require-Preflight": "true" };
  const client = connect(url, user, {
    before: [new PersistedQueryLink({ sha256, useGETForHashedQueries })],
    transport: new HttpLink({ uri: url, fetch: watched, headers }),
  });
  return { client, sent };
}

test("a persisted query is sent by its hash, and with its text only where the server asks", async () => {
  const user = await signUp();
  const query = newQuery();
  const first = persisted(user, false);
  assert.equal((await first.client.query({ query })).data.me.id, user.id);
  assert.deepEqual(bodies(first.sent).map((body) => "query" in body), [false, true]);
  const second = persisted(user, false);
  assert.equal((await second.client.query({ query })).data.me.id, user.id);
  assert.deepEqual(bodies(second.sent).map((body) => "query" in body), [false]);
});

test("a persisted query may be sent by GET, and no cache keeps what a token has seen", async () => {
  const user = await signUp();
  const query = newQuery();
  await persisted(user, true).client.query({ query });
  const { client, sent } = persisted(user, true);
  assert.equal((await client.query({ query })).data.me.id, user.id);
  assert.equal(sent.length, 1);
  assert.equal(sent[0].options.method, "GET");
  assert.equal(new URL(sent[0].target).searchParams.has("query"), false);
  assert.match(sent[0].response.headers.get("cache-control"), /no-store|private/);
});

test("ten operations travel in one request, and each has its own answer", async () => {
  const user = await signUp();
  const { sent, watched } = watchedFetch();
  const transport = new BatchHttpLink({ uri: url, batchInterval: 50, batchMax: 10, fetch: watched });
  const client = connect(url, user, { transport });
  const good = Array.from({ length: 9 }, () => client.query({ query: newQuery() }));
  const bad = client.query({ query: gql`query Forbidden { users { totalCount } }` });
  const answers = await Promise.all(good);
  assert.deepEqual(answers.map(({ data }) => data.me.id), Array(9).fill(user.id));
  await assert.rejects(bad, (error) => {
    assert.ok(CombinedGraphQLErrors.is(error));
    assert.deepEqual(error.errors.map((one) => one.extensions.code), ["FORBIDDEN"]);
    return true;
  });
  assert.deepEqual(bodies(sent).map((body) => body.length), [10]);
});

test("the upload link sends what has no files as any other link does", async () => {
  const user = await signUp();
  const client = connect(url, user, { transport: new UploadHttpLink({ uri: url }) });
  const { data } = await client.mutate({
    mutation: gql`
      mutation Rename($input: UpdateProfileInput!) {
        updateProfile(input: $input) { user { name } errors { code } }
      }
    `,
    variables: { input: { name: "Ann" } },
  });
  assert.deepEqual(data.updateProfile, { __typename: "UpdateProfilePayload", user: { __typename: "User", name: "Ann" }, errors: [] });
});
