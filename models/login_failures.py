"""Failed logins in a row, for each account and likewise for each name that no account has."""

from tortoise import fields
from tortoise.fields.relational import ForeignKeyRelation
from tortoise.indexes import Index
from tortoise.models import Model

from models.fields import ExactText, Instant
from models.project import Project


class LoginFailures(Model):
    """A row of failures that no success has ended yet. Its key is a hash of whose it is."""

    subject = ExactText(primary_key=True)
    project: ForeignKeyRelation[Project] = fields.ForeignKeyField(
        "rollcall.Project", related_name="login_failures", on_delete=fields.CASCADE
    )
    count = fields.IntField()
    failed_at = Instant()
    locked_until = Instant()

    class Meta:
        """The table."""

        table = "login_failures"
        indexes = (Index(fields=("failed_at",), name="login_failures_oldest"),)
