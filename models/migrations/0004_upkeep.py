"""What the upkeep needs: tasks that one worker claims, and the order in which things run out."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from models.fields import Instant


class Migration(migrations.Migration):
    dependencies = [("rollcall", "0003_audit")]

    operations = [
        ops.CreateModel(
            name="Task",
            fields=[
                (
                    "name",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64),
                ),
                ("claimed_until", Instant(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "tasks",
                "app": "rollcall",
                "pk_attr": "name",
                "table_description": "A task, and until when it is taken, or has been done and need not be done again.",
            },
            bases=["Model"],
        ),
        ops.AddIndex(
            model_name="RefreshToken",
            index=Index(fields=["expires_at"], name="refresh_tokens_oldest"),
        ),
        ops.AddIndex(
            model_name="Session",
            index=Index(fields=["expires_at"], name="sessions_oldest"),
        ),
    ]
