// A link for Apollo Client that renews an access token that has run out, and sends the request again.
// region docs
import { CombinedGraphQLErrors } from "@apollo/client";
import { ErrorLink } from "@apollo/client/link/error";
import { defer, mergeMap } from "rxjs";

export function renewing(session, renew) {
  let renewal = null;
  return new ErrorLink(({ error, operation, forward }) => {
    const errors = CombinedGraphQLErrors.is(error) ? error.errors : [];
    const { headers = {}, isSecondTry } = operation.getContext();
    if (isSecondTry || !errors.some((one) => one.extensions?.code === "UNAUTHENTICATED")) return;
    operation.setContext({ isSecondTry: true });
    // Where the token is another by now, somebody else has renewed it: only send the request again.
    if (headers.authorization === `Bearer ${session.accessToken}`) {
      renewal ??= renew(session).finally(() => (renewal = null));
    }
    return defer(async () => renewal).pipe(mergeMap(() => forward(operation)));
  });
}
// endregion
