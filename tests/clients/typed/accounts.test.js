// The typed program runs as it is: Node leaves the types out.
import assert from "node:assert/strict";
import { test } from "node:test";

import { GraphQLClient } from "graphql-request";

import { freshEmail, password, secretKey, url } from "../world.js";
import { me, namesOf, signUp } from "./accounts.ts";

test("generated documents ask and are answered", async () => {
  const email = freshEmail();
  const client = new GraphQLClient(url);
  const token = await signUp(client, { email, password, name: "Ann", data: { age: 31 } });
  const user = await me(new GraphQLClient(url, { headers: { Authorization: `Bearer ${token}` } }));
  assert.equal(user.email, email);
  assert.deepEqual(user.data, { age: 31 });
  const server = new GraphQLClient(url, { headers: { "X-API-Key": secretKey } });
  assert.deepEqual(await namesOf(server, { id: { eq: user.id } }), ["Ann"]);
});

test("what an implementation of an interface adds is typed, and there", async () => {
  const client = new GraphQLClient(url);
  await assert.rejects(signUp(client, { email: freshEmail(), password: "short" }), {
    message: "PASSWORD_WEAK at input.password, broken rules: TOO_SHORT",
  });
});
