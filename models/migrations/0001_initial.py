"""The first tables: projects, API keys, users, sessions, refresh tokens and signing keys."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.ids import new_id
from core.instants import now
from models.fields import Document, ExactText, Instant, Terms
from models.project import first_roles


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("created_at", Instant(default=now, generated=False, null=False, unique=False)),
                ("name", ExactText(generated=False, null=False, unique=False)),
                ("name_folded", ExactText(unique=True, generated=False, null=False)),
                ("is_default", fields.BooleanField(default=False)),
                (
                    "default_role",
                    ExactText(default="user", generated=False, null=False, unique=False),
                ),
                ("roles", Document(default=first_roles, generated=False, null=False, unique=False)),
                ("password_min_length", fields.IntField(default=8)),
                ("password_require_uppercase", fields.BooleanField(default=False)),
                ("password_require_lowercase", fields.BooleanField(default=False)),
                ("password_require_digit", fields.BooleanField(default=False)),
                ("password_require_symbol", fields.BooleanField(default=False)),
                ("access_token_lifetime", fields.IntField(default=900)),
                ("refresh_token_lifetime", fields.IntField(default=2592000)),
                ("member_directory", fields.BooleanField(default=False)),
                ("signup_enabled", fields.BooleanField(default=True)),
            ],
            options={
                "table": "projects",
                "app": "rollcall",
                "pk_attr": "id",
                "table_description": "A separate set of users with its own keys and rules.",
            },
            bases=["Stored"],
        ),
        ops.CreateModel(
            name="ApiKey",
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
                        related_name="api_keys",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", ExactText(generated=False, null=False, unique=False)),
                ("kind", ExactText(generated=False, null=False, unique=False)),
                ("prefix", ExactText(generated=False, null=False, unique=False)),
                ("key_hash", ExactText(unique=True, generated=False, null=False)),
                ("expires_at", Instant(null=True, generated=False, unique=False)),
                ("last_used_at", Instant(null=True, generated=False, unique=False)),
            ],
            options={
                "table": "api_keys",
                "app": "rollcall",
                "indexes": [Index(fields=["project_id", "id"], name="api_keys_project")],
                "pk_attr": "id",
                "table_description": "A key of a project, kept as a keyed hash.",
            },
            bases=["InProject"],
        ),
        ops.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("created_at", Instant(default=now, generated=False, null=False, unique=False)),
                ("public_key", ExactText(generated=False, null=False, unique=False)),
                ("private_key", ExactText(generated=False, null=False, unique=False)),
                ("retired_at", Instant(null=True, generated=False, unique=False)),
            ],
            options={
                "table": "signing_keys",
                "app": "rollcall",
                "pk_attr": "id",
                "table_description": "An Ed25519 pair (RFC 8037) whose ID is the `kid` of the tokens that it signed.",
            },
            bases=["Stored"],
        ),
        ops.CreateModel(
            name="User",
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
                        related_name="users",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("email", ExactText(generated=False, null=False, unique=False)),
                ("username", ExactText(null=True, generated=False, unique=False)),
                ("name", ExactText(null=True, generated=False, unique=False)),
                ("first_name", ExactText(null=True, generated=False, unique=False)),
                ("last_name", ExactText(null=True, generated=False, unique=False)),
                ("phone", ExactText(null=True, generated=False, unique=False)),
                ("city", ExactText(null=True, generated=False, unique=False)),
                ("country", ExactText(null=True, generated=False, unique=False)),
                ("timezone", ExactText(null=True, generated=False, unique=False)),
                ("role", ExactText(generated=False, null=False, unique=False)),
                ("email_folded", ExactText(generated=False, null=False, unique=False)),
                ("username_folded", ExactText(null=True, generated=False, unique=False)),
                ("name_folded", ExactText(null=True, generated=False, unique=False)),
                ("first_name_folded", ExactText(null=True, generated=False, unique=False)),
                ("last_name_folded", ExactText(null=True, generated=False, unique=False)),
                ("phone_folded", ExactText(null=True, generated=False, unique=False)),
                ("city_folded", ExactText(null=True, generated=False, unique=False)),
                ("country_folded", ExactText(null=True, generated=False, unique=False)),
                ("timezone_folded", ExactText(null=True, generated=False, unique=False)),
                ("role_folded", ExactText(generated=False, null=False, unique=False)),
                ("avatar_url", ExactText(null=True, generated=False, unique=False)),
                ("data", Document(generated=False, null=False, unique=False)),
                ("data_terms", Terms(generated=False, null=False, unique=False)),
                ("preferences", Document(generated=False, null=False, unique=False)),
                ("is_email_verified", fields.BooleanField(default=False)),
                ("is_active", fields.BooleanField(default=True)),
                ("password_hash", ExactText(null=True, generated=False, unique=False)),
                ("last_login_at", Instant(null=True, generated=False, unique=False)),
                ("updated_at", Instant(generated=False, null=False, unique=False)),
                (
                    "referred_by",
                    fields.ForeignKeyField(
                        "rollcall.User",
                        source_field="referred_by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="referrals",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("referral_count", fields.IntField(default=0)),
            ],
            options={
                "table": "users",
                "app": "rollcall",
                "unique_together": (
                    ("project_id", "email_folded"),
                    ("project_id", "username_folded"),
                ),
                "indexes": [
                    Index(fields=["project_id", "id"], name="users_id"),
                    Index(fields=["project_id", "created_at", "id"], name="users_created_at"),
                    Index(fields=["project_id", "updated_at", "id"], name="users_updated_at"),
                    Index(fields=["project_id", "email", "id"], name="users_email"),
                    Index(fields=["project_id", "username", "id"], name="users_username"),
                    Index(fields=["project_id", "name", "id"], name="users_name"),
                    Index(fields=["project_id", "first_name", "id"], name="users_first_name"),
                    Index(fields=["project_id", "last_name", "id"], name="users_last_name"),
                    Index(fields=["project_id", "phone", "id"], name="users_phone"),
                    Index(fields=["project_id", "name_folded", "id"], name="users_name_folded"),
                    Index(
                        fields=["project_id", "first_name_folded", "id"],
                        name="users_first_name_folded",
                    ),
                    Index(
                        fields=["project_id", "last_name_folded", "id"],
                        name="users_last_name_folded",
                    ),
                    Index(fields=["project_id", "city", "id"], name="users_city"),
                    Index(fields=["project_id", "country", "id"], name="users_country"),
                    Index(fields=["project_id", "role", "id"], name="users_role"),
                    Index(fields=["project_id", "last_login_at", "id"], name="users_last_login_at"),
                    Index(
                        fields=["project_id", "city", "created_at", "id"],
                        name="users_newest_of_city",
                    ),
                    Index(
                        fields=["project_id", "country", "created_at", "id"],
                        name="users_newest_of_country",
                    ),
                    Index(
                        fields=["project_id", "role", "created_at", "id"],
                        name="users_newest_of_role",
                    ),
                    Index(
                        fields=["project_id", "city_folded", "created_at", "id"],
                        name="users_newest_of_city_folded",
                    ),
                    Index(
                        fields=["project_id", "country_folded", "created_at", "id"],
                        name="users_newest_of_country_folded",
                    ),
                    Index(
                        fields=["project_id", "referral_count", "id"], name="users_referral_count"
                    ),
                    Index(fields=["referred_by_id", "created_at", "id"], name="users_referred_by"),
                ],
                "pk_attr": "id",
                "table_description": "An account of a project.",
            },
            bases=["InProject"],
        ),
        ops.CreateModel(
            name="Session",
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
                        related_name="sessions",
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
                        related_name="sessions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("user_agent", ExactText(null=True, generated=False, unique=False)),
                ("ip_address", ExactText(null=True, generated=False, unique=False)),
                ("last_used_at", Instant(generated=False, null=False, unique=False)),
                ("expires_at", Instant(generated=False, null=False, unique=False)),
                ("revoked_at", Instant(null=True, generated=False, unique=False)),
            ],
            options={
                "table": "sessions",
                "app": "rollcall",
                "indexes": [Index(fields=["user_id", "id"], name="sessions_user")],
                "pk_attr": "id",
                "table_description": "One sign-in of one client.",
            },
            bases=["InProject"],
        ),
        ops.CreateModel(
            name="RefreshToken",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("created_at", Instant(default=now, generated=False, null=False, unique=False)),
                (
                    "session",
                    fields.ForeignKeyField(
                        "rollcall.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="refresh_tokens",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("token_hash", ExactText(unique=True, generated=False, null=False)),
                ("expires_at", Instant(generated=False, null=False, unique=False)),
                ("used_at", Instant(null=True, generated=False, unique=False)),
            ],
            options={
                "table": "refresh_tokens",
                "app": "rollcall",
                "indexes": [Index(fields=["session_id", "id"], name="refresh_tokens_session")],
                "pk_attr": "id",
                "table_description": "One link in the chain of refresh tokens of a session, kept as a keyed hash.",
            },
            bases=["Stored"],
        ),
    ]
