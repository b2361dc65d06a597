"""When sessions and keys were last used: noted by requests, written a little later by the server.

A request notes a use in memory only, so that looking somebody up never waits for a write. What a
server that is killed has noted in its last seconds is lost.
"""

from typing import Literal

from models.database import Database, Dialect, transaction
from resolvers.directory.grammar import GRAMMARS
from resolvers.records import Key

MINUTE = 60_000_000
"""Microseconds; no row is written more often."""
BATCH = 200
"""Rows that are written in one transaction."""


class Usage:
    """The uses of rows of a table that this process has yet to write."""

    def __init__(self, table: Literal["sessions", "api_keys"]) -> None:
        self._table = table
        self._noted: dict[str, int] = {}

    def note(self, key: Key, last_used_at: int | None, at: int) -> None:
        """Note that a row is used at `at`; both instants are in microseconds.

        Nothing is noted within a minute of `last_used_at`, the use that is stored; None is none.
        """
        if last_used_at is None or at - last_used_at >= MINUTE:
            self._noted[str(key)] = at

    async def write(self, database: Database) -> int:
        """Write what has been noted, and count the rows that were written.

        Another process may have written one meanwhile; then it stays as it is for a minute.
        """
        database.activate()
        noted, self._noted = sorted(self._noted.items()), {}
        written = 0
        for start in range(0, len(noted), BATCH):
            async with transaction():
                for key, at in noted[start : start + BATCH]:
                    written += await self._write(database, key, at)
        return written

    async def _write(self, database: Database, key: str, at: int) -> int:
        bind = GRAMMARS[database.dialect].placeholder
        # A row that somebody else is changing is passed over: who writes many must wait for nobody,
        # or a logout of several sessions and this would each wait for the other.
        skip = " FOR UPDATE SKIP LOCKED" if database.dialect is Dialect.POSTGRES else ""
        sql = (
            f"UPDATE {self._table} SET last_used_at = {bind(1)} WHERE id ="
            f" (SELECT id FROM {self._table} WHERE id = {bind(2)}"
            f" AND (last_used_at IS NULL OR last_used_at <= {bind(3)}){skip}) RETURNING id"
        )
        return len(await database.change(sql, [at, key, at - MINUTE]))
