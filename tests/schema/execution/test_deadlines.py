"""Limits of time: each query ends at its own, by one timer for all."""

from __future__ import annotations

import asyncio

import pytest

from schema.execution.deadlines import Deadlines

pytestmark = pytest.mark.anyio


async def work(deadlines: Deadlines, seconds: float, within: float) -> str:
    """Wait within a limit, and say how it ended."""
    try:
        with deadlines.limit(asyncio.get_running_loop().time() + within):
            await asyncio.sleep(seconds)
    except TimeoutError:
        return "too slow"
    return "done"


async def test_each_ends_at_its_own_time() -> None:
    deadlines = Deadlines()
    begin = asyncio.get_running_loop().time()
    slow = asyncio.create_task(work(deadlines, 30, 0.2))
    await asyncio.sleep(0.1)
    later = asyncio.create_task(work(deadlines, 30, 0.2))
    quick = asyncio.create_task(work(deadlines, 0.05, 0.2))
    assert await quick == "done"
    assert await slow == "too slow"
    assert asyncio.get_running_loop().time() - begin >= 0.2
    assert not later.done()
    assert await later == "too slow"
    assert asyncio.get_running_loop().time() - begin >= 0.3


async def test_many_end_at_once() -> None:
    deadlines = Deadlines()
    ended = await asyncio.gather(*(work(deadlines, 30, 0.1) for _ in range(100)))
    assert ended == ["too slow"] * 100


async def test_time_that_others_had_left_is_no_time_of_the_next() -> None:
    deadlines = Deadlines()
    assert await work(deadlines, 0, 0.1) == "done"
    await asyncio.sleep(0.05)
    assert await work(deadlines, 0.1, 0.2) == "done"
    assert await work(deadlines, 30, 0.1) == "too slow"


async def test_a_task_that_somebody_else_cancels_ends_as_cancelled() -> None:
    deadlines = Deadlines()
    task = asyncio.create_task(work(deadlines, 30, 10))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_task_cancelled_by_both_ends_as_cancelled() -> None:
    deadlines = Deadlines()

    async def stubborn() -> None:
        with deadlines.limit(asyncio.get_running_loop().time() + 0.05):
            try:
                await asyncio.sleep(30)
            finally:
                await asyncio.sleep(0.1)

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_error_within_the_limit_stays_what_it_is() -> None:
    deadlines = Deadlines()
    with (
        pytest.raises(ValueError, match="wrong"),
        deadlines.limit(asyncio.get_running_loop().time() + 1),
    ):
        raise ValueError("wrong")
    # It is watched no longer.
    assert await work(deadlines, 0.01, 0.1) == "done"
