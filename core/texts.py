"""Texts by their SHA-256, which clients may send instead: kept here, or in Redis for all workers.

A text is kept by its own hash alone, so that nobody can put another one in its place.
"""

import asyncio
import hashlib
import sys
import time
from typing import cast

from redis.asyncio import Redis

from core.keeping import Kept
from core.redis_link import FAILURES, REDIS_TIMEOUT, RedisLink

MAX_BYTES = 64 * 1024
"""Bytes of a text; a longer one is not kept."""
MAX_KEPT = 1_000
MAX_KEPT_BYTES = 4 * 1024 * 1024
"""Bytes of all texts that a process keeps."""
MAX_SHARED = 2_000
"""Texts in Redis."""
SHARED_SECONDS = 24 * 60 * 60
"""How long Redis keeps a text that nobody asks for."""
_KEY = "rollcall:text:"
_INDEX = "rollcall:texts"
"""A sorted set of the hashes in Redis by the time when they came."""


def sha256_of(text: str) -> str:
    """Give the hash of a text as clients write it: hexadecimal, in small letters."""
    return hashlib.sha256(text.encode()).hexdigest()


class Texts:
    """What clients have sent; which of it leaves first when there is no more room is no promise."""

    def __init__(self, link: RedisLink | None = None) -> None:
        self._kept: Kept[str] = Kept(MAX_KEPT, MAX_KEPT_BYTES, sys.getsizeof)
        self._link = link
        self._redis = None if link is None else Redis(connection_pool=link.pool)

    async def find(self, digest: str) -> str | None:
        """Give the text with a hash, if it is known."""
        found = self._kept.find(digest)
        if found is None:
            found = await self._shared(digest)
            if found is not None:
                self._kept.keep(digest, found)
        return found

    async def keep(self, text: str) -> None:
        """Keep a text, unless it is too long."""
        if len(text.encode()) > MAX_BYTES:
            return
        digest = sha256_of(text)
        if self._kept.find(digest) is None:
            self._kept.keep(digest, text)
            await self._share(digest, text)

    async def _shared(self, digest: str) -> str | None:
        if self._redis is None or self._link is None or self._link.is_away:
            return None
        try:
            async with asyncio.timeout(REDIS_TIMEOUT):
                found = await self._redis.getex(f"{_KEY}{digest}", ex=SHARED_SECONDS)
        except FAILURES as error:
            self._link.note_away(error)
            return None
        self._link.note_back()
        return _checked(digest, cast("bytes | None", found))

    async def _share(self, digest: str, text: str) -> None:
        if self._redis is None or self._link is None or self._link.is_away:
            return
        try:
            async with asyncio.timeout(REDIS_TIMEOUT):
                await _write(self._redis, digest, text.encode())
        except FAILURES as error:
            self._link.note_away(error)
        else:
            self._link.note_back()


async def _write(redis: Redis, digest: str, text: bytes) -> None:
    async with redis.pipeline(transaction=True) as pipe:
        pipe.set(f"{_KEY}{digest}", text, ex=SHARED_SECONDS)
        pipe.zadd(_INDEX, {digest: time.time()})
        pipe.zcard(_INDEX)
        *_, number = await pipe.execute()
    if number > MAX_SHARED:
        popped = await redis.zpopmin(_INDEX, number - MAX_SHARED)
        oldest = [member for member, _ in cast("list[tuple[bytes, float]]", popped)]
        await redis.delete(*[f"{_KEY}{member.decode()}" for member in oldest])


def _checked(digest: str, found: bytes | None) -> str | None:
    """Give the text as Redis has it, if it is that of the hash: others may write there too."""
    if found is None:
        return None
    text = found.decode(errors="replace")
    return text if sha256_of(text) == digest else None
