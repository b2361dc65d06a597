"""The root of all writing: unpack the input, await the resolver, wrap the result."""

from typing import Annotated

import strawberry
from strawberry import Maybe

from resolvers import accounts, deletion, refresh, session_list, sessions
from schema.administration import Administration
from schema.context import Info
from schema.deletion import DeleteAccountInput, DeleteAccountPayload, deletion_payload
from schema.errors import ErrorsAsData
from schema.inputs import GIVEN, changes, optional
from schema.key_mutations import KeyMutations
from schema.payloads import (
    ChangePasswordInput,
    ChangePasswordPayload,
    LoginInput,
    LoginPayload,
    SignupInput,
    SignupPayload,
    UpdateProfileInput,
    UpdateProfilePayload,
    login_payload,
    signup_payload,
)
from schema.session_payloads import (
    LogoutInput,
    LogoutPayload,
    RefreshTokenInput,
    RefreshTokenPayload,
    RevokeSessionInput,
    RevokeSessionPayload,
    logout_payload,
    refresh_payload,
    revoke_payload,
)
from schema.types import user_of
from schema.uploads import file_changes

field = strawberry.field


@strawberry.type(description="All that can be written.")
class Mutation(KeyMutations, Administration):
    """Root fields are nullable: an error in one leaves its neighbours' data standing."""

    @field(description="Register, and sign in.", extensions=[ErrorsAsData(SignupPayload)])
    async def signup(
        self,
        info: Info,
        input: Annotated[SignupInput, GIVEN],  # noqa: A002 -- the name in GraphQL
    ) -> SignupPayload | None:
        """See the description."""
        signed_up = await accounts.signup(
            info.context.request,
            password=input.password,
            profile=changes(input, "password", "referred_by_id", "with_api_key", "files"),
            referred_by_id=optional(input.referred_by_id),
            with_api_key=input.with_api_key,
            files=file_changes(input.files),
        )
        return signup_payload(info.context, signed_up)

    @field(
        description="Sign in by e-mail address or user name.",
        extensions=[ErrorsAsData(LoginPayload)],
    )
    async def login(
        self,
        info: Info,
        input: Annotated[LoginInput, GIVEN],  # noqa: A002 -- the name in GraphQL
    ) -> LoginPayload | None:
        """See the description."""
        signed_in = await sessions.login(
            info.context.request,
            email=optional(input.email),
            username=optional(input.username),
            password=input.password,
        )
        return login_payload(info.context, signed_in)

    @field(
        description=(
            "A field left out stays as it is; null clears it. `data` and `preferences` are merged"
            " (RFC 7396)."
        ),
        extensions=[ErrorsAsData(UpdateProfilePayload)],
    )
    async def update_profile(
        self,
        info: Info,
        input: Annotated[UpdateProfileInput, GIVEN],  # noqa: A002 -- the name in GraphQL
    ) -> UpdateProfilePayload | None:
        """See the description."""
        user = await accounts.update_profile(
            info.context.request,
            changes(input, "files", "remove_files"),
            file_changes(input.files, input.remove_files),
        )
        return UpdateProfilePayload(user=user_of(info.context.request, user))

    @field(
        description=(
            "Signs every other session out. Personal keys go on; by one itself this is FORBIDDEN."
        ),
        extensions=[ErrorsAsData(ChangePasswordPayload)],
    )
    async def change_password(
        self,
        info: Info,
        input: Annotated[ChangePasswordInput, GIVEN],  # noqa: A002 -- the name in GraphQL
    ) -> ChangePasswordPayload | None:
        """See the description."""
        user = await accounts.change_password(
            info.context.request,
            current_password=input.current_password,
            new_password=input.new_password,
        )
        return ChangePasswordPayload(user=user_of(info.context.request, user))

    @field(
        description="A new access token, and a new refresh token in place of the one given.",
        extensions=[ErrorsAsData(RefreshTokenPayload)],
    )
    async def refresh_token(
        self,
        info: Info,
        input: Annotated[RefreshTokenInput, GIVEN],  # noqa: A002 -- the name in GraphQL
    ) -> RefreshTokenPayload | None:
        """See the description."""
        token = info.context.refresh_token(optional(input.refresh_token))
        signed_in = await refresh.refresh(info.context.request, token)
        return refresh_payload(info.context, signed_in)

    @field(
        description="End sessions of the signed-in user: this one, if nothing else is said.",
        extensions=[ErrorsAsData(LogoutPayload)],
    )
    async def logout(
        self,
        info: Info,
        input: Annotated[Maybe[LogoutInput | None], GIVEN] = None,  # noqa: A002 -- as in GraphQL
    ) -> LogoutPayload | None:
        """See the description."""
        given = optional(input)
        scope = session_list.Scope.CURRENT if given is None else given.scope
        count = await session_list.logout(info.context.request, scope)
        return logout_payload(info.context, scope, count)

    @field(
        description="End one session of the signed-in user; an administrator ends any.",
        extensions=[ErrorsAsData(RevokeSessionPayload)],
    )
    async def revoke_session(
        self,
        info: Info,
        input: Annotated[RevokeSessionInput, GIVEN],  # noqa: A002 -- the name in GraphQL
    ) -> RevokeSessionPayload | None:
        """See the description."""
        ended = await session_list.revoke_session(info.context.request, input.id)
        return revoke_payload(info.context, ended)

    @field(
        description=(
            "Deletes the signed-in user with all files and sessions. The last active administrator"
            " cannot go so (LAST_ADMIN)."
        ),
        extensions=[ErrorsAsData(DeleteAccountPayload)],
    )
    async def delete_account(
        self,
        info: Info,
        input: Annotated[DeleteAccountInput, GIVEN],  # noqa: A002 -- the name in GraphQL
    ) -> DeleteAccountPayload | None:
        """See the description."""
        deleted = await deletion.delete_account(info.context.request, input.password)
        info.context.forget_refresh_token()
        return deletion_payload(info.context, deleted)
