"""Texts by their hash: alone or over a real Redis, within bounds, and never another text."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from redis.asyncio import Redis as Connection

from core import redis_link, texts
from core.redis_link import RedisLink
from core.texts import MAX_BYTES, Texts, sha256_of
from tests.redis_server import Redis

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

pytestmark = pytest.mark.anyio


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """Give a Redis that runs."""
    server = Redis(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def link(redis: Redis) -> AsyncIterator[RedisLink]:
    """Give a link to it."""
    made = RedisLink(redis.url)
    yield made
    await made.close()


async def keep(kept: Texts, *values: str) -> list[str]:
    """Keep texts, and give their hashes."""
    for text in values:
        await kept.keep(text)
    return [sha256_of(text) for text in values]


async def test_a_text_is_found_by_its_hash() -> None:
    kept = Texts()
    (digest,) = await keep(kept, "{ a } # ü")
    assert digest == "82b23a6702895227dadc97d0dfb07c5a90f541e682bc3cafd4f10c4672bad371"
    assert await kept.find(digest) == "{ a } # ü"
    assert await kept.find(sha256_of("other")) is None


async def test_memory_is_bounded_by_number_and_by_size() -> None:
    kept = Texts()
    for number in range(texts.MAX_KEPT + 200):
        await kept.keep(f"{number}")
    assert len(kept._kept) == texts.MAX_KEPT
    for number in range(200):
        await kept.keep(f"{number}".ljust(MAX_BYTES))
    assert len(kept._kept) <= texts.MAX_KEPT_BYTES // MAX_BYTES


async def test_one_byte_too_long() -> None:
    kept = Texts()
    fits, too_long = await keep(kept, "ü" * (MAX_BYTES // 2), "ü" * (MAX_BYTES // 2) + "a")
    assert await kept.find(fits) is not None
    assert await kept.find(too_long) is None


async def test_workers_share_over_redis(link: RedisLink) -> None:
    (digest,) = await keep(Texts(link), "{ a }")
    assert await Texts(link).find(digest) == "{ a }"
    ttl = await Connection(connection_pool=link.pool).ttl(f"rollcall:text:{digest}")
    assert texts.SHARED_SECONDS - 60 < ttl <= texts.SHARED_SECONDS


async def test_many_at_once_are_kept_once(link: RedisLink) -> None:
    (digest,) = await keep(Texts(link), "{ a }")
    other = Texts(link)
    found = await asyncio.gather(*[other.find(digest) for _ in range(20)])
    assert found == ["{ a }"] * 20
    assert len(other._kept) == 1


async def test_redis_is_bounded_and_the_oldest_leaves(
    link: RedisLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "MAX_SHARED", 3)
    digests = await keep(Texts(link), *"abcde")
    found = [await Texts(link).find(digest) for digest in digests]
    assert found == [None, None, "c", "d", "e"]
    keys = await Connection(connection_pool=link.pool).keys("*")
    assert len(keys) == 4


async def test_what_others_have_put_there_is_not_believed(link: RedisLink) -> None:
    digest = sha256_of("{ a }")
    for foreign in (b"{ b }", b"\xff"):
        await Connection(connection_pool=link.pool).set(f"rollcall:text:{digest}", foreign)
        assert await Texts(link).find(digest) is None


async def test_without_redis_each_keeps_its_own(
    redis: Redis, link: RedisLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_link, "RETRY_REDIS", 0.05)
    kept = Texts(link)
    before, *_ = await keep(kept, "{ before }")
    redis.stop()
    (during,) = await keep(kept, "{ during }")
    assert await kept.find(before) == "{ before }"
    assert await kept.find(during) == "{ during }"
    assert await Texts(link).find(before) is None
    redis.start()
    await asyncio.sleep(0.1)
    assert await Texts(link).find(before) == "{ before }"
