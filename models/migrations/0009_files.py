"""Files of users, the objects that hold their bytes, and where the picture of a user is."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.ids import new_id
from core.instants import now
from models.fields import ExactText, Instant


class Migration(migrations.Migration):
    dependencies = [("rollcall", "0008_api_keys")]

    operations = [
        ops.CreateModel(
            name="File",
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
                        related_name="files",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "rollcall.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="files",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("field", ExactText(generated=False, null=False, unique=False)),
                ("filename", ExactText(generated=False, null=False, unique=False)),
                ("content_type", ExactText(generated=False, null=False, unique=False)),
                ("size", fields.BigIntField()),
                ("width", fields.IntField(null=True)),
            ],
            options={
                "table": "files",
                "app": "rollcall",
                "unique_together": (("project_id", "user_id", "field"),),
                "indexes": [Index(fields=["user_id", "field"], name="files_user")],
                "pk_attr": "id",
                "table_description": "A file in one field of a user. A file in its place is another row with another key.",
            },
            bases=["InProject"],
        ),
        ops.CreateModel(
            name="StoredObject",
            fields=[
                (
                    "name",
                    ExactText(
                        primary_key=True, unique=True, db_index=True, generated=False, null=False
                    ),
                ),
                (
                    "file",
                    fields.ForeignKeyField(
                        "rollcall.File",
                        source_field="file_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="objects",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("width", fields.IntField()),
                ("size", fields.BigIntField()),
                ("due_at", Instant(generated=False, null=False, unique=False)),
                ("is_doomed", fields.BooleanField(default=False)),
            ],
            options={
                "table": "objects",
                "app": "rollcall",
                "unique_together": (("file_id", "width"),),
                "indexes": [Index(fields=["file_id", "due_at"], name="objects_waste")],
                "pk_attr": "name",
                "table_description": "An object in the store: of which file, how wide, and when it is waste if it is of none.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="User",
            name="avatar_path",
            field=ExactText(null=True, generated=False, unique=False),
        ),
    ]
