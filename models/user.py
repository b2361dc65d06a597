"""Users: the account, the profile, and the forms of both that are searched."""

from typing import Any

from tortoise import fields
from tortoise.fields.relational import ForeignKeyNullableRelation, ForeignKeyRelation
from tortoise.indexes import Index

from core.terms import index_terms
from core.text import fold
from models.base import InProject
from models.fields import Document, ExactText, Instant, Terms
from models.project import Project

FOLDED = (
    "email",
    "username",
    "name",
    "first_name",
    "last_name",
    "phone",
    "city",
    "country",
    "timezone",
    "role",
)
"""Columns with a case-folded twin, `<column>_folded`, for `ieq`, `icontains` and uniqueness."""


class User(InProject):
    """An account of a project."""

    project: ForeignKeyRelation[Project] = fields.ForeignKeyField(
        "rollcall.Project", related_name="users", on_delete=fields.CASCADE
    )
    email = ExactText()
    username = ExactText(null=True)
    name = ExactText(null=True)
    first_name = ExactText(null=True)
    last_name = ExactText(null=True)
    phone = ExactText(null=True)
    city = ExactText(null=True)
    country = ExactText(null=True)
    timezone = ExactText(null=True)
    role = ExactText()
    email_folded = ExactText()
    username_folded = ExactText(null=True)
    name_folded = ExactText(null=True)
    first_name_folded = ExactText(null=True)
    last_name_folded = ExactText(null=True)
    phone_folded = ExactText(null=True)
    city_folded = ExactText(null=True)
    country_folded = ExactText(null=True)
    timezone_folded = ExactText(null=True)
    role_folded = ExactText()
    avatar_url = ExactText(null=True)
    avatar_path = ExactText(null=True)
    data = Document()
    data_terms = Terms()
    preferences = Document()
    is_email_verified = fields.BooleanField(default=False)
    is_active = fields.BooleanField(default=True)
    password_hash = ExactText(null=True)
    last_login_at = Instant(null=True)
    updated_at = Instant()
    referred_by: ForeignKeyNullableRelation["User"] = fields.ForeignKeyField(
        "rollcall.User", related_name="referrals", null=True, on_delete=fields.SET_NULL
    )
    referral_count = fields.IntField(default=0)

    class Meta:
        """The table; the project comes first in every index but that of referrers, who tell it."""

        table = "users"
        unique_together = (("project_id", "email_folded"), ("project_id", "username_folded"))
        indexes = (
            Index(fields=("project_id", "id"), name="users_id"),
            Index(fields=("project_id", "created_at", "id"), name="users_created_at"),
            Index(fields=("project_id", "updated_at", "id"), name="users_updated_at"),
            Index(fields=("project_id", "email", "id"), name="users_email"),
            Index(fields=("project_id", "username", "id"), name="users_username"),
            Index(fields=("project_id", "name", "id"), name="users_name"),
            Index(fields=("project_id", "first_name", "id"), name="users_first_name"),
            Index(fields=("project_id", "last_name", "id"), name="users_last_name"),
            Index(fields=("project_id", "phone", "id"), name="users_phone"),
            Index(fields=("project_id", "name_folded", "id"), name="users_name_folded"),
            Index(fields=("project_id", "first_name_folded", "id"), name="users_first_name_folded"),
            Index(fields=("project_id", "last_name_folded", "id"), name="users_last_name_folded"),
            Index(fields=("project_id", "city", "id"), name="users_city"),
            Index(fields=("project_id", "country", "id"), name="users_country"),
            Index(fields=("project_id", "role", "id"), name="users_role"),
            Index(fields=("project_id", "last_login_at", "id"), name="users_last_login_at"),
            Index(fields=("project_id", "city", "created_at", "id"), name="users_newest_of_city"),
            Index(
                fields=("project_id", "country", "created_at", "id"), name="users_newest_of_country"
            ),
            Index(fields=("project_id", "role", "created_at", "id"), name="users_newest_of_role"),
            Index(
                fields=("project_id", "city_folded", "created_at", "id"),
                name="users_newest_of_city_folded",
            ),
            Index(
                fields=("project_id", "country_folded", "created_at", "id"),
                name="users_newest_of_country_folded",
            ),
            Index(fields=("project_id", "referral_count", "id"), name="users_referral_count"),
            Index(fields=("referred_by_id", "created_at", "id"), name="users_referred_by"),
        )


def columns_of(changes: dict[str, Any]) -> dict[str, Any]:
    """Complete columns by those that follow from them: folded twins and the terms of `data`."""
    columns = dict(changes)
    for column in FOLDED:
        if column in changes:
            value = changes[column]
            columns[f"{column}_folded"] = None if value is None else fold(value)
    if "data" in changes:
        columns["data_terms"] = index_terms(changes["data"])
    return columns
