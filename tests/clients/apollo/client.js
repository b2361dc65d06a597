// Apollo Client, with the tokens of a session.
// region docs
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";

export function connect(url, session, before = [], transport = new HttpLink({ uri: url })) {
  const authorize = new SetContextLink(({ headers }) => ({
    headers: session.accessToken
      ? { ...headers, authorization: `Bearer ${session.accessToken}` }
      : headers,
  }));
  const link = ApolloLink.from([...before, authorize, transport]);
  return new ApolloClient({ link, cache: new InMemoryCache() });
}
// endregion
