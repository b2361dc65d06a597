"""API keys as clients see them, which is without the keys themselves."""

import strawberry

from core.ids import Prefix, encode
from core.tokens import KeyKind
from resolvers.records import KeyRecord
from schema.enums import KEY_KINDS, described
from schema.node import Node
from schema.scalars import DateTime

field = strawberry.field
described(KeyKind, KEY_KINDS, name="ApiKeyKind", description="What a key may do.")


@strawberry.type(description="A key of the project or of a user, without the key itself.")
class ApiKey(Node):
    """See the description."""

    name: str = field(description="To tell keys apart; 100 characters at most.")
    kind: KeyKind = field(description="What the key may do.")
    prefix: str = field(description="The first characters, to tell keys apart.")
    requests_per_hour: int = field(
        description=(
            "How many root fields may run in an hour: by a secret or a personal key in all, by a"
            " publishable one for each signed-in user, or else for each IP address."
        )
    )
    last_used_at: DateTime | None = field(
        description="When the key was last used, to the minute; null if never."
    )
    expires_at: DateTime | None = field(description="When the key ends; null if never.")
    created_at: DateTime = field(description="When the key was made.")


def api_key_of(record: KeyRecord) -> ApiKey:
    """Give a key as clients see it."""
    return ApiKey(
        id=strawberry.ID(encode(Prefix.KEY, record.id)),
        name=record.name,
        kind=KeyKind(record.kind),
        prefix=record.prefix,
        requests_per_hour=record.requests_per_hour,
        last_used_at=_instant(record.last_used_at),
        expires_at=_instant(record.expires_at),
        created_at=DateTime(record.created_at),
    )


def _instant(micros: int | None) -> DateTime | None:
    return None if micros is None else DateTime(micros)
