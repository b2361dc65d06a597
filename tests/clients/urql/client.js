// urql, with the tokens of a session, which it renews when they have run out.
// region docs
import { cacheExchange, Client, fetchExchange } from "@urql/core";
import { authExchange } from "@urql/exchange-auth";

export function connect(url, session, renew) {
  const authorize = authExchange(async ({ appendHeaders }) => ({
    addAuthToOperation: (operation) =>
      session.accessToken
        ? appendHeaders(operation, { Authorization: `Bearer ${session.accessToken}` })
        : operation,
    didAuthError: ({ graphQLErrors }) =>
      graphQLErrors.some((one) => one.extensions?.code === "UNAUTHENTICATED"),
    refreshAuth: () => renew(session),
  }));
  return new Client({
    url,
    preferGetMethod: false, // By GET it would need the header GraphQL-Preflight.
    exchanges: [cacheExchange, authorize, fetchExchange],
  });
}
// endregion
