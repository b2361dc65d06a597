"""What is known of a file while it is imported, on the disk: referrers may stand anywhere in it.

Lines are kept in a temporary SQLite database, which the system removes by itself, so that memory
does not grow with the file. They come out so that a referrer precedes whom it brought.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Self
from uuid import UUID

from core.text import fold
from resolvers.transfer.fields import LineFault
from resolvers.transfer.lines import Line

COMMIT_AFTER = 10_000
"""Lines; a transaction of all of them would be kept twice."""
MAX_WEIGHT = 8 << 20
"""Bytes of the lines of a batch, give or take one."""
SCHEMA = """
    CREATE TABLE lines (
        number INTEGER PRIMARY KEY,
        text BLOB NOT NULL,
        email TEXT NOT NULL UNIQUE,
        identifier TEXT UNIQUE,
        referrer TEXT,
        referrer_folded TEXT,
        parent INTEGER
    );
    CREATE TABLE queue (
        position INTEGER PRIMARY KEY,
        number INTEGER NOT NULL UNIQUE,
        is_loose INTEGER NOT NULL
    );
    CREATE TABLE accepted (email TEXT PRIMARY KEY, username TEXT UNIQUE, id TEXT NOT NULL);
    CREATE TABLE rejects (number INTEGER PRIMARY KEY, reason TEXT NOT NULL, text BLOB NOT NULL);
"""
RESOLVE = (
    """
    UPDATE lines SET parent = coalesce(
        (SELECT number FROM lines AS other WHERE other.identifier = lines.referrer),
        (SELECT number FROM lines AS other WHERE other.email = lines.referrer_folded)
    ) WHERE referrer IS NOT NULL
    """,
    "CREATE INDEX lines_parent ON lines (parent)",
)
# Those whom the given lines brought, and whom these brought: nearer ones first.
PLACE = """
    WITH RECURSIVE placed(number, level) AS (
        SELECT number, 0 FROM lines WHERE {start}
        UNION ALL
        SELECT lines.number, level + 1 FROM placed JOIN lines ON lines.parent = placed.number
        WHERE lines.number IS NOT :loose
    )
    INSERT INTO queue (number, is_loose)
    SELECT number, number IS :loose FROM placed ORDER BY level, number
"""
# The next line that leads into a ring: those before it have been placed.
LEFT = """
    number > ? AND NOT EXISTS (SELECT 1 FROM queue WHERE queue.number = lines.number)
    ORDER BY number LIMIT 1
"""
BATCH = """
    SELECT queue.position, lines.number, lines.text, lines.referrer, parents.email, queue.is_loose
    FROM queue JOIN lines USING (number) LEFT JOIN lines AS parents ON parents.number = lines.parent
    WHERE queue.position > ? {condition} ORDER BY queue.position LIMIT ?
