"""Making and revoking API keys: inputs, payloads, and the root fields."""

from typing import Annotated

import strawberry
from strawberry import Maybe

from core.instants import from_micros
from core.tokens import KeyKind
from models.api_key import REQUESTS_PER_HOUR
from resolvers import api_keys
from resolvers.key_making import (
    MAX_PERSONAL_KEYS,
    MAX_PERSONAL_REQUESTS_PER_HOUR,
    MAX_PROJECT_KEYS,
    MAX_REQUESTS_PER_HOUR,
    NewKey,
)
from schema.api_keys import ApiKey, api_key_of
from schema.context import Info
from schema.errors import ErrorsAsData, MutationError
from schema.inputs import GIVEN, optional
from schema.scalars import DateTime

field = strawberry.field
ERRORS = "Why nothing has changed; empty if all went well."


@strawberry.input(description="A new key.")
class CreateApiKeyInput:
    """See the description."""

    name: str = field(description="To tell keys apart; 100 characters at most.")
    kind: KeyKind = field(description="What the key may do.")
    requests_per_hour: Maybe[int | None] = field(
        description=(
            f"1 to {MAX_REQUESTS_PER_HOUR:,}, of a personal key {MAX_PERSONAL_REQUESTS_PER_HOUR:,}"
            f" at most; {REQUESTS_PER_HOUR:,} if nothing is said."
        )
    )
    expires_at: Maybe[DateTime | None] = field(
        description="When the key ends, in the future; never if nothing is said."
    )


@strawberry.type(description="The answer to `createApiKey`.")
class CreateApiKeyPayload:
    """See the description."""

    api_key: ApiKey | None = field(default=None, description="The new key.")
    secret: str | None = field(
        default=None, description="The key itself: shown this once, kept only as a hash."
    )
    errors: list[MutationError] = field(default_factory=list, description=ERRORS)


@strawberry.input(description="Which key to revoke.")
class RevokeApiKeyInput:
    """See the description."""

    id: strawberry.ID = field(description="The ID of the key.")


@strawberry.type(description="The answer to `revokeApiKey`.")
class RevokeApiKeyPayload:
    """See the description."""

    api_key: ApiKey | None = field(default=None, description="The key, which is gone.")
    errors: list[MutationError] = field(default_factory=list, description=ERRORS)


@strawberry.type
class KeyMutations:
    """The root fields about keys."""

    @field(
        description=(
            "Make a key. A personal one is made by its user, signed in; the others need a secret"
            f" key or the role `admin`. A project has {MAX_PROJECT_KEYS} publishable and secret"
            f" keys at most, a user {MAX_PERSONAL_KEYS} personal ones."
        ),
        extensions=[ErrorsAsData(CreateApiKeyPayload)],
    )
    async def create_api_key(
        self,
        info: Info,
        input: Annotated[CreateApiKeyInput, GIVEN],  # noqa: A002 -- the name in GraphQL
    ) -> CreateApiKeyPayload | None:
        """See the description."""
        end = optional(input.expires_at)
        wanted = NewKey(
            kind=input.kind,
            name=input.name,
            requests_per_hour=optional(input.requests_per_hour),
            expires_at=None if end is None else from_micros(end),
        )
        made = await api_keys.create_api_key(info.context.request, wanted)
        return CreateApiKeyPayload(api_key=api_key_of(made.key), secret=made.secret)

    @field(
        description=(
            "End a key: the very next request with it is refused. Users end their own, an"
            " administrator any of the project, the last one included."
        ),
        extensions=[ErrorsAsData(RevokeApiKeyPayload)],
    )
    async def revoke_api_key(
        self,
        info: Info,
        input: Annotated[RevokeApiKeyInput, GIVEN],  # noqa: A002 -- the name in GraphQL
    ) -> RevokeApiKeyPayload | None:
        """See the description."""
        revoked = await api_keys.revoke_api_key(info.context.request, input.id)
        return RevokeApiKeyPayload(api_key=api_key_of(revoked))
