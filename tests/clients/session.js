// The tokens of a sign-in, and how to renew them.
// region docs
const RENEW = `mutation ($input: RefreshTokenInput!) {
  refreshToken(input: $input) { tokens { accessToken refreshToken } errors { code message } }
}`;

export async function renew(url, session) {
  const variables = { input: { refreshToken: session.refreshToken } };
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ query: RENEW, variables });
  const { data } = await (await fetch(url, { method: "POST", headers, body })).json();
  const { accessToken = null, refreshToken = null } = data?.refreshToken?.tokens ?? {};
  Object.assign(session, { accessToken, refreshToken }); // Both null: log in again.
}
// endregion
