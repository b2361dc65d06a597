"""Reading a database as it is at one moment, for as long as that takes, while others write."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeAlias
from urllib.parse import quote

import aiosqlite
import asyncpg

from models.database import Database, Dialect, postgres_address, sqlite_path

Fetch: TypeAlias = Callable[[str, Sequence[Any]], Awaitable[Sequence[Sequence[Any]]]]


@asynccontextmanager
async def snapshot(database: Database) -> AsyncIterator[Fetch]:
    """Give a function that reads what is committed now, whatever is written meanwhile.

    Nobody waits for it; but what the database keeps of old rows grows until the block ends.
    """
    opened = _of_sqlite if database.dialect is Dialect.SQLITE else _of_postgres
    async with opened(database.url) as fetch:
        yield fetch


@asynccontextmanager
async def _of_sqlite(url: str) -> AsyncIterator[Fetch]:
    uri = f"file:{quote(str(sqlite_path(url)))}?mode=ro"
    async with aiosqlite.connect(uri, uri=True, isolation_level=None) as connection:

        async def fetch(sql: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
            rows: Any = await connection.execute_fetchall(sql, values)
            return list(rows)

        # The first statement that reads chooses the moment.
        await fetch("BEGIN", ())
        await fetch("SELECT 1 FROM sqlite_master", ())
        yield fetch


@asynccontextmanager
async def _of_postgres(url: str) -> AsyncIterator[Fetch]:
    connection = await asyncpg.connect(**postgres_address(url))

    async def fetch(sql: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        rows: Sequence[Sequence[Any]] = await connection.fetch(sql, *values)
        return rows

    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await fetch("SELECT 1", ())
            yield fetch
    finally:
        await connection.close()
