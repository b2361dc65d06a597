"""The two databases on which operations are run both ways."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from models.database import opened
from schema.execution import fast
from tests.directory.conftest import postgres
from tests.execution.stage import make_stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.execution.stage import Stage


@pytest.fixture(scope="module")
def execution_sqlite_url(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the address of a migrated SQLite database for the whole module."""
    path = tmp_path_factory.mktemp("execution") / "rollcall.db"
    shutil.copyfile(migrated_sqlite, path)
    return f"sqlite://{path}"


@pytest.fixture(scope="module")
async def execution_postgres_url(cluster_url: str) -> AsyncIterator[str]:
    """Give the address of a migrated PostgreSQL database for the whole module."""
    async with postgres(cluster_url) as url:
        yield url


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def execution_url(request: pytest.FixtureRequest) -> str:
    """Run the module's tests on each database."""
    url: str = request.getfixturevalue(f"execution_{request.param}_url")
    return url


@pytest.fixture(scope="module")
async def stage(execution_url: str) -> AsyncIterator[Stage]:
    """Run the module's tests on each database, among the same users."""
    async with opened(execution_url) as database:
        made = await make_stage(database)
        yield made
        made.services.hasher.close()


@pytest.fixture(autouse=True, scope="module")
def no_failed_plans() -> Iterator[None]:
    """Have a plan that fails fail its test: the ordinary executor would hide it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast._log, "warning", _fail)
        yield


def _fail(event: str, **_: object) -> None:
    raise AssertionError(event)
