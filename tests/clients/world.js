// What the programs here share: the server that the tests have started, and callers of it.
import assert from "node:assert/strict";

export const [url, secretKey, lifetime] = process.argv.slice(2);
export const password = "tall green kettle";

let people = 0;

// An address that no other program has: all of them run against one server.
export function freshEmail() {
  people += 1;
  return `person-${process.pid}-${people}@example.com`;
}

// Sends a document by fetch alone, and gives the whole answer.
export async function post(query, variables, headers = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

// Signs somebody new up, and gives the user with its tokens.
export async function signUp(profile = {}) {
  const { data } = await post(
    `mutation ($input: SignupInput!) {
      signup(input: $input) { user { id email } tokens { accessToken refreshToken } errors { message } }
    }`,
    { input: { email: freshEmail(), password, ...profile } },
  );
  assert.deepEqual(data.signup.errors, []);
  return { ...data.signup.user, ...data.signup.tokens };
}

// How many events of a type the audit log has about a user.
export async function countEvents(type, userId) {
  const { data } = await post(
    "query ($filter: AuditEventFilter) { auditLog(filter: $filter) { totalCount } }",
    { filter: { type: [type], userId } },
    { "X-API-Key": secretKey },
  );
  return data.auditLog.totalCount;
}

// Waits until the access tokens made so far have run out.
export const untilTokensRunOut = () =>
  new Promise((resolve) => setTimeout(resolve, (Number(lifetime) + 1) * 1000));

// A fetch that remembers what was sent, for programs that count requests.
export function watchedFetch() {
  const sent = [];
  const watched = async (target, options) => {
    const response = await fetch(target, options);
    sent.push({ target: String(target), options, response });
    return response;
  };
  return { sent, watched };
}
