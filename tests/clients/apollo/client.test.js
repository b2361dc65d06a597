// Apollo Client asks, changes, and tells what went wrong.
import assert from "node:assert/strict";
import { test } from "node:test";

import { CombinedGraphQLErrors, gql } from "@apollo/client";
import { filter, firstValueFrom } from "rxjs";

import { freshEmail, password, secretKey, signUp, url } from "../world.js";
import { connect } from "./client.js";
import { plain } from "./links.js";

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

test("pages of the directory follow one another in the cache", async () => {
  const city = freshEmail();
  for (const name of ["Ann", "Bob", "Cleo"]) await signUp({ name, city });
  const headers = { "X-API-Key": secretKey };
  const client = connect(url, {}, [], plain(url, { headers }));
  const query = gql`
    query People($filter: UserFilter, $after: String) {
      users(filter: $filter, orderBy: [{ field: NAME }], first: 2, after: $after) {
        edges {
          node {
            id
            name
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `;
  const variables = { filter: { city: { eq: city } } };
  const people = client.watchQuery({ query, variables });
  const shown = people.subscribe({});
  const { data } = await firstValueFrom(people.pipe(filter(({ loading }) => !loading)));
  assert.equal(data.users.pageInfo.hasNextPage, true);
  await people.fetchMore({ variables: { after: data.users.pageInfo.endCursor } });
  const { users } = client.readQuery({ query, variables });
  const names = users.edges.map(({ node }) => node.name);
  assert.deepEqual(names, ["Ann", "Bob", "Cleo"]);
  assert.equal(users.pageInfo.hasNextPage, false);
  shown.unsubscribe();
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
