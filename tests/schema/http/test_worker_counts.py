"""What workers tell each other: the last of each, whole, and whatever happens to a disk."""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from schema.http import worker_counts
from schema.http.meter import Counts
from schema.http.worker_counts import STALE, WorkerCounts

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio

COUNTS = Counts({"query ok": [1, 2, 0.5]}, {"FORBIDDEN": 3}, {"rollcall_workers": 1})


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have notes written at once."""
    monkeypatch.setattr(worker_counts, "PERIOD", 0.01)


def age(folder: Path) -> None:
    """Make the one note there as old as those of workers that have ended."""
    (note,) = folder.iterdir()
    long_ago = time.time() - STALE - 1
    os.utime(note, (long_ago, long_ago))


async def until_told(worker: WorkerCounts, expected: list[Counts]) -> None:
    """Wait until a worker knows this of the others."""
    give_up = time.monotonic() + 20
    while worker.others() != expected:
        assert time.monotonic() < give_up, worker.others()
        await asyncio.sleep(0.01)


async def test_each_tells_the_others_and_not_itself(tmp_path: Path) -> None:
    told = Counts()
    first = WorkerCounts(tmp_path, lambda: told)
    second = WorkerCounts(tmp_path, lambda: COUNTS)
    async with first.shared(), second.shared():
        await until_told(first, [COUNTS])
        await until_told(second, [Counts()])
        told.errors["FORBIDDEN"] = 1
        await until_told(second, [told])


async def test_what_was_counted_outlives_the_worker_and_how_things_stood_does_not(
    tmp_path: Path,
) -> None:
    first = WorkerCounts(tmp_path, Counts)
    async with WorkerCounts(tmp_path, lambda: COUNTS).shared():
        pass
    assert first.others() == [COUNTS]
    age(tmp_path)
    assert first.others() == [Counts(COUNTS.operations, COUNTS.errors, {})]


async def test_a_folder_that_cannot_be_written_is_told_once(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    with capture_logs() as lines:
        async with WorkerCounts(folder, lambda: COUNTS).shared():
            await asyncio.sleep(0.2)
    assert [(line["event"], line["failure"]) for line in lines] == [
        ("counts_not_shared", "FileNotFoundError")
    ]
