"""The test run's PostgreSQL: what it gives, and that it leaves nothing behind."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from tests.cluster import start_cluster
from tests.databases import drop_database, new_database, prepare_template, with_database

pytestmark = pytest.mark.anyio


async def test_database_is_empty_and_in_utf8(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    encoding = await connection.fetchval("SHOW server_encoding")
    tables = await connection.fetchval(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
    )
    await connection.close()
    assert (encoding, tables) == ("UTF8", 0)


async def test_copy_of_a_template_holds_its_rows_and_is_its_own(cluster_url: str) -> None:
    prepared: list[str] = []

    async def prepare(url: str) -> None:
        prepared.append(url)
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE TABLE colour (name text)")
        await connection.execute("INSERT INTO colour VALUES ('red')")
        await connection.close()

    await prepare_template(cluster_url, "colours", prepare)
    await prepare_template(cluster_url, "colours", prepare)
    first = await new_database(cluster_url, "colours")
    second = await new_database(cluster_url, "colours")
    connection = await asyncpg.connect(first)
    await connection.execute("INSERT INTO colour VALUES ('green')")
    await connection.close()
    connection = await asyncpg.connect(second)
    rows = await connection.fetch("SELECT name FROM colour")
    await connection.close()
    await drop_database(first)
    await drop_database(second)
    # Another worker may have come first: then this one prepares nothing.
    assert prepared in ([], [with_database(cluster_url, "colours")])
    assert [row["name"] for row in rows] == ["red"]


async def test_dropped_database_is_gone_in_spite_of_a_connection(cluster_url: str) -> None:
    url = await new_database(cluster_url)
    connection = await asyncpg.connect(url)
    await drop_database(url)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(url)
    connection.terminate()


async def test_stopped_cluster_leaves_neither_server_nor_files() -> None:
    cluster = start_cluster()
    await (await asyncpg.connect(cluster.url)).close()
    cluster.stop()
    cluster.stop()
    assert cluster.server.returncode == 0
    assert not cluster.folder.exists()
    with pytest.raises(OSError, match="Connect call failed"):
        await asyncpg.connect(cluster.url)


def test_cluster_ends_with_a_test_run_that_is_killed() -> None:
    program = (
        "import time; from tests.cluster import start_cluster;"
        "c = start_cluster(); print(c.server.pid, c.folder, flush=True); time.sleep(60)"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        text=True,
    )
    with run:
        assert run.stdout is not None
        server, folder = run.stdout.readline().split()
        run.send_signal(signal.SIGKILL)
    pid_file = Path(folder, "data", "postmaster.pid")
    give_up = time.monotonic() + 20
    while pid_file.exists() and time.monotonic() < give_up:
        time.sleep(0.05)
    assert not pid_file.exists(), f"PostgreSQL still runs as process {server}"
    shutil.rmtree(folder)
