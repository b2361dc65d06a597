// The other links that people put before or in place of Apollo Client's own.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { CombinedGraphQLErrors, gql } from "@apollo/client";

import { signUp, url, watchedFetch } from "../world.js";
import { connect } from "./client.js";
import { batching, hashing, plain, uploading } from "./links.js";

const bodies = (sent) => sent.map(({ options }) => JSON.parse(options.body));
// A query that the server has not seen, whatever ran before.
const newQuery = () => gql(`query Q${randomUUID().replaceAll("-", "")} { me { id } }`);

function hashed(user) {
  const { sent, watched } = watchedFetch();
  const client = connect(url, user, [hashing()], plain(url, { fetch: watched }));
  return { client, sent };
}

test("a query is sent by its hash, and with its text only where the server asks", async () => {
  const user = await signUp();
  const query = newQuery();
  const first = hashed(user);
  assert.equal((await first.client.query({ query })).data.me.id, user.id);
  assert.deepEqual(
    first.sent.map(({ options }) => options.method),
    ["GET", "POST"],
  );
  assert.equal("query" in JSON.parse(first.sent[1].options.body), true);
  const second = hashed(user);
  assert.equal((await second.client.query({ query })).data.me.id, user.id);
  const [{ target, options, response }, ...others] = second.sent;
  assert.deepEqual(others, []);
  assert.equal(options.method, "GET");
  assert.equal(new URL(target).searchParams.has("query"), false);
  assert.equal(response.headers.get("cache-control"), "no-store");
});

test("ten operations travel in one request, and each has its own answer", async () => {
  const user = await signUp();
  const { sent, watched } = watchedFetch();
  const client = connect(url, user, [], batching(url, { batchInterval: 50, fetch: watched }));
  const good = Array.from({ length: 9 }, () => client.query({ query: newQuery() }));
  const bad = client.query({
    query: gql`
      query Forbidden {
        users {
          totalCount
        }
      }
    `,
  });
  const answers = await Promise.all(good);
  assert.deepEqual(
    answers.map(({ data }) => data.me.id),
    Array(9).fill(user.id),
  );
  await assert.rejects(bad, (error) => {
    assert.ok(CombinedGraphQLErrors.is(error));
    assert.deepEqual(
      error.errors.map((one) => one.extensions.code),
      ["FORBIDDEN"],
    );
    return true;
  });
  assert.deepEqual(
    bodies(sent).map((body) => body.length),
    [10],
  );
});

test("the upload link sends what has no files as any other link does", async () => {
  const user = await signUp();
  const client = connect(url, user, [], uploading(url));
  const { data } = await client.mutate({
    mutation: gql`
      mutation Rename($input: UpdateProfileInput!) {
        updateProfile(input: $input) {
          user {
            name
          }
          errors {
            code
          }
        }
      }
    `,
    variables: { input: { name: "Ann" } },
  });
  assert.deepEqual(data.updateProfile, {
    __typename: "UpdateProfilePayload",
    user: { __typename: "User", name: "Ann" },
    errors: [],
  });
});
