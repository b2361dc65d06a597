"""SQLite's file is made for its owner alone, and writers of several processes wait in line."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from anyio import create_task_group, fail_after, sleep
from tortoise.exceptions import OperationalError

from models import database
from models.database import opened, sqlite_path, transaction
from models.project import Project
from models.sqlite_backend import make_file

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio

A_MOMENT = 50
"""Milliseconds."""


def mode(path: Path) -> int:
    """Give who may do what with a file."""
    return path.stat().st_mode & 0o777


async def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "rollcall.db"
    await make_file(path, A_MOMENT)
    assert mode(path) == 0o600
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_an_existing_file_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "rollcall.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes AS SELECT 'kept' AS text")
    path.chmod(0o640)
    await make_file(path, A_MOMENT)
    assert mode(path) == 0o640
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT text FROM notes").fetchall() == [("kept",)]


async def test_making_waits_for_who_was_first(tmp_path: Path) -> None:
    path = tmp_path / "rollcall.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as first:
        first.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            await make_file(path, A_MOMENT)
        async with create_task_group() as tasks:
            tasks.start_soon(make_file, path, 60_000)
            await sleep(A_MOMENT / 1000)
            first.execute("COMMIT")
        assert first.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_a_writer_gives_up_who_waits_too_long(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", A_MOMENT)
    with closing(sqlite3.connect(sqlite_path(sqlite_url), isolation_level=None)) as other:
        async with opened(sqlite_url):
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(OperationalError, match="database is locked"):
                async with transaction():
                    pytest.fail("Two write at once.")
            other.execute("COMMIT")
            with fail_after(10):  # The connection was given back.
                async with transaction():
                    assert await Project.all().count() == 0
