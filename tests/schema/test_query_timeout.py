"""A query that takes too long is ended, in the database too, and nobody else waits for it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest

from models.database import Dialect
from schema.http.application import READERS
from tests.accounts import key_of, me, sign_up
from tests.schema.http.lines import listening, post
from tests.server import Client, Server, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.anyio

LIMIT = 1.0
"""Seconds that a query may take in these tests; the slow ones would take several times that."""
SOON = LIMIT
PEOPLE = 2_000
NAME_LENGTH = 10_000
NEEDLE = "a" * 200 + "b"
"""Each place of a name of nothing but "a" has to be compared with it to the end."""
SLOW = {"or": [{"name": {"icontains": f"{NEEDLE}{n}"}} for n in range(40)]}
COUNT = "query ($filter: UserFilter) { users(filter: $filter) { totalCount } }"
TOO_COMPLEX = {
    "message": "This took longer than 1 seconds, and was ended: ask for less, or filter by fewer"
    " conditions or by fields with an index.",
    "extensions": {"code": "QUERY_TOO_COMPLEX"},
}
COPIES = {
    Dialect.SQLITE: "WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies"
    " WHERE n < {count}) {insert} SELECT lower(hex(randomblob(16))), {columns} FROM users, copies",
    Dialect.POSTGRES: "{insert} SELECT gen_random_uuid(), {columns}"
    " FROM users, generate_series(1, {count}) AS copies(n)",
}


@dataclass
class Crowded:
    """A server whose only administrator has brought a crowd with long names."""

    server: Server
    admin: Client

    async def slow(self, document: str = COUNT) -> tuple[Any, float]:
        """Ask what would take long; give the answer, and the seconds until it came."""
        begin = perf_counter()
        answer = await self.admin.execute(document, {"filter": SLOW})
        return answer, perf_counter() - begin

    async def waits(self, during: asyncio.Task[Any] | asyncio.Future[Any]) -> list[float]:
        """Ask for `me` again and again while something goes on; give the seconds of each."""
        waits = []
        while not during.done():
            begin = perf_counter()
            await me(self.admin)
            waits.append(perf_counter() - begin)
            await asyncio.sleep(0.02)
        return waits

    async def assert_ended(self) -> None:
        """Check that PostgreSQL soon runs no statement for others any more."""
        if self.server.database.dialect is Dialect.POSTGRES:
            async with asyncio.timeout(SOON):
                # A database cannot set an event of ours.
                while await self._statements():  # noqa: ASYNC110
                    await asyncio.sleep(0.01)

    async def _statements(self) -> int:
        sql = (
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
            " AND datname = current_database() AND pid <> pg_backend_pid()"
        )
        ((count,),) = await self.server.database.fetch(sql)
        return int(count)


@pytest.fixture
async def crowded(database_url: str) -> AsyncIterator[Crowded]:
    async with running(database_url, query_timeout=LIMIT) as server:
        user, token = await sign_up(server.anonymous, email="a@example.com")
        await crowd(server, user)
        yield Crowded(server, server.anonymous.with_token(token))


async def crowd(server: Server, user: Any) -> None:
    """Make the user an administrator who has referred many others."""
    copied = "project_id, created_at, updated_at, data, data_terms, preferences, role_folded"
    columns = {
        **{name: name for name in copied.split(", ")},
        "role": "role",
        "email": "email || n",
        "email_folded": "email_folded || n",
        "is_active": "is_active",
        "is_email_verified": "is_email_verified",
        "referral_count": "0",
        "referred_by_id": "id",
        "name_folded": f"'{'a' * NAME_LENGTH}'",
    }
    sql = COPIES[server.database.dialect].format(
        insert=f"INSERT INTO users (id, {', '.join(columns)})",
        columns=", ".join(columns.values()),
        count=PEOPLE,
    )
    await server.database.connection.execute_script(sql)
    promotion = f"UPDATE users SET role = 'admin' WHERE id = '{key_of(user)}'"
    await server.database.connection.execute_script(promotion)


async def test_it_is_ended_while_others_are_answered(crowded: Crowded) -> None:
    task = asyncio.create_task(crowded.slow())
    waits = await crowded.waits(task)
    answer, seconds = await task
    assert answer == {"errors": [TOO_COMPLEX]}
    assert LIMIT <= seconds < LIMIT + SOON
    assert max(waits) < SOON
    await crowded.assert_ended()


async def test_many_at_once_leave_a_connection_to_who_calls(crowded: Crowded) -> None:
    together = asyncio.gather(*(crowded.slow() for _ in range(READERS + 1)))
    waits = await crowded.waits(together)
    for answer, seconds in await together:
        assert answer == {"errors": [TOO_COMPLEX]}
        assert LIMIT <= seconds < LIMIT + SOON
    assert max(waits) < SOON
    # All connections have been given back, and hold up nobody.
    begin = perf_counter()
    answers = await asyncio.gather(
        *(crowded.admin.execute("{ users { totalCount } }") for _ in range(READERS))
    )
    assert answers == [{"data": {"users": {"totalCount": PEOPLE + 1}}}] * READERS
    assert perf_counter() - begin < SOON


async def test_what_loads_for_it_ends_too(crowded: Crowded) -> None:
    document = "query ($filter: UserFilter) { me { referrals(filter: $filter) { totalCount } } }"
    answer, seconds = await crowded.slow(document)
    assert answer == {"errors": [TOO_COMPLEX]}
    assert LIMIT <= seconds < LIMIT + SOON
    await crowded.assert_ended()


ALIASED = " ".join(f"a{n}: users(filter: $filter) {{ totalCount }}" for n in range(3))
REFERRER = 'users(first: 1, filter: {email: {eq: "a@example.com"}}) { nodes'
NESTED = f"{REFERRER} {{ referrals(first: 2) {{ nodes {{ referredBy"
LISTS = {
    "by aliases": f"{{ {ALIASED} }}",
    "by a plan and without one": f"{{ {ALIASED} me {{ sessions {{ id }} }} }}",
    "in a list": f"{{ {REFERRER} {{ referrals(filter: $filter) {{ totalCount }} }} }} }}",
    "in lists in lists": f"{{ {NESTED} {{ a: referrals(filter: $filter) {{ totalCount }}"
    " b: referrals(filter: $filter) { nodes { id } } } } } } } }",
}


@pytest.mark.parametrize("selections", LISTS.values(), ids=list(LISTS))
async def test_all_lists_of_a_query_together_have_that_time(
    crowded: Crowded, selections: str
) -> None:
    answer, seconds = await crowded.slow(f"query ($filter: UserFilter) {selections}")
    assert answer == {"errors": [TOO_COMPLEX]}
    assert LIMIT <= seconds < LIMIT + SOON
    await crowded.assert_ended()
    begin = perf_counter()
    await asyncio.gather(*(me(crowded.admin) for _ in range(READERS)))
    assert perf_counter() - begin < SOON


async def test_it_is_ended_too_if_its_client_has_left(crowded: Crowded) -> None:
    body = json.dumps({"query": COUNT, "variables": {"filter": SLOW}}).encode()
    authorization = f"Authorization: {crowded.admin.headers['authorization']}".encode()
    async with listening(crowded.server) as started:
        for _ in range(READERS):
            async with started.connect() as line:
                await line.send(post(body, authorization))
                await asyncio.sleep(0.1)
                line.writer.transport.abort()
        begin = perf_counter()
        await asyncio.gather(*started.state.tasks)
        assert perf_counter() - begin < LIMIT + SOON
    await crowded.assert_ended()
    assert await crowded.admin.data("{ users { totalCount } }") == {
        "users": {"totalCount": PEOPLE + 1}
    }


async def test_a_mutation_is_done_and_only_what_it_lists_is_ended(crowded: Crowded) -> None:
    document = (
        'mutation ($filter: UserFilter) { updateProfile(input: {city: "Rome"}) {'
        " user { city referrals(filter: $filter) { totalCount } } } }"
    )
    answer, seconds = await crowded.slow(document)
    (error,) = answer["errors"]
    assert answer["data"] == {"updateProfile": {"user": {"city": "Rome", "referrals": None}}}
    where = {"path": ["updateProfile", "user", "referrals"], "locations": error["locations"]}
    assert error == {**TOO_COMPLEX, **where}
    assert LIMIT <= seconds < LIMIT + SOON
    assert (await me(crowded.admin))["city"] == "Rome"
