"""Health: alive whatever happens, ready only with a database that answers and is up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from models import upgrade
from schema.http import health
from tests.schema.http.wire import own_headers
from tests.server import running

if TYPE_CHECKING:
    from tests.server import Answer, Server

pytestmark = pytest.mark.anyio

READY = (200, {"status": "ready"})
AWAY = (503, {"status": "not ready", "faults": ["The database does not answer."]})


async def ask(server: Server, path: str = "/health/ready", method: str = "GET") -> Answer:
    """Ask as a load balancer does."""
    return await server.anonymous.request(method, path)


async def test_a_server_that_is_well(server: Server) -> None:
    live, ready = await ask(server, "/health/live"), await ask(server)
    assert (live.status, live.json) == (200, {"status": "live"})
    assert (ready.status, ready.json) == READY
    for answer in (live, ready):
        assert own_headers(answer) == {
            "cache-control": "no-store",
            "content-type": "application/json",
            "content-length": str(len(answer.body)),
        }


async def test_without_a_key_where_others_need_one(sqlite_url: str) -> None:
    async with running(sqlite_url, require_api_key=True) as server:
        assert (await ask(server)).status == 200


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
async def test_it_is_only_read(server: Server, path: str) -> None:
    assert (await ask(server, path, "HEAD")).status == 200
    assert (await ask(server, path, "POST")).status == 405


async def test_a_database_that_is_away(
    migrated_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "KEPT", 0)
    parts = urlsplit(migrated_postgres_url)
    name = parts.path[1:]
    async with running(migrated_postgres_url) as server:
        assert (await ask(server)).status == 200
        administrator = await asyncpg.connect(urlunsplit(parts._replace(path="/postgres")))
        await administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
        )
        away = await ask(server)
        live = await ask(server, "/health/live")
        await administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        back = await ask(server)
        await administrator.close()
    assert (away.status, away.json) == AWAY
    assert live.status == 200
    assert (back.status, back.json) == READY
    assert name.encode() not in away.body


async def test_a_database_that_hangs(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(health, "unapplied", hang)
    answer = await ask(server)
    assert (answer.status, answer.json) == AWAY


async def test_a_database_that_lacks_a_migration(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upgrade, "_names", lambda: ("0001_initial", "9999_future"))
    answer = await ask(server)
    faults = ["The database lacks these migrations: 9999_future."]
    assert (answer.status, answer.json) == (503, {"status": "not ready", "faults": faults})


async def test_the_names_are_those_of_the_other_way_to_ask(server: Server) -> None:
    assert await upgrade.pending(server.database) == []
    assert await upgrade.unapplied(server.database) == []
    await server.database.fetch("DELETE FROM tortoise_migrations")
    assert await upgrade.unapplied(server.database) == await upgrade.pending(server.database)
    assert len(await upgrade.unapplied(server.database)) >= 7


async def test_asking_often_looks_once_in_a_second(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = 0

    async def look(_: object) -> list[str]:
        nonlocal looked
        looked += 1
        return []

    monkeypatch.setattr(health, "unapplied", look)
    monkeypatch.setattr(health, "KEPT", 60)
    for _ in range(10):
        assert (await ask(server)).status == 200
    assert looked == 1
