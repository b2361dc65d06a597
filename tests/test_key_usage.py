"""When keys were last used, and when those that have run out are forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.instants import now
from models.api_key import ApiKey
from models.database import Database
from resolvers.upkeep import remove
from tests.api_keys import create, own_keys, personal
from tests.resolvers.test_upkeep import services_of
from tests.test_personal_keys import BAD_KEY, refusal

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
DAY = timedelta(days=1)


async def test_the_use_of_a_key_is_written_once_a_minute_and_not_by_the_request(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, client, by_key = await personal(server, email=EMAIL)
    (key,) = await own_keys(client)
    notes: list[Any] = []
    monkeypatch.setattr("resolvers.usage.Usage.note", lambda _self, *told: notes.append(told))
    await by_key.data("{ me { id } }")
    monkeypatch.undo()
    (identifier, stored, at) = next(told for told in notes if told[1] is None)
    assert (await own_keys(client))[0]["lastUsedAt"] is None
    usage = services_of(server).key_usage
    usage.note(identifier, stored, at)
    assert await usage.write(server.database) == 1
    (key,) = await own_keys(client)
    first = datetime.fromisoformat(key["lastUsedAt"])
    assert abs(now() - first) < timedelta(minutes=1)
    second = 1_000_000
    for offset, written in ((59, 0), (60, 1), (61, 0), (119, 0), (120, 1)):
        usage.note(identifier, at, at + offset * second)
        assert await usage.write(server.database) == written
        (key,) = await own_keys(client)
        seconds = timedelta(seconds=offset // 60 * 60)
        assert datetime.fromisoformat(key["lastUsedAt"]) - first == seconds


async def test_publishable_and_secret_keys_are_noted_and_wrong_ones_are_not(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes: list[Any] = []
    monkeypatch.setattr("resolvers.usage.Usage.note", lambda _self, *told: notes.append(told[0]))
    for key in (server.publishable_key, server.secret_key):
        await server.anonymous.with_key(key).execute("{ users { totalCount } }")
    keys = await ApiKey.all().order_by("id")
    assert [str(one) for one in notes] == [str(key.id) for key in keys]
    await ApiKey.all().update(expires_at=now())
    await server.admin.execute("{ users { totalCount } }")
    await server.anonymous.with_key("rk_sec_").execute("{ users { totalCount } }")
    assert len(notes) == 2


async def test_a_key_that_was_revoked_meanwhile_is_not_written(server: Server) -> None:
    usage = services_of(server).key_usage
    key = await ApiKey.get(kind="secret")
    usage.note(key.id, None, 1)
    await key.delete()
    assert await usage.write(server.database) == 0


async def test_a_request_by_a_key_runs_one_statement(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, by_key = await personal(server, email=EMAIL)
    statements: list[str] = []
    for name in ("fetch", "change", "search"):
        run = getattr(Database, name)

        async def counted(self: Any, sql: str, values: Any = (), run: Any = run) -> Any:
            statements.append(sql)
            return await run(self, sql, values)

        monkeypatch.setattr(Database, name, counted)
    await by_key.data("{ me { id } }")
    assert [sql.split()[0] for sql in statements] == ["SELECT"]


async def test_keys_that_have_run_out_are_forgotten_after_a_month(server: Server) -> None:
    _, client, by_key = await personal(server, email=EMAIL)
    await create(client, name="never ends")
    for name, age in (("old", 31 * DAY), ("new", 29 * DAY)):
        await create(client, name=name)
        await ApiKey.filter(name=name).update(expires_at=now() - age)
    assert await remove(server.database, 0) == 1
    assert [key["name"] for key in await own_keys(client)] == ["new", "never ends", "laptop"]
    await ApiKey.filter(name="laptop").update(expires_at=now() - 29 * DAY)
    assert await refusal(by_key) == BAD_KEY
