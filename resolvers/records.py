"""Rows as the read side hands them out: plain tuples whose names are those of their columns.

Instants are microseconds since 1970, documents are JSON text and IDs are UUIDs (text on SQLite), as
the database gives them; what clients see is made of them in the schema.
"""

from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

Key: TypeAlias = UUID | str
"""A UUID as the database gives it: PostgreSQL a UUID, SQLite its text."""


class ProjectRecord(NamedTuple):
    """A project and its rules."""

    id: Key
    name: str
    default_role: str
    password_min_length: int
    password_require_uppercase: bool
    password_require_lowercase: bool
    password_require_digit: bool
    password_require_symbol: bool
    access_token_lifetime: int
    refresh_token_lifetime: int
    member_directory: bool
    signup_enabled: bool


class UserRecord(NamedTuple):
    """A user, without the password's hash."""

    id: Key
    project_id: Key
    email: str
    username: str | None
    name: str | None
    first_name: str | None
    last_name: str | None
    phone: str | None
    city: str | None
    country: str | None
    timezone: str | None
    avatar_url: str | None
    data: str
    preferences: str
    role: str
    is_email_verified: bool
    is_active: bool
    last_login_at: int | None
    created_at: int
    updated_at: int
    referred_by_id: Key | None
    referral_count: int
    avatar_path: str | None


class SessionRecord(NamedTuple):
    """One sign-in of one client."""

    id: Key
    user_id: Key
    user_agent: str | None
    ip_address: str | None
    created_at: int
    last_used_at: int
    expires_at: int


class KeyRecord(NamedTuple):
    """An API key, without the key itself; `kind` is a value of KeyKind."""

    id: Key
    user_id: Key | None
    name: str
    kind: str
    prefix: str
    requests_per_hour: int
    last_used_at: int | None
    expires_at: int | None
    created_at: int


class FileRecord(NamedTuple):
    """A file of a user; `width` is that of a picture, in pixels."""

    id: Key
    user_id: Key
    field: str
    filename: str
    content_type: str
    size: int
    width: int | None
    created_at: int


class EventRecord(NamedTuple):
    """One thing that happened to an account."""

    id: Key
    type: str
    actor_id: Key | None
    user_id: Key | None
    ip_address: str | None
    user_agent: str | None
    data: str
    created_at: int


def columns(record: type[Any], alias: str) -> str:
    """Give the columns of a record for a SELECT in which `alias` is the table."""
    return ", ".join(f"{alias}.{name}" for name in record._fields)


def width(record: type[Any]) -> int:
    """Count the columns of a record."""
    return len(record._fields)
