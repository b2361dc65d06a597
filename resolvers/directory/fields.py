"""The one list of what a user has: what may be filtered and sorted by, and who sees it."""

from dataclasses import dataclass
from enum import Enum


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

    `is_public` fields are seen by every member who sees the user, all others only by the user and
    by administrators. Whoever does not see a field can neither filter nor sort by it.
    """

    name: str
    column: str
    kind: Kind
    is_nullable: bool = True
    is_public: bool = False


ID = Field("id", "id", Kind.ID, is_nullable=False, is_public=True)
CREATED_AT = Field("createdAt", "created_at", Kind.INSTANT, is_nullable=False, is_public=True)
REFERRAL_COUNT = Field("referralCount", "referral_count", Kind.INTEGER, is_nullable=False)
REFERRED_BY_ID = Field("referredById", "referred_by_id", Kind.ID)

FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        ID,
        Field("email", "email", Kind.TEXT, is_nullable=False),
        Field("username", "username", Kind.TEXT, is_public=True),
        Field("name", "name", Kind.TEXT, is_public=True),
        Field("firstName", "first_name", Kind.TEXT, is_public=True),
        Field("lastName", "last_name", Kind.TEXT, is_public=True),
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

PUBLIC = frozenset({"id", "username", "name", "firstName", "lastName", "avatarUrl", "createdAt"})
"""The names of all fields that another member sees."""
