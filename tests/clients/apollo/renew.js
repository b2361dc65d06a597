// A link for Apollo Client that renews an access token that has run out, and asks again.
// docs: begin
import { CombinedGraphQLErrors } from "@apollo/client";
import { ErrorLink } from "@apollo/client/link/error";
import { from, mergeMap } from "rxjs";

export function renewing(session, renew) {
  let renewal = null;
  return new ErrorLink(({ error, operation, forward }) => {
    const codes = CombinedGraphQLErrors.is(error) ? error.errors.map((one) => one.extensions?.code) : [];
    const { headers, renewed } = operation.getContext();
    if (!codes.includes("UNAUTHENTICATED") || renewed || !session.refreshToken) return;
    // Others may have renewed it while this request was under way: then it is only to be sent again.
    if (headers?.authorization === `Bearer ${session.accessToken}`) {
      renewal ??= renew(session).finally(() => (renewal = null));
    }
    operation.setContext({ renewed: true });
    return from(Promise.resolve(renewal)).pipe(mergeMap(() => forward(operation)));
  });
}
// docs: end
