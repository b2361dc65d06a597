"""Upkeep: what has run out goes, in batches and by one worker, and nothing else goes with it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest

from core.ids import new_id
from core.instants import now
from core.passwords import PasswordHasher
from models.audit import AuditEvent
from models.database import Database
from models.login_failures import LoginFailures
from models.session import RefreshToken, Session
from models.task import Task
from models.user import User
from resolvers import upkeep as module
from resolvers.services import make_services
from resolvers.upkeep import BATCH, remove, upkeep
from tests.accounts import is_signed_in, key_of, try_log_in, try_sign_up
from tests.schema.mutations.test_logout import SESSIONS
from tests.schema.mutations.test_refresh_token import refresh
from tests.server import CHEAP

if TYPE_CHECKING:
    from datetime import datetime

    from resolvers.context import Services
    from tests.server import Server

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)


def services_of(server: Server) -> Services:
    hasher = PasswordHasher(CHEAP, threads=1)
    services = make_services(server.settings, server.database, hasher)
    hasher.close()
    return services


async def add_tokens(session_id: Any, count: int, expires_at: datetime) -> None:
    """Add refresh tokens to a session."""
    rows = [
        RefreshToken(session_id=session_id, token_hash=str(new_id()), expires_at=expires_at)
        for _ in range(count)
    ]
    await RefreshToken.bulk_create(rows)


async def test_expired_tokens_and_sessions_go_and_others_stay(server: Server) -> None:
    payloads = [await try_sign_up(server.anonymous, email=f"{name}@example.com") for name in "abc"]
    old, ended, live = [await Session.get(user_id=key_of(payload["user"])) for payload in payloads]
    await Session.filter(id=old.id).update(expires_at=now())
    await Session.filter(id=ended.id).update(revoked_at=now() - DAY)
    used = await refresh(server.anonymous, payloads[2]["tokens"]["refreshToken"])
    await add_tokens(live.id, BATCH + 1, now() - timedelta(seconds=1))
    assert await remove(server.database, 0) == BATCH + 1 + 1
    assert {session.id for session in await Session.all()} == {ended.id, live.id}
    # The one that was used stays, too, so that its second use is seen.
    assert await RefreshToken.filter(session_id=live.id).count() == 2
    assert await RefreshToken.filter(session_id=old.id).count() == 0
    assert await is_signed_in(server.anonymous.with_token(used["tokens"]["accessToken"]))
    assert await User.all().count() == 3
    assert not used["errors"]


@pytest.mark.parametrize(("days", "left"), [(0, 3), (30, 2), (1, 1)])
async def test_audit_events_go_when_their_time_is_over(
    server: Server, days: int, left: int
) -> None:
    await AuditEvent.all().delete()
    project = await server.project()
    for age in (timedelta(), 2 * DAY, 31 * DAY):
        at = now() - age
        await AuditEvent.create(project_id=project.id, type="LOGIN", data={}, created_at=at)
    assert await remove(server.database, days) == 3 - left
    assert await AuditEvent.all().count() == left


async def test_failed_logins_are_forgotten_after_a_month(server: Server) -> None:
    for name, age in (("old", 30 * DAY), ("new", 29 * DAY)):
        await try_log_in(server.anonymous, email=f"{name}@example.com")
        rows = LoginFailures.filter(failed_at__gt=now() - DAY)
        await rows.update(failed_at=now() - age)
    assert await remove(server.database, 0) == 1
    assert now() - (await LoginFailures.get()).failed_at < 30 * DAY


async def test_of_many_workers_one_removes_and_not_again_before_it_is_time(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = await server.project()
    runs: list[str] = []
    remove_batch = module._remove_batch

    async def counted(database: Any, one: Any, until: int) -> int:
        runs.append(one.table)
        return await remove_batch(database, one, until)

    monkeypatch.setattr(module, "_remove_batch", counted)
    await asyncio.gather(*[remove(server.database, 1) for _ in range(8)])
    tables = ["api_keys", "audit_events", "login_failures", "refresh_tokens", "sessions"]
    assert sorted(runs) == tables
    old = now() - 2 * DAY
    await AuditEvent.create(project_id=project.id, type="LOGIN", data={}, created_at=old)
    assert await remove(server.database, 1) == 0
    # Also where the worker that had taken it is dead.
    await Task.filter(name="removal").update(claimed_until=now())
    assert await remove(server.database, 1) == 1


async def test_a_use_is_written_once_a_minute_and_not_by_the_request(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    payload = await try_sign_up(server.anonymous, email="ada@example.com")
    client = server.anonymous.with_token(payload["tokens"]["accessToken"])
    session = await Session.get()
    notes: list[Any] = []
    services = services_of(server)
    monkeypatch.setattr("resolvers.usage.Usage.note", lambda _self, *told: notes.append(told))
    await client.data(SESSIONS)
    monkeypatch.undo()
    ((identifier, stored, at),) = notes
    assert str(identifier) == str(session.id)
    services.usage.note(identifier, stored, at)
    assert await services.usage.write(server.database) == 0
    second = 1_000_000
    for offset, written in ((59, 0), (60, 1), (61, 0), (119, 0), (120, 1)):
        for _ in range(3):
            services.usage.note(identifier, stored, stored + offset * second)
        assert await services.usage.write(server.database) == written
        row = await Session.get()
        assert row.last_used_at - session.last_used_at == timedelta(seconds=offset // 60 * 60)
    assert await services.usage.write(server.database) == 0


async def test_a_request_runs_one_statement_however_long_the_session_was_not_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    payload = await try_sign_up(server.anonymous, email="ada@example.com")
    client = server.anonymous.with_token(payload["tokens"]["accessToken"])
    await Session.all().update(last_used_at=now() - DAY)
    statements: list[str] = []
    for name in ("fetch", "change", "search"):
        run = getattr(Database, name)

        async def counted(self: Any, sql: str, values: Any = (), run: Any = run) -> Any:
            statements.append(sql)
            return await run(self, sql, values)

        monkeypatch.setattr(Database, name, counted)
    await client.data("{ me { id } }")
    assert [sql.split()[0] for sql in statements] == ["SELECT"]
    assert (await Session.get()).last_used_at < now() - DAY + timedelta(minutes=1)


async def test_of_two_workers_that_note_one_use_one_writes_it(server: Server) -> None:
    await try_sign_up(server.anonymous, email="ada@example.com")
    session = await Session.get()
    await Session.all().update(last_used_at=session.last_used_at - DAY)
    workers = [services_of(server).usage for _ in range(4)]
    for number, usage in enumerate(workers):
        usage.note(session.id, 0, 1_000_000 * 60 * 60 * 24 * 30_000 + number)
    written = await asyncio.gather(*[usage.write(server.database) for usage in workers])
    assert sum(written) == 1


async def test_a_failure_does_not_end_the_upkeep_and_stopping_takes_no_time(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = 0
    again = asyncio.Event()

    async def failing(*_: Any) -> int:
        nonlocal called
        called += 1
        if called > 1:
            again.set()
        raise OSError("the database is away")

    monkeypatch.setattr(module, "remove", failing)
    monkeypatch.setattr(module, "INTERVAL", timedelta(milliseconds=1))
    async with upkeep(services_of(server), 0):
        await asyncio.wait_for(again.wait(), 5)
        started = monotonic()
    assert monotonic() - started < 5
    seen = called
    await asyncio.sleep(0.02)
    assert called == seen
