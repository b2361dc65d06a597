"""Keys of users, and how many requests a key has in an hour."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("rollcall", "0007_statistics")]

    operations = [
        ops.AlterModelOptions(
            name="ApiKey",
            options={
                "table": "api_keys",
                "app": "rollcall",
                "indexes": [
                    Index(fields=["project_id", "id"], name="api_keys_project"),
                    Index(fields=["user_id", "id"], name="api_keys_user"),
                    Index(fields=["expires_at"], name="api_keys_oldest"),
                ],
                "pk_attr": "id",
                "table_description": "A key of a project, or of a user in it, kept as a keyed hash.",
            },
        ),
        ops.AddField(
            model_name="ApiKey",
            name="requests_per_hour",
            field=fields.IntField(default=1000, db_default=1000),
        ),
        ops.AddField(
            model_name="ApiKey",
            name="user",
            field=fields.ForeignKeyField(
                "rollcall.User",
                source_field="user_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="api_keys",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AddIndex(
            model_name="ApiKey",
            index=Index(fields=["user_id", "id"], name="api_keys_user"),
        ),
        ops.AddIndex(
            model_name="ApiKey",
            index=Index(fields=["expires_at"], name="api_keys_oldest"),
        ),
    ]
