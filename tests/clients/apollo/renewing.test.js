// An access token that has run out is renewed once, however many requests find out at once.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { CombinedGraphQLErrors, gql, HttpLink } from "@apollo/client";

import { renew } from "../session.js";
import { countEvents, post, signUp, untilTokensRunOut, url } from "../world.js";
import { connect } from "./client.js";
import { renewing } from "./renewing.js";

const options = {
  query: gql`
    query Me {
      me {
        id
      }
    }
  `,
  fetchPolicy: "network-only",
  context: { queryDeduplication: false },
};

describe("at the same time", { concurrency: true }, () => {
  test("many requests at once renew an expired token once, and all succeed", async () => {
    const session = await signUp();
    const [first, id] = [session.accessToken, session.id];
    const client = connect(url, session, [renewing(session, (one) => renew(url, one))]);
    await untilTokensRunOut();
    const { errors } = await post("{ me { id } }", {}, { Authorization: `Bearer ${first}` });
    assert.equal(errors[0].extensions.code, "UNAUTHENTICATED");
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.query(options)));
    assert.deepEqual(
      answers.map(({ data }) => data.me.id),
      Array(20).fill(id),
    );
    assert.notEqual(session.accessToken, first);
    assert.equal(await countEvents("TOKEN_REFRESHED", id), 1);
  });

  test("an answer that comes after a renewal does not renew again", async () => {
    const session = await signUp();
    let asked = 0;
    const lateFetch = async (...request) => {
      const response = await fetch(...request);
      asked += 1;
      if (asked === 1) await renew(url, session);
      return response;
    };
    const client = connect(
      url,
      session,
      [renewing(session, () => assert.fail("renewed again"))],
      new HttpLink({ uri: url, fetch: lateFetch }),
    );
    await untilTokensRunOut();
    assert.equal((await client.query(options)).data.me.id, session.id);
    assert.equal(asked, 2);
  });

  test("a renewal that does not get through is tried again by the next request", async () => {
    const session = await signUp();
    let renewals = 0;
    const interrupted = async (one) => {
      renewals += 1;
      if (renewals === 1) throw new TypeError("There is no network.");
      return renew(url, one);
    };
    const client = connect(url, session, [renewing(session, interrupted)]);
    await untilTokensRunOut();
    await assert.rejects(client.query(options), { message: "There is no network." });
    assert.equal((await client.query(options)).data.me.id, session.id);
    assert.equal(renewals, 2);
  });

  test("where the session has ended, renewal is tried once and the error reaches everybody", async () => {
    const session = await signUp();
    let renewals = 0;
    const counted = (one) => {
      renewals += 1;
      return renew(url, one);
    };
    const client = connect(url, session, [renewing(session, counted)]);
    const mutation = "mutation { logout { revokedCount } }";
    const { data } = await post(mutation, {}, { Authorization: `Bearer ${session.accessToken}` });
    assert.equal(data.logout.revokedCount, 1);
    const answers = await Promise.allSettled(
      Array.from({ length: 5 }, () => client.query(options)),
    );
    for (const { status, reason } of answers) {
      assert.equal(status, "rejected");
      assert.ok(CombinedGraphQLErrors.is(reason));
      assert.equal(reason.errors[0].extensions.code, "UNAUTHENTICATED");
    }
    assert.equal(renewals, 1);
    assert.deepEqual([session.accessToken, session.refreshToken], [null, null]);
  });
});
