"""Sessions, and the refresh tokens that keep them alive."""

from uuid import UUID

from tortoise import fields
from tortoise.fields.relational import ForeignKeyRelation
from tortoise.indexes import Index

from models.base import InProject, Stored
from models.fields import ExactText, Instant
from models.project import Project
from models.user import User


class Session(InProject):
    """One sign-in of one client."""

    project: ForeignKeyRelation[Project] = fields.ForeignKeyField(
        "rollcall.Project", related_name="sessions", on_delete=fields.CASCADE
    )
    user_id: UUID
    user: ForeignKeyRelation[User] = fields.ForeignKeyField(
        "rollcall.User", related_name="sessions", on_delete=fields.CASCADE
    )
    user_agent = ExactText(null=True)
    ip_address = ExactText(null=True)
    last_used_at = Instant()
    expires_at = Instant()
    revoked_at = Instant(null=True)

    class Meta:
        """The table."""

        table = "sessions"
        indexes = (
            Index(fields=("user_id", "id"), name="sessions_user"),
            Index(fields=("expires_at",), name="sessions_oldest"),
        )


class RefreshToken(Stored):
    """One link in the chain of refresh tokens of a session, kept as a keyed hash."""

    session_id: UUID
    session: ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "rollcall.Session", related_name="refresh_tokens", on_delete=fields.CASCADE
    )
    token_hash = ExactText(unique=True)
    expires_at = Instant()
    used_at = Instant(null=True)

    class Meta:
        """The table."""

        table = "refresh_tokens"
        indexes = (
            Index(fields=("session_id", "id"), name="refresh_tokens_session"),
            Index(fields=("expires_at",), name="refresh_tokens_oldest"),
        )
