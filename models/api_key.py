"""API keys, of projects and of users."""

from uuid import UUID

from tortoise import fields
from tortoise.fields.relational import ForeignKeyNullableRelation, ForeignKeyRelation
from tortoise.indexes import Index

from models.base import InProject
from models.fields import ExactText, Instant
from models.project import Project
from models.user import User

REQUESTS_PER_HOUR = 1000
"""What a key has in an hour unless it is made with another number."""


class ApiKey(InProject):
    """A key of a project, or of a user in it, kept as a keyed hash."""

    project: ForeignKeyRelation[Project] = fields.ForeignKeyField(
        "rollcall.Project", related_name="api_keys", on_delete=fields.CASCADE
    )
    user_id: UUID | None
    user: ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "rollcall.User", related_name="api_keys", null=True, on_delete=fields.CASCADE
    )
    name = ExactText()
    kind = ExactText()
    prefix = ExactText()
    key_hash = ExactText(unique=True)
    requests_per_hour = fields.IntField(default=REQUESTS_PER_HOUR, db_default=REQUESTS_PER_HOUR)
    expires_at = Instant(null=True)
    last_used_at = Instant(null=True)

    class Meta:
        """The table; upkeep looks for what has run out whatever the project."""

        table = "api_keys"
        indexes = (
            Index(fields=("project_id", "id"), name="api_keys_project"),
            Index(fields=("user_id", "id"), name="api_keys_user"),
            Index(fields=("expires_at",), name="api_keys_oldest"),
        )
