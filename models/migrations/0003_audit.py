"""The audit log."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.ids import new_id
from core.instants import now
from models.fields import Document, ExactText, Instant


class Migration(migrations.Migration):
    dependencies = [("rollcall", "0002_referrals")]

    operations = [
        ops.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("created_at", Instant(default=now, generated=False, null=False, unique=False)),
                (
                    "project",
                    fields.ForeignKeyField(
                        "rollcall.Project",
                        source_field="project_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="audit_events",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("type", ExactText(generated=False, null=False, unique=False)),
                ("actor_id", fields.UUIDField(null=True)),
                ("user_id", fields.UUIDField(null=True)),
                ("ip_address", ExactText(null=True, generated=False, unique=False)),
                ("user_agent", ExactText(null=True, generated=False, unique=False)),
                ("data", Document(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "audit_events",
                "app": "rollcall",
                "indexes": [
                    Index(fields=["project_id", "created_at", "id"], name="audit_events_newest"),
                    Index(
                        fields=["project_id", "user_id", "created_at", "id"],
                        name="audit_events_user",
                    ),
                    Index(
                        fields=["project_id", "actor_id", "created_at", "id"],
                        name="audit_events_actor",
                    ),
                    Index(fields=["created_at"], name="audit_events_oldest"),
                ],
                "pk_attr": "id",
                "table_description": "One thing that happened to an account.",
            },
            bases=["InProject"],
        ),
    ]
