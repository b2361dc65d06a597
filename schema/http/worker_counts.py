"""The counts of several worker processes, which exchange them by files in a folder of theirs.

A scrape reaches one of them, whichever it is, and has to tell of all.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from uuid import uuid4

from core.logs import get_logger
from schema.http.meter import Counts, from_json

PERIOD = 1.0
"""Seconds between two notes that a worker leaves."""
STALE = 10.0
"""Seconds after which a worker without a new note counts as ended; what it counted stays."""

_log = get_logger("rollcall.metrics")


class WorkerCounts:
    """This worker's notes for the others, and theirs for this one."""

    def __init__(self, folder: Path, counts: Callable[[], Counts]) -> None:
        self._folder = folder
        self._counts = counts
        self._has_failed = False
        self._own = folder / f"{os.getpid()}-{uuid4().hex}.json"

    @asynccontextmanager
    async def shared(self) -> AsyncIterator[None]:
        """Leave notes while the block runs, and a last one at its end."""
        task = asyncio.create_task(self._go_on())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            self._write()

    def others(self) -> list[Counts]:
        """Give what the other workers have counted, those that have ended included."""
        paths = [path for path in self._folder.glob("*.json") if path != self._own]
        return [_read(path) for path in paths]

    async def _go_on(self) -> None:
        while True:
            await asyncio.to_thread(self._write)
            await asyncio.sleep(PERIOD)

    def _write(self) -> None:
        # Whoever reads sees the old note or the new one, never a part.
        draft = self._own.with_suffix(".draft")
        try:
            draft.write_bytes(self._counts().as_json())
            draft.replace(self._own)
        except OSError as error:
            # A full disk, say: people are served all the same, and the next note may succeed.
            if not self._has_failed:
                _log.warning("counts_not_shared", failure=type(error).__name__)
            self._has_failed = True
        else:
            self._has_failed = False


def _read(path: Path) -> Counts:
    counts = from_json(path.read_bytes())
    if time.time() - path.stat().st_mtime > STALE:
        counts.gauges = {}
    return counts
