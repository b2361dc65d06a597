// Apollo Client, with the tokens of a session.
// region docs
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { relayStylePagination } from "@apollo/client/utilities";

export function connect(url, session, before = [], transport = new HttpLink({ uri: url })) {
  const authorize = new SetContextLink(({ headers }) => ({
    headers: session.accessToken
      ? { ...headers, authorization: `Bearer ${session.accessToken}` }
      : headers,
  }));
  // `fetchMore` adds the edges of the next page to the list with the same filter and order.
  const users = relayStylePagination(["filter", "orderBy"]);
  return new ApolloClient({
    link: ApolloLink.from([...before, authorize, transport]),
    cache: new InMemoryCache({ typePolicies: { Query: { fields: { users } } } }),
  });
}
// endregion
