// Relay: an environment, and the directory page by page. `relay-compiler` makes what it imports.
// region docs
import { Environment, graphql, Network, RecordSource, Store } from "relay-runtime";

export const connect = (url, headers) =>
  new Environment({
    store: new Store(new RecordSource()),
    network: Network.create(async ({ text }, variables) => {
      const body = JSON.stringify({ query: text, variables });
      const answer = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...headers },
        body,
      });
      return answer.json();
    }),
  });

export const PEOPLE = graphql`
  fragment client_people on Query
  @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" })
  @refetchable(queryName: "clientNextPeopleQuery") {
    users(first: $first, after: $after, filter: $filter) @connection(key: "client_users") {
      edges { node { id name } }
    }
  }
`;
// endregion

export const QUERY = graphql`
  query clientQuery($first: Int, $filter: UserFilter) {
    ...client_people @arguments(first: $first)
  }
`;

// A list below an object that has an ID is asked for anew by `node`.
export const REFERRALS = graphql`
  fragment client_referrals on User
  @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" })
  @refetchable(queryName: "clientNextReferralsQuery") {
    referrals(first: $first, after: $after) @connection(key: "client_referrals") {
      edges { node { id name } }
    }
  }
`;
