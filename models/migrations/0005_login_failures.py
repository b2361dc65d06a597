"""Failed logins in a row, by which accounts are locked for a while."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from models.fields import ExactText, Instant


class Migration(migrations.Migration):
    dependencies = [("rollcall", "0004_upkeep")]

    operations = [
        ops.CreateModel(
            name="LoginFailures",
            fields=[
                (
                    "subject",
                    ExactText(
                        primary_key=True, unique=True, db_index=True, generated=False, null=False
                    ),
                ),
                (
                    "project",
                    fields.ForeignKeyField(
                        "rollcall.Project",
                        source_field="project_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="login_failures",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("count", fields.IntField()),
                ("failed_at", Instant(generated=False, null=False, unique=False)),
                ("locked_until", Instant(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "login_failures",
                "app": "rollcall",
                "pk_attr": "subject",
                "table_description": "A row of failures that no success has ended yet. Its key is a hash of whose it is.",
            },
            bases=["Model"],
        ),
    ]
