"""Importing users: line by line into a ledger, and from there in batches, each one transaction."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO

from tortoise.exceptions import IntegrityError

from models.database import Database, again_if_chosen, exceeds_index, transaction
from models.project import Project
from models.statistics import measure_users
from models.user import User
from resolvers.audit import EventType, record_for_operator
from resolvers.profile import TOO_LONG_FOR_INDEX
from resolvers.transfer.fields import ID, REFERRER, LineFault, check, parse, reference
from resolvers.transfer.ledger import Entry, Ledger
from resolvers.transfer.lines import MAX_LINE, Line, lines
from resolvers.transfer.sorting import Sorted, relate, sort

BATCH = 500
"""Lines of one transaction, for which others who write have to wait."""
ATTEMPTS = 5
"""How often a line is tried that others are in the way of at that moment."""
MEASURE_AFTER = 1_000
"""Imported users that are worth a measurement of the table."""
PAUSE = 0.1
"""Seconds between two attempts."""
GLANCE_AFTER = 500
"""Lines that are read before others have their turn."""


class Stopped(Exception):  # noqa: N818 -- a wish, not a mistake
    """Somebody wanted the import to stop; the batches before it are there."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told how far an import is, and asked between batches whether it shall stop.

    `progress` gets what is being done, how much of it is, and how much there is to do: bytes are
    read, then lines imported; None stands for a source of unknown size.
    """

    progress: Callable[[str, int, int | None], None]
    should_stop: Callable[[], bool]


@dataclass(slots=True)
class Import:
    """One import into a project, and what has become of the lines so far.

    In a dry run nothing is written, but counted as if it had been.
    """

    database: Database
    project: Project
    ledger: Ledger
    watcher: Watcher
    dry_run: bool = False
    imported: int = field(default=0, init=False)
    skipped: int = field(default=0, init=False)
    rejected: int = field(default=0, init=False)
    _measured: int = field(default=0, init=False)

    async def run(self, source: BinaryIO, size: int | None) -> None:
        """Import all lines of the source, whose size is in bytes where it is known.

        Raises:
            Stopped: the watcher wanted so.
            OSError: the source cannot be read.
        """
        await self._read(source, size)
        total, done = self.ledger.arrange(), 0
        for entries in self.ledger.batches(BATCH):
            self._stop_if_wanted()
            await self._take(entries)
            if not self.dry_run:
                await self._measure()
            done += len(entries)
            self.watcher.progress("Importing", done, total)
        for entries in self.ledger.batches(BATCH, are_loose=True):
            await self._relate(entries)

    async def _read(self, source: BinaryIO, size: int | None) -> None:
        done = 0
        for line in lines(source):
            done += line.size
            self._keep(line)
            if line.number % GLANCE_AFTER == 0:
                self.watcher.progress("Reading", done, size)
                await asyncio.sleep(0)
                self._stop_if_wanted()

    def _keep(self, line: Line) -> None:
        """Put a line into the ledger, among the others or among the rejects."""
        if not line.text:
            return
        try:
            values = _values(line)
            identifier, referrer = reference(values.get(ID)), reference(values.get(REFERRER))
            self.ledger.add(line, values["email"], identifier, referrer)
        except LineFault as fault:
            self._reject(line.number, str(fault), line.text)

    async def _take(self, entries: Sequence[Entry], attempt: int = 1) -> None:
        """Import a batch; where something is in the way, its halves, and at last line by line."""
        try:
            result = await again_if_chosen(partial(self._commit, entries))
        except Exception as error:
            if len(entries) > 1 and _is_in_the_way(error):
                middle = len(entries) // 2
                await self._take(entries[:middle])
                await self._take(entries[middle:])
            elif exceeds_index(error):
                self._reject(entries[0].number, f"data: {TOO_LONG_FOR_INDEX}", entries[0].text)
            elif attempt < ATTEMPTS and _is_in_the_way(error):
                await asyncio.sleep(PAUSE)
                await self._take(entries, attempt + 1)
            else:
                raise
        else:
            self._count(result)

    async def _commit(self, entries: Sequence[Entry]) -> Sorted:
        if self.dry_run:
            result = await sort(self.database, self.project.id, entries, self.ledger)
            for user in result.users:
                self.ledger.accept(user.email_folded, user.username_folded, user.id)
            return result
        async with transaction():
            result = await sort(self.database, self.project.id, entries, None)
            if result.users:
                await User.bulk_create(result.users)
                data = {"count": len(result.users)}
                await record_for_operator(
                    self.project.id, EventType.USERS_IMPORTED, user=None, data=data
                )
        return result

    async def _measure(self) -> None:
        """Let the database know of what has become large, each time that it has doubled."""
        if self.imported >= max(2 * self._measured, MEASURE_AFTER):
            self._measured = self.imported
            await measure_users(self.database)

    async def _relate(self, entries: Sequence[Entry]) -> None:
        lost = await again_if_chosen(partial(self._commit_relations, entries))
        for entry in lost:
            reason = "referredBy: The user was imported, but the referrer could not be."
            self._reject(entry.number, reason, entry.text)

    async def _commit_relations(self, entries: Sequence[Entry]) -> list[Entry]:
        if self.dry_run:
            return await relate(self.project.id, entries, self.ledger)
        async with transaction():
            return await relate(self.project.id, entries, None)

    def _count(self, result: Sorted) -> None:
        self.imported += len(result.users)
        self.skipped += len(result.skipped)
        for entry, reason in result.faults:
            self._reject(entry.number, reason, entry.text)

    def _reject(self, number: int, reason: str, text: bytes) -> None:
        self.ledger.reject(number, reason, text)
        self.rejected += 1

    def _stop_if_wanted(self) -> None:
        if self.watcher.should_stop():
            raise Stopped


def _values(line: Line) -> dict[str, Any]:
    """Read and check a line; raises LineFault."""
    if not line.is_whole:
        raise LineFault(f"A line has at most {MAX_LINE:,} bytes, but this one {line.size:,}.")
    values = parse(line.text)
    check(values)
    return values


def _is_in_the_way(error: Exception) -> bool:
    """Tell whether a batch failed by one of its lines: by what it holds, or by who was faster."""
    return isinstance(error, IntegrityError) or exceeds_index(error)
