"""The server's own work besides requests: removing what has run out, and writing what was used.

Of all workers one at a time removes. It does so in small batches, so that nobody waits for it long.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from core.instants import now, to_micros
from core.logs import get_logger
from models.database import Database, transaction
from resolvers.context import Services
from resolvers.directory.grammar import GRAMMARS
from resolvers.objects import sweep, sweep_when_waste

INTERVAL = timedelta(minutes=5)
"""How often what has run out is removed."""
USAGE_INTERVAL = timedelta(seconds=5)
"""How often each worker writes the uses of sessions and keys."""
FORGOTTEN = timedelta(days=30)
"""How long ago the last of some failed logins, or the end of a key, must be to be forgotten."""
BATCH = 500
"""Rows that are removed in one transaction."""
PAUSE = 0.05
"""Seconds between two batches, for others who want to write."""
TASK = "removal"
_log = get_logger("rollcall.upkeep")


class Waste(NamedTuple):
    """Rows of a table whose instant in `column` is `age` ago or longer; `key` is their key."""

    table: str
    column: str
    age: timedelta = timedelta()
    key: str = "id"


def waste(retention_days: int) -> list[Waste]:
    """Name what is to be removed; 0 keeps audit events for ever.

    Used refresh tokens stay until they run out, because that one is used twice must be seen. A
    session that was ended stays until it would have run out.
    """
    found = [
        Waste("refresh_tokens", "expires_at"),
        Waste("sessions", "expires_at"),
        # No lock lasts as long as this.
        Waste("login_failures", "failed_at", FORGOTTEN, key="subject"),
        # Until then their owners see that they have run out.
        Waste("api_keys", "expires_at", FORGOTTEN),
    ]
    if retention_days:
        found.append(Waste("audit_events", "created_at", timedelta(days=retention_days)))
    return found


@asynccontextmanager
async def upkeep(services: Services, retention_days: int) -> AsyncIterator[None]:
    """Do the server's own work while the block runs."""
    database = services.database
    jobs = (
        _every(USAGE_INTERVAL, partial(services.usage.write, database)),
        _every(USAGE_INTERVAL, partial(services.key_usage.write, database)),
        _every(INTERVAL, partial(remove, database, retention_days)),
        _every(INTERVAL, partial(sweep, database, services.files.storage)),
        sweep_when_waste(services.files, database),
    )
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def remove(database: Database, retention_days: int) -> int:
    """Remove what has run out, unless another worker does or has just done; count the rows.

    It ends when the claim does: what is left then waits for the next time.
    """
    database.activate()
    started = now()
    if not await _claim(database, to_micros(started), to_micros(started + INTERVAL)):
        return 0
    removed = 0
    for one in waste(retention_days):
        until = to_micros(started - one.age)
        count = BATCH
        while count == BATCH and now() - started < INTERVAL:
            count = await _remove_batch(database, one, until)
            removed += count
            await asyncio.sleep(PAUSE)
    if removed:
        _log.info("expired_removed", rows=removed)
    return removed


async def _claim(database: Database, at: int, until: int) -> bool:
    """Take the task in one statement, which only one of many workers can."""
    bind = GRAMMARS[database.dialect].placeholder
    sql = (
        f"INSERT INTO tasks (name, claimed_until) VALUES ({bind(1)}, {bind(2)})"
        " ON CONFLICT (name) DO UPDATE SET claimed_until = excluded.claimed_until"
        f" WHERE tasks.claimed_until <= {bind(3)} RETURNING name"
    )
    async with transaction():
        return bool(await database.change(sql, [TASK, until, at]))


async def _remove_batch(database: Database, one: Waste, until: int) -> int:
    bind = GRAMMARS[database.dialect].placeholder
    sql = (
        f"DELETE FROM {one.table} WHERE {one.key} IN (SELECT {one.key} FROM {one.table} WHERE"
        f" {one.column} <= {bind(1)} ORDER BY {one.column} LIMIT {BATCH}) RETURNING {one.key}"
    )
    async with transaction():
        return len(await database.change(sql, [until]))


async def _every(interval: timedelta, work: Callable[[], Awaitable[int]]) -> None:
    """Do some work again and again; a failure is logged, and does not end that."""
    while True:
        await asyncio.sleep(interval.total_seconds())
        try:
            await work()
        except Exception:  # noqa: BLE001 -- whatever it is, the server goes on
            _log.exception("upkeep_failed")
