"""Tortoise's SQLite client, with transactions that take the write lock when they begin.

A transaction that begins as a reader and writes later can fail at once with "database is locked"
when another process wrote in between; one that begins as a writer waits its turn.
"""

import sqlite3

from tortoise.backends.base.client import TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.exceptions import OperationalError


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


client_class = ImmediateClient
