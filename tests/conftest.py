"""Fixtures that every test may use: the event loop's kind and a real PostgreSQL.

One cluster serves the whole run. Under pytest-xdist the controller starts it before the workers
and tells them its address by an environment variable; a run without workers starts it when the
first test asks for it. Whoever sets that variable has the tests use a cluster of their own.
"""

from __future__ import annotations

import os
import shutil
import signal
from typing import TYPE_CHECKING

import pytest

from core.logs import configure
from models.database import opened
from models.upgrade import upgrade
from tests import node
from tests.cluster import start_cluster
from tests.databases import drop_database, new_database, prepare_template
from tests.s3_server import S3
from tests.server import running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.server import Server

CLUSTER_URL = "TEST_CLUSTER_URL"


def pytest_configure(config: pytest.Config) -> None:
    """Start the cluster that all workers share; SIGTERM stops it as orderly as Ctrl-C does."""
    # As it comes, structlog prints all variables of a traceback, which can take minutes.
    configure("text")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    is_worker = hasattr(config, "workerinput")
    has_workers = config.getoption("dist", "no") != "no"
    if has_workers and not is_worker and CLUSTER_URL not in os.environ:
        cluster = start_cluster()
        config.add_cleanup(cluster.stop)
        os.environ[CLUSTER_URL] = cluster.url
    if has_workers and not is_worker:
        node.prepare_for_workers()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests out that need npm packages where there are none."""
    node.leave_out(config, items)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what tests have recorded under the name `print`, and say which were left out."""
    for passed in terminalreporter.stats.get("passed", []):
        for name, line in passed.user_properties:
            if name == "print" and passed.when == "call":
                terminalreporter.write_line(line)
    for sentence in node.report(config):
        terminalreporter.write_line(sentence, yellow=True)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run `async def` tests on asyncio, the only loop that Rollcall supports."""
    return "asyncio"


@pytest.fixture(scope="session")
def cluster_url() -> Iterator[str]:
    """Give the address of the run's cluster; its user may create databases."""
    if CLUSTER_URL in os.environ:
        yield os.environ[CLUSTER_URL]
        return
    cluster = start_cluster()
    yield cluster.url
    cluster.stop()


@pytest.fixture
async def postgres_url(cluster_url: str) -> AsyncIterator[str]:
    """Give the address of an empty database that is dropped after the test."""
    url = await new_database(cluster_url)
    yield url
    await drop_database(url)


@pytest.fixture(scope="session")
async def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file to copy, made by the real migrations."""
    path = tmp_path_factory.mktemp("migrated") / "rollcall.db"
    await migrate(f"sqlite://{path}")
    return path


@pytest.fixture
async def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """Give the address of a fresh migrated SQLite database."""
    shutil.copyfile(migrated_sqlite, tmp_path / "rollcall.db")
    return f"sqlite://{tmp_path / 'rollcall.db'}"


@pytest.fixture
async def migrated_postgres_url(cluster_url: str) -> AsyncIterator[str]:
    """Give the address of a fresh migrated PostgreSQL database that is dropped after the test."""
    await prepare_template(cluster_url, "migrated", migrate)
    url = await new_database(cluster_url, "migrated")
    yield url
    await drop_database(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Run the test on each database; give the address of a fresh migrated one."""
    name = "sqlite_url" if request.param == "sqlite" else "migrated_postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
async def server(database_url: str, tmp_path: Path) -> AsyncIterator[Server]:
    """Run the test on each database against the real application, in this process."""
    async with running(database_url, storage_url=f"file:{tmp_path}/files") as started:
        yield started


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    """Give an S3 for the whole run."""
    started = S3()
    yield started
    started.stop()


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    """Give the address of a store in a folder that is not there yet."""
    return f"file:{tmp_path}/files"


@pytest.fixture
def s3_url(s3: S3, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the address of an empty store in S3, which the AWS variables lead to."""
    for name, value in s3.variables.items():
        monkeypatch.setenv(name, value)
    return f"s3://{s3.new_bucket()}/rollcall/files"


@pytest.fixture(params=["file_url", "s3_url"])
def store_url(request: pytest.FixtureRequest) -> str:
    """Run the test on each store; give the address of an empty one."""
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture(params=["sqlite and a folder", "postgres and s3"])
def places(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Run the test on each database, with another store each; give the addresses of both."""
    names = ("sqlite_url", "file_url")
    if request.param == "postgres and s3":
        names = ("migrated_postgres_url", "s3_url")
    database, store = (request.getfixturevalue(name) for name in names)
    return database, store


@pytest.fixture
async def stored(places: tuple[str, str]) -> AsyncIterator[Server]:
    """Run the test on each database and store against the real application."""
    async with running(places[0], storage_url=places[1]) as started:
        yield started


async def migrate(url: str) -> None:
    """Apply all migrations."""
    async with opened(url) as database:
        await upgrade(database)
