"""Connections for reading only, beside Tortoise's own: reads wait neither for writes nor in line.

A read that is cancelled, for example because its time has run out, is ended in the database too.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol
from urllib.parse import quote

import aiosqlite
import asyncpg

Rows = Sequence[Sequence[Any]]


class Readers(Protocol):
    """A pool of connections that only read."""

    async def fetch(self, sql: str, values: Sequence[Any]) -> Rows:
        """Run one statement on a connection of its own."""

    async def close(self) -> None:
        """Close all connections."""


class SqliteReaders:
    """Read-only connections to one file; in WAL mode they see what is committed when they begin."""

    def __init__(self, connections: Sequence[aiosqlite.Connection]) -> None:
        self._all = tuple(connections)
        self._idle = list(connections)
        self._free = asyncio.Semaphore(len(connections))

    @classmethod
    async def open(cls, path: str, count: int) -> "SqliteReaders":
        """Open the connections; the file must exist."""
        uri = f"file:{quote(path)}?mode=ro"
        connections = [
            await aiosqlite.connect(uri, uri=True, isolation_level=None, cached_statements=500)
            for _ in range(count)
        ]
        return cls(connections)

    async def fetch(self, sql: str, values: Sequence[Any]) -> Rows:
        """See Readers."""
        async with self._connection() as connection:
            return await connection.execute_fetchall(sql, values)  # type: ignore[return-value]

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[aiosqlite.Connection]:
        async with self._free:
            connection = self._idle.pop()
            try:
                yield connection
            except asyncio.CancelledError:
                await connection.interrupt()
                raise
            finally:
                self._idle.append(connection)

    async def close(self) -> None:
        """See Readers."""
        for connection in self._all:
            await connection.close()


class PostgresReaders:
    """A pool whose connections are given back as they are: reading leaves nothing to reset."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    @classmethod
    async def open(cls, address: Mapping[str, Any], count: int) -> "PostgresReaders":
        """Open the pool, which connects when it is first used and grows up to `count`."""
        settings = {"default_transaction_read_only": "on"}
        pool = await asyncpg.create_pool(
            **address, min_size=0, max_size=count, reset=_leave, server_settings=settings
        )
        return cls(pool)

    async def fetch(self, sql: str, values: Sequence[Any]) -> Rows:
        """See Readers."""
        async with self._pool.acquire() as connection:
            rows: Rows = await connection.fetch(sql, *values)
            return rows

    async def close(self) -> None:
        """See Readers."""
        await self._pool.close()


async def _leave(_connection: asyncpg.Connection) -> None:
    """Reset nothing."""
