"""What signing up, logging in and changing an account take and give."""

import strawberry
from strawberry import Maybe

from core.instants import to_micros
from resolvers.accounts import SignedUp
from resolvers.sessions import SignedIn
from schema.context import GraphQLContext
from schema.errors import MutationError
from schema.profile_inputs import PASSWORD, REFERRER, NewAccount, ProfileChanges, ProfileFields
from schema.scalars import DateTime
from schema.types import Session, User, session_of, user_of
from schema.uploads import FILES, REMOVE_FILES, FileInput

field = strawberry.field
ERRORS = "Why nothing has changed; empty if all went well."


@strawberry.type(description="What a client needs to act as a user.")
class AuthTokens:
    """See the description."""

    access_token: str = field(description="For the header Authorization: Bearer <access token>.")
    token_type: str = field(description="Always `Bearer`.")
    expires_in: int = field(description="Seconds until the access token runs out.")
    expires_at: DateTime = field(description="When the access token runs out.")
    refresh_token: str | None = field(
        description="Null where the server keeps it in an httpOnly cookie."
    )
    refresh_expires_at: DateTime = field(description="When the refresh token runs out.")


@strawberry.input(description="A new account.")
class SignupInput(NewAccount, ProfileFields):
    """See the description."""

    password: str = field(description=PASSWORD)
    referred_by_id: Maybe[strawberry.ID | None] = field(description=REFERRER)
    with_api_key: bool = field(default=False, description="True: make a personal key too.")
    files: Maybe[list[FileInput] | None] = field(description=FILES)


@strawberry.type(description="The answer to `signup`.")
class SignupPayload:
    """See the description."""

    user: User | None = field(default=None, description="The new user.")
    tokens: AuthTokens | None = field(default=None, description="For acting as the user.")
    session: Session | None = field(default=None, description="The new session.")
    api_key: str | None = field(
        default=None,
        description="The personal key, shown this once, where `withApiKey` asked for it.",
    )
    errors: list[MutationError] = field(default_factory=list, description=ERRORS)


@strawberry.input(description="Exactly one of `email` and `username` is given.")
class LoginInput:
    """See the description."""

    email: Maybe[str | None] = field(
        description="The e-mail address, in whatever case; 254 characters at most."
    )
    username: Maybe[str | None] = field(
        description="The user name, in whatever case; 64 characters at most."
    )
    password: str = field(description="To the letter; it has 128 characters at most.")


@strawberry.type(description="The answer to `login`.")
class LoginPayload:
    """See the description."""

    user: User | None = field(default=None, description="The user.")
    tokens: AuthTokens | None = field(default=None, description="For acting as the user.")
    session: Session | None = field(default=None, description="The new session.")
    errors: list[MutationError] = field(default_factory=list, description=ERRORS)


@strawberry.input(description="What changes: a field left out stays as it is; null clears it.")
class UpdateProfileInput(ProfileChanges):
    """See the description."""

    files: Maybe[list[FileInput] | None] = field(description=FILES)
    remove_files: Maybe[list[str] | None] = field(description=REMOVE_FILES)


@strawberry.type(description="The answer to `updateProfile`.")
class UpdateProfilePayload:
    """See the description."""

    user: User | None = field(default=None, description="The user as it is now.")
    errors: list[MutationError] = field(default_factory=list, description=ERRORS)


@strawberry.input(description="The old password and the new one.")
class ChangePasswordInput:
    """See the description."""

    current_password: str = field(
        description="The password until now; it has 128 characters at most."
    )
    new_password: str = field(description=PASSWORD)


@strawberry.type(description="The answer to `changePassword`.")
class ChangePasswordPayload:
    """See the description."""

    user: User | None = field(default=None, description="The user.")
    errors: list[MutationError] = field(default_factory=list, description=ERRORS)


def signup_payload(context: GraphQLContext, signed_up: SignedUp) -> SignupPayload:
    """Give the answer to a sign-up."""
    signed_in = signed_up.signed_in
    return SignupPayload(
        api_key=signed_up.api_key,
        user=own_user(context, signed_in),
        tokens=tokens_of(context, signed_in),
        session=session_of(context.request, signed_in.session),
    )


def login_payload(context: GraphQLContext, signed_in: SignedIn) -> LoginPayload:
    """Give the answer to a login."""
    return LoginPayload(
        user=own_user(context, signed_in),
        tokens=tokens_of(context, signed_in),
        session=session_of(context.request, signed_in.session),
    )


def own_user(context: GraphQLContext, signed_in: SignedIn) -> User:
    """Give who has just signed in: such a user sees all of itself, whoever made the request."""
    return user_of(context.request, signed_in.user, is_whole=True)


def tokens_of(context: GraphQLContext, signed_in: SignedIn) -> AuthTokens:
    """Give tokens as clients get them: where the server uses cookies, one of them apart."""
    tokens = signed_in.tokens
    return AuthTokens(
        access_token=tokens.access_token,
        token_type="Bearer",  # noqa: S106 -- the name of a scheme (RFC 6750)
        expires_in=tokens.expires_in,
        expires_at=DateTime(to_micros(tokens.expires_at)),
        refresh_token=context.keep_refresh_token(tokens.refresh_token, signed_in.session),
        refresh_expires_at=DateTime(to_micros(tokens.refresh_expires_at)),
    )
