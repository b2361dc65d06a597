"""Tortoise's SQLite client, with transactions that take the write lock when they begin.

A transaction that begins as a reader and writes later can fail at once with "database is locked"
when another process wrote in between; one that begins as a writer waits its turn.
"""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic

from tortoise.backends.base.client import TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.exceptions import OperationalError

RETRY_INTERVAL = 0.02
"""Seconds between two attempts to change the mode of a file that others are using."""


class ImmediateTransaction(SqliteTransactionWrapper):
    """A transaction that is a writer from its first moment."""

    async def begin(self) -> None:
        """Begin; wait up to the busy timeout for other writers.

        Raises:
            OperationalError: another process kept the write lock for longer.
        """
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

    async def execute_script(self, query: str) -> None:
        """Run one statement; the inherited way would first commit what has been done so far."""
        await self.execute_query(query)


class ImmediateClient(SqliteClient):
    """A client whose transactions begin with the write lock."""

    def _in_transaction(self) -> TransactionContext:
        return SqliteTransactionContext(ImmediateTransaction(self), self._lock)


async def make_file(path: Path, busy_timeout: int) -> None:
    """Make a database in WAL mode, and its folder, where they are missing.

    Of all statements only the change of mode does not wait for other processes by itself, so of
    several that start at once on a new file some would fail. `busy_timeout` is in milliseconds.

    Raises:
        OSError, sqlite3.Error: there can be no database at this path.
    """
    _make_empty(path)
    give_up = monotonic() + busy_timeout / 1000
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or monotonic() > give_up:
                    raise
                await asyncio.sleep(RETRY_INTERVAL)
            else:
                return


def _make_empty(path: Path) -> None:
    """Make the file for its owner alone; SQLite makes those beside it with the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)


client_class = ImmediateClient
