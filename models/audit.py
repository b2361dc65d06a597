"""The audit log: what happened to accounts, written once and never changed."""

from tortoise import fields
from tortoise.fields.relational import ForeignKeyRelation
from tortoise.indexes import Index

from models.base import InProject
from models.fields import Document, ExactText
from models.project import Project


class AuditEvent(InProject):
    """One thing that happened to an account.

    Actor and user are no foreign keys, so that an event outlives whom it is about.
    """

    project: ForeignKeyRelation[Project] = fields.ForeignKeyField(
        "rollcall.Project", related_name="audit_events", on_delete=fields.CASCADE
    )
    type = ExactText()
    actor_id = fields.UUIDField(null=True)
    user_id = fields.UUIDField(null=True)
    ip_address = ExactText(null=True)
    user_agent = ExactText(null=True)
    data = Document()

    class Meta:
        """The table; retention looks for the oldest whatever the project."""

        table = "audit_events"
        indexes = (
            Index(fields=("project_id", "created_at", "id"), name="audit_events_newest"),
            Index(fields=("project_id", "user_id", "created_at", "id"), name="audit_events_user"),
            Index(fields=("project_id", "actor_id", "created_at", "id"), name="audit_events_actor"),
            Index(fields=("created_at",), name="audit_events_oldest"),
        )
