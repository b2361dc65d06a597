"""Projects and their API keys."""

from tortoise import fields
from tortoise.fields.relational import ForeignKeyRelation
from tortoise.indexes import Index

from models.base import InProject, Stored
from models.fields import Document, ExactText, Instant


def first_roles() -> list[str]:
    """Give the roles of a new project."""
    return ["user", "admin"]


class Project(Stored):
    """A separate set of users with its own keys and rules."""

    name = ExactText()
    name_folded = ExactText(unique=True)
    is_default = fields.BooleanField(default=False)
    default_role = ExactText(default="user")
    roles = Document(default=first_roles)
    password_min_length = fields.IntField(default=8)
    password_require_uppercase = fields.BooleanField(default=False)
    password_require_lowercase = fields.BooleanField(default=False)
    password_require_digit = fields.BooleanField(default=False)
    password_require_symbol = fields.BooleanField(default=False)
    access_token_lifetime = fields.IntField(default=15 * 60)
    refresh_token_lifetime = fields.IntField(default=30 * 24 * 60 * 60)
    member_directory = fields.BooleanField(default=False)
    signup_enabled = fields.BooleanField(default=True)

    class Meta:
        """The table."""

        table = "projects"


class ApiKey(InProject):
    """A key of a project, kept as a keyed hash."""

    project: ForeignKeyRelation[Project] = fields.ForeignKeyField(
        "rollcall.Project", related_name="api_keys", on_delete=fields.CASCADE
    )
    name = ExactText()
    kind = ExactText()
    prefix = ExactText()
    key_hash = ExactText(unique=True)
    expires_at = Instant(null=True)
    last_used_at = Instant(null=True)

    class Meta:
        """The table."""

        table = "api_keys"
        indexes = (Index(fields=("project_id", "id"), name="api_keys_project"),)
