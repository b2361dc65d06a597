// A server that runs what Relay's compiler has listed, and nothing else.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Environment, fetchQuery, Network, RecordSource, Store } from "relay-runtime";

import QUERY from "./__generated__/relay/clientQuery.graphql.js";
import { post, secretKey, url } from "../world.js";

const headers = { "Content-Type": "application/json", "X-API-Key": secretKey };

test("listed documents run by their IDs alone", async () => {
  const [texts, answers] = [[], []];
  const network = Network.create(async ({ id, text }, variables) => {
    const body = JSON.stringify({ documentId: id, variables });
    const answer = await (await fetch(url, { method: "POST", headers, body })).json();
    texts.push(text);
    answers.push(answer);
    return answer;
  });
  const environment = new Environment({ network, store: new Store(new RecordSource()) });
  await fetchQuery(environment, QUERY, { first: 1 }).toPromise();
  assert.deepEqual(texts, [null]);
  assert.equal(answers.length, 1);
  assert.deepEqual(answers[0].data.users.edges, []);
});

test("another document is refused", async () => {
  const { errors } = await post("{ users { totalCount } }", {}, headers);
  assert.equal(errors[0].extensions.code, "FORBIDDEN");
});
