// Apollo Client asks, changes, and tells what went wrong.
import assert from "node:assert/strict";
import { test } from "node:test";

import { CombinedGraphQLErrors, gql } from "@apollo/client";

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
const SIGNUP = gql`
  mutation Signup($input: SignupInput!) {
    signup(input: $input) {
      user {
        id
        name
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

test("a mutation gives its payload, and a query what the token may see", async () => {
  const email = freshEmail();
  const session = { accessToken: null };
  const client = connect(url, session);
  const signedUp = await client.mutate({
    mutation: SIGNUP,
    variables: { input: { email, password } },
  });
  session.accessToken = signedUp.data.signup.tokens.accessToken;
  const { data } = await client.query({ query: ME });
  assert.equal(data.me.id, signedUp.data.signup.user.id);
  assert.equal(data.me.email, email);
});

test("a change is seen by whoever reads the user from the cache", async () => {
  const user = await signUp({ name: "Ann" });
  const client = connect(url, user);
  const query = gql`
    query Name {
      me {
        id
        name
      }
    }
  `;
  assert.equal((await client.query({ query })).data.me.name, "Ann");
  await client.mutate({
    mutation: gql`
      mutation Rename($input: UpdateProfileInput!) {
        updateProfile(input: $input) {
          user {
            id
            name
          }
        }
      }
    `,
    variables: { input: { name: "Ann Clark" } },
  });
  const cached = await client.query({ query, fetchPolicy: "cache-only" });
  assert.equal(cached.data.me.name, "Ann Clark");
});

test("expected failures are data", async () => {
  const { email } = await signUp();
  const client = connect(url, {});
  const { data } = await client.mutate({
    mutation: SIGNUP,
    variables: { input: { email, password } },
  });
  assert.equal(data.signup.user, null);
  const errors = data.signup.errors.map(({ code, path }) => ({ code, path }));
  assert.deepEqual(errors, [{ code: "EMAIL_TAKEN", path: ["input", "email"] }]);
});

test("what is wrong with a request is an error with a code", async () => {
  const client = connect(url, {});
  await assert.rejects(client.query({ query: ME }), (error) => {
    assert.ok(CombinedGraphQLErrors.is(error));
    assert.deepEqual(
      error.errors.map((one) => one.extensions.code),
      ["UNAUTHENTICATED"],
    );
    return true;
  });
  const document = gql`
    query {
      nobody
    }
  `;
  await assert.rejects(client.query({ query: document }), (error) => {
    assert.ok(CombinedGraphQLErrors.is(error));
    assert.equal(error.errors[0].extensions.code, "GRAPHQL_VALIDATION_FAILED");
    return true;
  });
});
