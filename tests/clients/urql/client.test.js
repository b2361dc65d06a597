// urql asks, changes, and tells what went wrong.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Client, fetchExchange, gql } from "@urql/core";

import { renew } from "../session.js";
import { freshEmail, password, signUp, url } from "../world.js";
import { connect } from "./client.js";

const ME = gql`
  query Me {
    me {
      id
      email
    }
  }
`;
const LOGIN = gql`
  mutation Login($input: LoginInput!) {
    login(input: $input) {
      tokens {
        accessToken
      }
      errors {
        code
      }
    }
  }
`;
const connected = (session) => connect(url, session, (one) => renew(url, one));

test("a mutation gives its payload, and a query what the token may see", async () => {
  const { email, id } = await signUp();
  const session = { accessToken: null };
  const client = connected(session);
  const { data } = await client.mutation(LOGIN, { input: { email, password } });
  session.accessToken = data.login.tokens.accessToken;
  const answer = await client.query(ME, {});
  assert.equal(answer.error, undefined);
  assert.equal(answer.data.me.id, id);
});

test("expected failures are data, and what is wrong with a request is an error with a code", async () => {
  const client = connected({ accessToken: null, refreshToken: null });
  const { data } = await client.mutation(LOGIN, { input: { email: freshEmail(), password } });
  assert.equal(data.login.errors[0].code, "INVALID_CREDENTIALS");
  const { error } = await client.query(ME, {});
  assert.equal(error.graphQLErrors[0].extensions.code, "UNAUTHENTICATED");
});

test("queries by GET, urql's own choice, need a header, and the answer says so", async () => {
  const ask = (headers) => {
    const client = new Client({ url, exchanges: [fetchExchange], fetchOptions: { headers } });
    return client.query(gql("query Name { __typename }"), {});
  };
  const { data, operation } = await ask({ "GraphQL-Preflight": "1" });
  assert.equal(operation.context.preferGetMethod, "within-url-limit");
  assert.equal(data.__typename, "Query");
  const { error } = await ask({});
  assert.match(error.message, /GraphQL-Preflight/);
});
