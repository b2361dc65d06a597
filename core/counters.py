"""Counting what happens within an hour: in this process, or in Redis for all workers.

Without Redis for a while, this process counts for itself; the shared count is taken up again as
soon as it can be.
"""

import asyncio
import time
from dataclasses import dataclass
from math import ceil
from typing import Protocol, cast

from limits import RateLimitItemPerHour
from limits.aio.storage import MemoryStorage, RedisStorage

from core.redis_link import FAILURES, REDIS_TIMEOUT, RedisLink

SWEEP = 60.0
"""Seconds between two looks at what may be forgotten."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `number` in the hour that begins with the first; `name` sets it apart."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of those that were just counted are within the limit, and if not all, the wait.

    `retry_after` is in seconds, at least 1 unless all were within.
    """

    within: int
    retry_after: int = 0


class _Storage(Protocol):
    async def incr(self, key: str, expiry: int, amount: int = 1) -> int: ...

    async def get_expiry(self, key: str) -> float: ...


class _Memory(MemoryStorage):
    """The library's, which would look through all counters each time it counts."""

    _next_sweep = 0.0

    async def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802 -- the library's name
        if time.monotonic() >= self._next_sweep:
            self._next_sweep = time.monotonic() + SWEEP
            await super()._MemoryStorage__schedule_expiry()  # type: ignore[misc]


class Counters:
    """Counts by name and subject. `link` is to the Redis that all workers share, if any."""

    def __init__(self, link: RedisLink | None = None) -> None:
        self._memory = _Memory()
        self._link = link
        self._redis = None if link is None else _redis(link)

    async def count(self, limit: Limit, subject: str, amount: int = 1) -> Counted:
        """Count `amount` things of a subject at once; the first ones are within the limit."""
        item = RateLimitItemPerHour(limit.number, namespace=limit.name)
        key, seconds = item.key_for(subject), item.get_expiry()
        if self._redis is None or self._link is None or self._link.is_away:
            return await _count(self._memory, key, seconds, limit.number, amount)
        try:
            async with asyncio.timeout(REDIS_TIMEOUT):
                counted = await _count(self._redis, key, seconds, limit.number, amount)
        except FAILURES as error:
            self._link.note_away(error)
            return await _count(self._memory, key, seconds, limit.number, amount)
        self._link.note_back()
        return counted


async def _count(storage: _Storage, key: str, seconds: int, number: int, amount: int) -> Counted:
    total = await storage.incr(key, seconds, amount)
    if total <= number:
        return Counted(amount)
    left = ceil(await storage.get_expiry(key) - time.time())
    return Counted(max(number - (total - amount), 0), min(max(left, 1), seconds))


def _redis(link: RedisLink) -> RedisStorage:
    # The library says that options are texts and numbers, but takes a pool as well.
    return RedisStorage(
        f"async+{link.url}",
        connection_pool=cast("str", link.pool),
        implementation="redispy",
        key_prefix="rollcall",
    )
