"""Projects."""

from tortoise import fields

from models.base import Stored
from models.fields import Document, ExactText


def first_roles() -> list[str]:
    """Give the roles of a new project."""
    return ["user", "admin"]


class Project(Stored):
    """A separate set of users with its own keys and rules."""

    name = ExactText()
    # The name that it was made with: commands find it by that, whatever it is renamed to.
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
