"""Rows as the read side hands them out: plain, immutable, in the order of their columns.

Instants are microseconds since 1970, documents are JSON text and IDs are UUIDs (text on SQLite), as
the database gives them; what clients see is made of them in the schema.
"""

from dataclasses import dataclass, fields
from typing import Any, Self, TypeAlias
from uuid import UUID

Key: TypeAlias = UUID | str
"""A UUID as the database gives it: PostgreSQL a UUID, SQLite its text."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row; the names of its fields are the names of its columns."""

    @classmethod
    def columns(cls, alias: str) -> str:
        """Give the list of columns for a SELECT in which `alias` is the table."""
        return ", ".join(f"{alias}.{field.name}" for field in fields(cls))

    @classmethod
    def width(cls) -> int:
        """Count the columns."""
        return len(fields(cls))

    @classmethod
    def read(cls, row: Any, offset: int = 0) -> Self:
        """Make a record of the columns that begin at `offset` of a row."""
        return cls(*row[offset : offset + len(fields(cls))])


@dataclass(frozen=True, slots=True)
class ProjectRecord(Record):
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


@dataclass(frozen=True, slots=True)
class UserRecord(Record):
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


@dataclass(frozen=True, slots=True)
class SessionRecord(Record):
    """One sign-in of one client."""

    id: Key
    user_id: Key
    user_agent: str | None
    ip_address: str | None
    created_at: int
    last_used_at: int
    expires_at: int