"""


class Entry(NamedTuple):
    """A line whose turn it is; `referrer` is as written, `referrer_email` that of its line.

    One that is loose goes in without its referrer, who follows: they refer to each other in a ring.
    """

    position: int
    number: int
    text: bytes
    referrer: str | None
    referrer_email: str | None
    is_loose: bool


class Reject(NamedTuple):
    """A line that cannot be imported."""

    number: int
    reason: str
    text: bytes


class Ledger:
    """The lines of one file, those that were refused, and in a dry run who would be there."""

    def __init__(self) -> None:
        # A name that is empty means a file of its own, which nobody else can open.
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.executescript(SCHEMA)
        self._uncommitted = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def add(self, line: Line, email: str, identifier: str | None, referrer: str | None) -> None:
        """Keep a line that may be imported.

        Raises:
            LineFault: another line has the address or the ID, or the user is its own referrer.
        """
        email = fold(email)
        folded = None if referrer is None else fold(referrer)
        if folded == email or (referrer is not None and referrer == identifier):
            raise LineFault("referredBy: Nobody is one's own referrer.")
        self._save_now_and_then()
        values = (line.number, line.text, email, identifier, referrer, folded)
        sql = "INSERT OR IGNORE INTO lines VALUES (?, ?, ?, ?, ?, ?, NULL)"
        if self._connection.execute(sql, values).rowcount:
            return
        for first in self._numbers("email = ?", email):
            raise LineFault(f"email: Line {first} has the same address.")
        for first in self._numbers("identifier = ?", identifier):
            raise LineFault(f"id: Line {first} has the same.")

    def reject(self, number: int, reason: str, text: bytes) -> None:
        """Note that a line cannot be imported; the first reason stays."""
        self._save_now_and_then()
        sql = "INSERT OR IGNORE INTO rejects VALUES (?, ?, ?)"
        self._connection.execute(sql, (number, reason, text))

    def accept(self, email: str, username: str | None, user_id: UUID) -> None:
        """Note who would be there by now; both names are folded."""
        self._save_now_and_then()
        self._connection.execute(
            "INSERT INTO accepted VALUES (?, ?, ?)", (email, username, str(user_id))
        )

    def accepted(self, column: str, values: Sequence[str]) -> dict[str, UUID]:
        """Give who was accepted by `email` or by `username`, of those that are asked for."""
        holes = ", ".join("?" * len(values))
        sql = f"SELECT {column}, id FROM accepted WHERE {column} IN ({holes})"
        return {name: UUID(text) for name, text in self._connection.execute(sql, list(values))}

    def arrange(self) -> int:
        """Put the lines into order, and count them."""
        self._save()
        for statement in RESOLVE:
            self._connection.execute(statement)
        self._place("parent IS NULL")
        left = 0
        while (left := next(self._numbers(LEFT, left), 0)) > 0:
            self._place("number = :loose", self._one_of_a_ring(left))
        (count,) = self._connection.execute("SELECT count(*) FROM queue").fetchone()
        return int(count)

    def batches(self, size: int, *, are_loose: bool = False) -> Iterator[list[Entry]]:
        """Give the lines in order, at most `size` at a time, or else the loose ones alone."""
        position = 0
        while entries := self._batch(position, size, "AND is_loose" if are_loose else ""):
            position = entries[-1].position
            yield entries

    def _batch(self, position: int, size: int, condition: str) -> list[Entry]:
        entries: list[Entry] = []
        weight = 0
        rows = self._connection.execute(BATCH.format(condition=condition), (position, size))
        for row in rows:
            entries.append(Entry._make(row))
            weight += len(entries[-1].text)
            if weight >= MAX_WEIGHT:
                break
        rows.close()
        return entries

    def rejects(self) -> Iterator[Reject]:
        """Give the lines that were refused, in the order of the file."""
        sql = "SELECT number, reason, text FROM rejects ORDER BY number"
        for row in self._connection.execute(sql):
            yield Reject(*row)

    def _place(self, start: str, loose: int | None = None) -> None:
        self._connection.execute(PLACE.format(start=start), {"loose": loose})

    def _one_of_a_ring(self, number: int) -> int:
        """Find a line that is its own referrer by way of others, from one that leads to it.

        Of two walkers, one twice as fast, the slow one is met inside the ring (Floyd); marks on
        the way would grow with it.
        """
        slow, fast = self._parent(number), self._parent(self._parent(number))
        while slow != fast:
            slow, fast = self._parent(slow), self._parent(self._parent(fast))
        return slow

    def _parent(self, number: int) -> int:
        (parent,) = self._numbers("number = ?", number, column="parent")
        return parent

    def _numbers(self, where: str, *values: Any, column: str = "number") -> Iterator[int]:
        sql = f"SELECT {column} FROM lines WHERE {where}"
        for (number,) in self._connection.execute(sql, values):
            yield number

    def _save_now_and_then(self) -> None:
        if self._uncommitted == 0:
            self._connection.execute("BEGIN")
        self._uncommitted += 1
        if self._uncommitted == COMMIT_AFTER:
            self._save()

    def _save(self) -> None:
        if self._uncommitted:
            self._connection.execute("COMMIT")
            self._uncommitted = 0
