"""Counters: exact under concurrency, alone or together over a real Redis that comes and goes."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from core import counters, redis_link
from core.counters import Counted, Counters, Limit
from core.redis_link import REDIS_TIMEOUT, RedisLink
from tests.redis_server import Redis

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

pytestmark = pytest.mark.anyio

TEN = Limit("ten", 10)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """Give a Redis that runs."""
    server = Redis(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["memory", "redis"])
async def either(request: pytest.FixtureRequest) -> AsyncIterator[Counters]:
    """Run the test with each kind of counter."""
    url = request.getfixturevalue("redis").url if request.param == "redis" else None
    link = None if url is None else RedisLink(url)
    yield Counters(link)
    if link is not None:
        await link.close()


async def test_the_first_are_within_the_limit_and_the_rest_are_told_the_wait(
    either: Counters,
) -> None:
    assert await either.count(TEN, "a", 8) == Counted(8)
    partly = await either.count(TEN, "a", 5)
    assert partly.within == 2
    assert 3590 <= partly.retry_after <= 3600
    assert (await either.count(TEN, "a")).within == 0
    assert await either.count(TEN, "b") == Counted(1)
    assert await either.count(Limit("other", 10), "a") == Counted(1)


async def test_all_that_come_at_once_are_counted(either: Counters) -> None:
    counted = await asyncio.gather(*[either.count(TEN, "a") for _ in range(40)])
    assert sum(one.within for one in counted) == 10


async def test_counts_end_with_their_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = Counters()
    assert (await alone.count(TEN, "a", 11)).within == 10
    later = time.time() + 3601
    monkeypatch.setattr(time, "time", lambda: later)
    assert await alone.count(TEN, "a", 10) == Counted(10)


async def test_what_has_run_out_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "SWEEP", 0)
    alone = Counters()
    for n in range(100):
        await alone.count(TEN, str(n))
    later = time.time() + 3601
    monkeypatch.setattr(time, "time", lambda: later)
    await alone.count(TEN, "late")
    await asyncio.sleep(0.05)
    await alone.count(TEN, "late")
    assert len(alone._memory.storage) == 1


async def test_workers_count_together_over_redis(redis: Redis) -> None:
    links = [RedisLink(redis.url) for _ in range(2)]
    first, second = map(Counters, links)
    assert (await first.count(TEN, "a", 6)).within == 6
    assert (await second.count(TEN, "a", 6)).within == 4
    assert (await first.count(TEN, "a")).within == 0
    for link in links:
        await link.close()


async def test_without_redis_each_counts_alone_and_the_shared_count_returns(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_link, "RETRY_REDIS", 0.1)
    link = RedisLink(redis.url)
    made = Counters(link)
    assert (await made.count(TEN, "a", 9)).within == 9
    redis.stop()
    with capture_logs() as lines:
        for _ in range(3):
            assert await made.count(TEN, "b", 3) == Counted(3)
            await asyncio.sleep(0.15)
        assert (await made.count(TEN, "b", 3)).within == 1
    assert [(line["event"], line["log_level"]) for line in lines] == [("redis_away", "warning")]
    redis.start()
    await asyncio.sleep(0.15)
    with capture_logs() as lines:
        assert (await made.count(TEN, "a", 2)).within == 1
    assert [(line["event"], line["log_level"]) for line in lines] == [("redis_back", "info")]
    assert str(redis.port) not in str(lines)
    await link.close()


async def test_a_redis_that_hangs_holds_up_one_request_and_not_the_next() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        link = RedisLink(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        made = Counters(link)
        begun = time.monotonic()
        assert await made.count(TEN, "a") == Counted(1)
        assert time.monotonic() - begun < REDIS_TIMEOUT * 10
        begun = time.monotonic()
        assert await made.count(TEN, "a") == Counted(1)
        assert time.monotonic() - begun < REDIS_TIMEOUT
        await link.close()
