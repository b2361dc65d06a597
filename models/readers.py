"""Connections for reading only, beside Tortoise's own: reads wait neither for writes nor in line.

A read that is cancelled, for example because its time has run out, is ended in the database too.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import quote

import aiosqlite
import asyncpg

Rows = Sequence[Sequence[Any]]
INTERRUPTION = 0.02
"""Seconds between two attempts to interrupt a statement."""


class Readers(Protocol):
    """A pool of connections that only read."""

    async def fetch(self, sql: str, values: Sequence[Any]) -> Rows:
        """Run one statement on a connection of its own."""

    def in_use(self) -> tuple[int, int]:
        """Count the connections that are at work, and those that wait for some."""

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
            await aiosqlite.connect(uri, uri=True, isolation_level=None, cached_statements=100)
            for _ in range(count)
        ]
        return cls(connections)

    async def fetch(self, sql: str, values: Sequence[Any]) -> Rows:
        """See Readers."""
        async with self._free:
            connection = self._idle.pop()
            try:
                return await connection.execute_fetchall(sql, values)  # type: ignore[return-value]
            except asyncio.CancelledError:
                await _interrupt(connection)
                raise
            finally:
                self._idle.append(connection)

    def in_use(self) -> tuple[int, int]:
        """See Readers."""
        return len(self._all) - len(self._idle), len(self._idle)

    async def close(self) -> None:
        """See Readers."""
        for connection in self._all:
            await connection.close()


async def _interrupt(connection: aiosqlite.Connection) -> None:
    """End the statement of a connection, and wait until it has ended.

    An interruption does nothing to a statement that has not begun yet. So it is repeated until
    another statement, which waits behind the first one, has had its turn.
    """
    behind = asyncio.ensure_future(connection.execute_fetchall("SELECT 1"))
    while not behind.done():
        await connection.interrupt()
        await asyncio.wait([behind], timeout=INTERRUPTION)
    behind.exception()


class PostgresReaders:
    """Connections that are given back as they are: reading leaves nothing to reset.

    asyncpg's own pool takes ten microseconds more for each statement, of some sixty in all.
    """

    def __init__(self, address: Mapping[str, Any], count: int) -> None:
        self._address = address
        self._idle: list[asyncpg.Connection] = []
        self._busy = 0
        self._free = asyncio.Semaphore(count)

    @classmethod
    async def open(cls, address: Mapping[str, Any], count: int) -> "PostgresReaders":
        """Make ready for up to `count` connections, each made when it is first needed."""
        return cls(address, count)

    async def fetch(self, sql: str, values: Sequence[Any]) -> Rows:
        """See Readers."""
        async with self._free:
            connection = await self._take()
            self._busy += 1
            try:
                rows: Rows = await connection.fetch(sql, *values)
                return rows
            finally:
                self._busy -= 1
                # One whose statement was cancelled waits by itself until that has ended.
                if not connection.is_closed():
                    self._idle.append(connection)

    def in_use(self) -> tuple[int, int]:
        """See Readers."""
        return self._busy, len(self._idle)

    async def close(self) -> None:
        """See Readers."""
        while self._idle:
            await self._idle.pop().close()

    async def _take(self) -> asyncpg.Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
        settings = {"default_transaction_read_only": "on"}
        return await asyncpg.connect(**self._address, server_settings=settings)
