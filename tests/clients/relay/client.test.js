// Relay pages through the directory, and takes every object by its ID.
import assert from "node:assert/strict";
import { test } from "node:test";

import { createOperationDescriptor, fetchQuery, getRequest, getSelector } from "relay-runtime";

import nextPeople from "./__generated__/clientNextPeopleQuery.graphql.js";
import nextReferrals from "./__generated__/clientNextReferralsQuery.graphql.js";
import { secretKey, signUp, url } from "../world.js";
import { connect, PEOPLE, QUERY, REFERRALS } from "./client.js";

const names = ({ edges }) => edges.map(({ node }) => node.name);

// What a component with this fragment would be given for what a query has left in the store.
function read(environment, query, variables, fragment, key) {
  const operation = createOperationDescriptor(getRequest(query), variables);
  const root = environment.lookup(operation.fragment).data;
  const selector = getSelector(fragment, key ? root[key] : root);
  return environment.lookup(selector).data;
}

test("pages follow one another into one connection", async () => {
  const city = `Lisbon ${Date.now()}`;
  for (const name of ["Ann", "Bob", "Cleo", "Dora", "Emil"]) await signUp({ name, city });
  const environment = connect(url, { "X-API-Key": secretKey });
  const variables = { first: 2, filter: { city: { eq: city } } };
  await fetchQuery(environment, QUERY, variables).toPromise();
  let { users } = read(environment, QUERY, variables, PEOPLE);
  assert.deepEqual(names(users), ["Emil", "Dora"]);
  for (const expected of [4, 5]) {
    assert.equal(users.pageInfo.hasNextPage, true);
    const next = { ...variables, after: users.pageInfo.endCursor };
    await fetchQuery(environment, nextPeople, next).toPromise();
    ({ users } = read(environment, QUERY, variables, PEOPLE));
    assert.equal(users.edges.length, expected);
  }
  assert.deepEqual(names(users), ["Emil", "Dora", "Cleo", "Bob", "Ann"]);
  assert.equal(users.pageInfo.hasNextPage, false);
});

test("a fragment on a user is fetched anew by the ID of the user", async () => {
  const ann = await signUp({ name: "Ann" });
  await signUp({ name: "Bob", referredById: ann.id });
  await signUp({ name: "Cleo", referredById: ann.id });
  const environment = connect(url, { "X-API-Key": secretKey });
  const variables = { id: ann.id, first: 1 };
  await fetchQuery(environment, nextReferrals, variables).toPromise();
  const { referrals } = read(environment, nextReferrals, variables, REFERRALS, "node");
  assert.deepEqual(names(referrals), ["Cleo"]);
  assert.equal(referrals.pageInfo.hasNextPage, true);
});
