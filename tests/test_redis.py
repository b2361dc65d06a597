"""Servers that share a Redis: one count for all of them, and service while it is away."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from core import redis_link
from schema.http.application import Application
from tests.accounts import sign_up, try_log_in
from tests.redis_server import Redis
from tests.schema.http.test_persisted import persisted
from tests.schema.http.wire import ask, post
from tests.server import Client, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.server import Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
LOGIN = """
mutation {
  login(input: {username: "nobody", password: "wrong horse 1"}) { errors { code } }
}
"""


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """Give a Redis that runs."""
    server = Redis(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def two(sqlite_url: str, redis: Redis) -> AsyncIterator[tuple[Server, Server]]:
    """Run two servers on one database and one Redis."""
    changes = {"rate_limits": True, "redis_url": redis.url}
    async with running(sqlite_url, **changes) as first:
        second = replace(first, app=Application(first.settings))
        async with second.app.router.lifespan_context(second.app):
            first.database.activate()
            yield first, second


async def attempts(server: Server, number: int) -> list[bool]:
    """Log in as nobody, and tell of each attempt whether it was let in to fail."""
    client = Client(server.app, {}, "192.0.2.1")
    return ["errors" not in await client.execute(LOGIN) for _ in range(number)]


async def test_two_servers_count_together(two: tuple[Server, Server]) -> None:
    first, second = two
    assert await attempts(first, 10) == [True] * 10
    assert await attempts(second, 11) == [True] * 10 + [False]
    assert await attempts(first, 1) == [False]


async def test_a_document_told_to_one_server_is_known_to_the_other(
    two: tuple[Server, Server], redis: Redis
) -> None:
    first, second = (Client(server.app) for server in two)
    query = "query Shared { __typename }"
    by_hash = json.dumps({"extensions": persisted(query)}).encode()
    told = await ask(first, query, extensions=persisted(query))
    known = await post(second, by_hash)
    assert told.json == known.json == {"data": {"__typename": "Query"}}
    redis.stop()
    assert (await post(second, by_hash)).json == known.json
    other = json.dumps({"extensions": persisted("query Other { __typename }")}).encode()
    (error,) = (await post(second, other)).json["errors"]
    assert error["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"


async def test_without_redis_people_sign_up_and_log_in_and_are_limited_by_each_server(
    two: tuple[Server, Server], redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_link, "RETRY_REDIS", 0.1)
    server, _ = two
    assert await attempts(server, 19) == [True] * 19
    redis.stop()
    with capture_logs() as lines:
        await sign_up(server.anonymous, email=EMAIL)
        assert (await try_log_in(server.anonymous, email=EMAIL))["errors"] == []
        assert await attempts(server, 21) == [True] * 20 + [False]
    assert [line["event"] for line in lines] == ["redis_away"]
    redis.start()
    await asyncio.sleep(0.2)
    # What was counted before goes on: the twentieth, and no more.
    assert await attempts(server, 2) == [True, False]


async def test_a_redis_that_is_restarted_under_load_fails_nobody(
    two: tuple[Server, Server], redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_link, "RETRY_REDIS", 0.05)
    server, _ = two
    _, token = await sign_up(server.anonymous, email=EMAIL)
    client = server.anonymous.with_token(token)
    answers = []
    is_over = False

    async def load() -> None:
        while not is_over:
            answers.append(await client.execute("{ me { email } }"))

    workers = [asyncio.create_task(load()) for _ in range(4)]
    for change in (redis.stop, redis.start):
        await asyncio.sleep(0.3)
        await asyncio.to_thread(change)
    await asyncio.sleep(0.3)
    is_over = True
    await asyncio.gather(*workers)
    served = {"data": {"me": {"email": EMAIL}}}
    refused = [one for one in answers if one != served]
    codes = {error["extensions"]["code"] for one in refused for error in one["errors"]}
    assert codes <= {"RATE_LIMITED"}
    assert served in answers
