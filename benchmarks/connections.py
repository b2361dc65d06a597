"""Connections of the floor: the driver alone, as many as the server has for reading."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias
from urllib.parse import quote

import aiosqlite
import asyncpg

from models.database import Dialect, dialect_of, postgres_address, sqlite_path
from schema.http.application import READERS

Run: TypeAlias = Callable[[str, Sequence[Any]], Awaitable[Any]]
Close: TypeAlias = Callable[[], Awaitable[None]]


class Connections:
    """Connections that only read; whoever finds none idle waits."""

    def __init__(self, opened: Sequence[tuple[Run, Close]]) -> None:
        self._idle = [run for run, _ in opened]
        self._free = asyncio.Semaphore(len(opened))
        self._closers = [close for _, close in opened]

    @classmethod
    async def open(cls, url: str) -> "Connections":
        """Connect to the database at `url`."""
        connect = _sqlite if dialect_of(url) is Dialect.SQLITE else _postgres
        return cls([await connect(url) for _ in range(READERS)])

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Run a statement, and give its rows."""
        async with self._free:
            run = self._idle.pop()
            try:
                return await run(sql, values)
            finally:
                self._idle.append(run)

    async def close(self) -> None:
        """Close all connections."""
        for close in self._closers:
            await close()


async def _sqlite(url: str) -> tuple[Run, Close]:
    uri = f"file:{quote(str(sqlite_path(url)))}?mode=ro"
    connection = await aiosqlite.connect(uri, uri=True, isolation_level=None, cached_statements=500)
    return connection.execute_fetchall, connection.close


async def _postgres(url: str) -> tuple[Run, Close]:
    connection = await asyncpg.connect(**postgres_address(url))
    return (lambda sql, values: connection.fetch(sql, *values)), connection.close
