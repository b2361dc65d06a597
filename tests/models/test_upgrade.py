"""An upgrade of a database in use keeps what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tortoise.migrations.executor import MigrationTarget

from core.ids import new_id
from models.api_key import ApiKey
from models.database import Dialect, dialect_of, opened
from models.upgrade import _executor, upgrade

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Run the test on each database; give the address of an empty one."""
    if request.param == "sqlite":
        return f"sqlite://{tmp_path}/new/rollcall.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


async def test_keys_that_were_made_before_keep_working(empty_url: str) -> None:
    project, key = str(new_id()), str(new_id())
    no = "0" if dialect_of(empty_url) is Dialect.SQLITE else "false"
    async with opened(empty_url) as database:
        await _executor(database).migrate([MigrationTarget("rollcall", "0007_statistics")])
        await database.connection.execute_script(
            "INSERT INTO projects (id, created_at, name, name_folded, is_default, default_role,"
            " roles, password_min_length, password_require_uppercase, password_require_lowercase,"
            " password_require_digit, password_require_symbol, access_token_lifetime,"
            " refresh_token_lifetime, member_directory, signup_enabled)"
            f" VALUES ('{project}', 1, 'shop', 'shop', {no}, 'user', '[]', 8, {no}, {no}, {no},"
            f" {no}, 900, 900, {no}, {no})"
        )
        await database.connection.execute_script(
            "INSERT INTO api_keys (id, created_at, project_id, name, kind, prefix, key_hash)"
            f" VALUES ('{key}', 1, '{project}', 'old', 'secret', 'rk_sec_', 'hash')"
        )
        assert (await upgrade(database))[0] == "0008_api_keys"
        (row,) = await ApiKey.all()
        assert (str(row.id), row.key_hash, row.user_id) == (key, "hash", None)
        assert row.requests_per_hour == 1000
