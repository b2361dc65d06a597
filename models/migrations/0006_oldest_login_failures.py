"""The order in which rows of failed logins are forgotten."""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("rollcall", "0005_login_failures")]

    operations = [
        ops.AddIndex(
            model_name="LoginFailures",
            index=Index(fields=["failed_at"], name="login_failures_oldest"),
        ),
    ]
