// graphql-request asks, changes, and tells what went wrong.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ClientError, GraphQLClient, gql } from "graphql-request";

import { freshEmail, password, secretKey, url } from "../world.js";

const SIGNUP = gql`
  mutation Signup($input: SignupInput!) {
    signup(input: $input) {
      user {
        id
      }
      tokens {
        accessToken
      }
      errors {
        code
        path
      }
    }
  }
`;
const ME = gql`
  query Me {
    me {
      id
      email
    }
  }
`;

test("a mutation gives its payload, and a query what the token may see", async () => {
  const email = freshEmail();
  const client = new GraphQLClient(url);
  const { signup } = await client.request(SIGNUP, { input: { email, password } });
  client.setHeader("Authorization", `Bearer ${signup.tokens.accessToken}`);
  assert.deepEqual(await client.request(ME), { me: { id: signup.user.id, email } });
});

test("expected failures are data, and what is wrong with a request is an error with a code", async () => {
  const client = new GraphQLClient(url);
  const { signup } = await client.request(SIGNUP, { input: { email: "nobody", password } });
  assert.deepEqual(signup.errors, [{ code: "INVALID", path: ["input", "email"] }]);
  await assert.rejects(client.request(ME), (error) => {
    assert.ok(error instanceof ClientError);
    assert.equal(error.response.errors[0].extensions.code, "UNAUTHENTICATED");
    return true;
  });
});

test("a server administers its project by a secret key", async () => {
  const client = new GraphQLClient(url, { headers: { "X-API-Key": secretKey } });
  const { users } = await client.request("{ users(first: 1) { nodes { email } } }");
  assert.match(users.nodes[0].email, /@example\.com$/);
});
