// urql renews an access token that has run out once, however many requests find out at once.
import assert from "node:assert/strict";
import { test } from "node:test";

import { gql } from "@urql/core";

import { renew } from "../session.js";
import { countEvents, signUp, untilTokensRunOut, url } from "../world.js";
import { connect } from "./client.js";

test("many requests at once renew an expired token once, and all succeed", async () => {
  const session = await signUp();
  const client = connect(url, session, (one) => renew(url, one));
  await untilTokensRunOut();
  // Documents that differ, because equal ones are sent once.
  const queries = Array.from({ length: 10 }, (_, n) =>
    client.query(gql(`query Me${n} { me { id } }`), {}),
  );
  const answers = await Promise.all(queries);
  assert.deepEqual(
    answers.map(({ data }) => data?.me?.id),
    Array(10).fill(session.id),
  );
  assert.equal(await countEvents("TOKEN_REFRESHED", session.id), 1);
});
