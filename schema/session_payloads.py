"""What refreshing and ending sessions take and give."""

import strawberry
from strawberry import Maybe

from resolvers.records import SessionRecord
from resolvers.session_list import Scope
from resolvers.sessions import SignedIn
from schema.context import GraphQLContext
from schema.enums import SESSION_SCOPES, described
from schema.errors import MutationError
from schema.payloads import ERRORS, AuthTokens, own_user, tokens_of
from schema.types import Session, User, session_of

field = strawberry.field

SessionScope = described(
    Scope,
    SESSION_SCOPES,
    name="SessionScope",
    description="Which sessions of a user a logout ends.",
)


@strawberry.input(description="The newest refresh token of a session.")
class RefreshTokenInput:
    """See the description."""

    refresh_token: Maybe[str | None] = field(
        description=(
            "As the server gave it; it works once. May be left out where the server keeps it in a"
            " cookie."
        )
    )


@strawberry.type(description="The answer to `refreshToken`.")
class RefreshTokenPayload:
    """See the description."""

    user: User | None = field(default=None, description="The user.")
    tokens: AuthTokens | None = field(default=None, description="For acting as the user.")
    session: Session | None = field(default=None, description="The session, now longer.")
    errors: list[MutationError] = field(default_factory=list, description=ERRORS)


@strawberry.input(description="What to end.")
class LogoutInput:
    """See the description."""

    scope: Scope = field(
        default=Scope.CURRENT, description="Which sessions; the present one if left out."
    )


@strawberry.type(description="The answer to `logout`.")
class LogoutPayload:
    """See the description."""

    revoked_count: int = field(default=0, description="How many sessions have ended.")
    errors: list[MutationError] = field(default_factory=list, description=ERRORS)


@strawberry.input(description="Which session to end.")
class RevokeSessionInput:
    """See the description."""

    id: strawberry.ID = field(description="The ID of the session: sess_…")


@strawberry.type(description="The answer to `revokeSession`.")
class RevokeSessionPayload:
    """See the description."""

    session: Session | None = field(default=None, description="The session that has ended.")
    errors: list[MutationError] = field(default_factory=list, description=ERRORS)


def refresh_payload(context: GraphQLContext, signed_in: SignedIn) -> RefreshTokenPayload:
    """Give the answer to a refresh."""
    return RefreshTokenPayload(
        user=own_user(context, signed_in),
        tokens=tokens_of(context, signed_in),
        session=session_of(context.request, signed_in.session),
    )


def logout_payload(context: GraphQLContext, scope: Scope, count: int) -> LogoutPayload:
    """Give the answer to a logout that has ended so many sessions."""
    is_current = scope is Scope.CURRENT and context.request.caller.session is not None
    if is_current or scope is Scope.ALL:
        context.forget_refresh_token()
    return LogoutPayload(revoked_count=count)


def revoke_payload(context: GraphQLContext, record: SessionRecord) -> RevokeSessionPayload:
    """Give the answer to the end of a session."""
    current = context.request.caller.session
    if current is not None and str(current.id) == str(record.id):
        context.forget_refresh_token()
    return RevokeSessionPayload(session=session_of(context.request, record))
