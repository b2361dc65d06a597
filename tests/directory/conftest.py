"""Fixtures that keep a database, or a server on one, for all tests of a module."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from tests.conftest import migrate
from tests.databases import drop_database, new_database, prepare_template
from tests.server import running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.server import Server


@asynccontextmanager
async def postgres(cluster_url: str) -> AsyncIterator[str]:
    """Give the address of a fresh migrated PostgreSQL database, and drop it at the end."""
    await prepare_template(cluster_url, "migrated", migrate)
    url = await new_database(cluster_url, "migrated")
    yield url
    await drop_database(url)


@pytest.fixture(scope="module")
def module_sqlite_url(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the address of a migrated SQLite database for the whole module."""
    path = tmp_path_factory.mktemp("directory") / "rollcall.db"
    shutil.copyfile(migrated_sqlite, path)
    return f"sqlite://{path}"


@pytest.fixture(scope="module")
async def module_postgres_url(cluster_url: str) -> AsyncIterator[str]:
    """Give the address of a migrated PostgreSQL database for the whole module."""
    async with postgres(cluster_url) as url:
        yield url


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def module_url(request: pytest.FixtureRequest) -> str:
    """Run the module's tests on each database; all of them share it."""
    url: str = request.getfixturevalue(f"module_{request.param}_url")
    return url


@pytest.fixture(scope="module")
async def shared_server(module_url: str) -> AsyncIterator[Server]:
    """Run the module's tests on each database, against one server that all of them share."""
    async with running(module_url) as started:
        yield started
