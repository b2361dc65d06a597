"""The one list of what a user has: what may be filtered and sorted by, and who sees it."""

from dataclasses import dataclass
from enum import Enum

PUBLIC = frozenset({"id", "username", "name", "firstName", "lastName", "avatarUrl", "createdAt"})
"""The fields that every member sees who sees the user, by their names in GraphQL."""
PRIVATE = frozenset(
    {
        "email",
        "phone",
        "city",
        "country",
        "timezone",
        "data",
        "preferences",
        "role",
        "isEmailVerified",
        "isActive",
        "lastLoginAt",
        "updatedAt",
        "referredBy",
        "referredById",
        "referrals",
        "referralCount",
        "sessions",
        "apiKeys",
        "files",
        "file",
    }
)
"""The fields that only the user and administrators see; to all others they are null.

Each field of a user is in one of the two, or the server does not start.
"""


class Kind(Enum):
    """How the values of a field compare."""

    ID = "id"
    TEXT = "text"
    BOOLEAN = "boolean"
    INSTANT = "instant"
    INTEGER = "integer"


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A field of a user; `column` is its column and `name` its name in GraphQL.

    Whoever does not see a field can neither filter nor sort by it.
    """

    name: str
    column: str
    kind: Kind
    is_nullable: bool = True

    @property
    def is_public(self) -> bool:
        """Whether every member sees it who sees the user."""
        return self.name in PUBLIC


ID = Field("id", "id", Kind.ID, is_nullable=False)
CREATED_AT = Field("createdAt", "created_at", Kind.INSTANT, is_nullable=False)
REFERRAL_COUNT = Field("referralCount", "referral_count", Kind.INTEGER, is_nullable=False)
REFERRED_BY_ID = Field("referredById", "referred_by_id", Kind.ID)

FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        ID,
        Field("email", "email", Kind.TEXT, is_nullable=False),
        Field("username", "username", Kind.TEXT),
        Field("name", "name", Kind.TEXT),
        Field("firstName", "first_name", Kind.TEXT),
        Field("lastName", "last_name", Kind.TEXT),
        Field("phone", "phone", Kind.TEXT),
        Field("city", "city", Kind.TEXT),
        Field("country", "country", Kind.TEXT),
        Field("timezone", "timezone", Kind.TEXT),
        Field("role", "role", Kind.TEXT, is_nullable=False),
        Field("isEmailVerified", "is_email_verified", Kind.BOOLEAN, is_nullable=False),
        Field("isActive", "is_active", Kind.BOOLEAN, is_nullable=False),
        Field("lastLoginAt", "last_login_at", Kind.INSTANT),
        CREATED_AT,
        Field("updatedAt", "updated_at", Kind.INSTANT, is_nullable=False),
        REFERRED_BY_ID,
        REFERRAL_COUNT,
    )
}
"""Every field that can be filtered by, by its name in GraphQL."""
