"""When sessions were last used: noted by requests, and written a little later by the server.

A request notes a use in memory only, so that looking somebody up never waits for a write. What a
server that is killed has noted in its last seconds is lost.
"""

from models.database import Database, transaction
from resolvers.directory.grammar import GRAMMARS
from resolvers.records import Key

MINUTE = 60_000_000
"""Microseconds; no session is written more often."""
BATCH = 200
"""Sessions that are written in one transaction."""


class Usage:
    """The uses of sessions that this process has yet to write."""

    def __init__(self) -> None:
        self._noted: dict[str, int] = {}

    def note(self, session_id: Key, last_used_at: int, at: int) -> None:
        """Note that a session is used at `at`; both instants are in microseconds.

        Nothing is noted within a minute of `last_used_at`, the use that is stored.
        """
        if at - last_used_at >= MINUTE:
            self._noted[str(session_id)] = at

    async def write(self, database: Database) -> int:
        """Write what has been noted, and count the sessions that were written.

        Another process may have written one meanwhile; then it stays as it is for a minute.
        """
        database.activate()
        noted, self._noted = sorted(self._noted.items()), {}
        written = 0
        for start in range(0, len(noted), BATCH):
            async with transaction():
                for session_id, at in noted[start : start + BATCH]:
                    written += await _write(database, session_id, at)
        return written


async def _write(database: Database, session_id: str, at: int) -> int:
    bind = GRAMMARS[database.dialect].placeholder
    sql = (
        f"UPDATE sessions SET last_used_at = {bind(1)}"
        f" WHERE id = {bind(2)} AND last_used_at <= {bind(3)} RETURNING id"
    )
    return len(await database.change(sql, [at, session_id, at - MINUTE]))
