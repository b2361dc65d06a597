"""Every order and every filter on a column is read along an index, wherever a page begins."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.seed import seed
from core.sealing import Sealer
from models.database import Database, Dialect, opened
from models.statistics import statistics
from resolvers.directory.fields import FIELDS
from resolvers.directory.indexes import Kind, add
from resolvers.directory.reader import Reader
from resolvers.projects import ensure_default_project, find_project
from schema.orders import UserOrderField
from tests.directory.people import listing
from tests.directory.plans import is_in_order, plans
from tests.server import SECRET

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.anyio

PEOPLE = 10_000
NULLABLE = ("username", "name", "first_name", "last_name", "city", "country", "last_login_at")
LACKING = f"""
UPDATE users SET {", ".join(f"{column} = NULL" for column in NULLABLE)}
WHERE substr(email, 5, 1) = '7'
"""
"""Of more than a tenth of all users little is known."""
EXACT = {
    "email": "user77@example.com",
    "username": "user17",
    "name": "Ann",
    "firstName": "Name77",
    "lastName": "Family77",
    "phone": "+39 06",
    "city": "City 8",
    "country": "Country 8",
}
FILTERS = [
    *({name: {"eq": value}} for name, value in EXACT.items()),
    *({name: {"in": [value, "b"]}} for name, value in EXACT.items()),
    *({name: {"ieq": value.upper()}} for name, value in EXACT.items() if name != "phone"),
    *({name: {"startsWith": value}} for name, value in EXACT.items()),
    {"referralCount": {"gte": 9}},
    {"lastLoginAt": {"gt": "2030-01-01T00:00:00Z"}},
    {"createdAt": {"lt": "2000-01-01T00:00:00Z"}},
    {"updatedAt": {"gte": "2030-01-01T00:00:00Z", "lt": "2030-01-02T00:00:00Z"}},
    {"referredBy": {"email": {"eq": "user77@example.com"}}},
]


@pytest.fixture(scope="module")
async def database(module_url: str) -> AsyncIterator[Database]:
    """Open each database with a crowd in it, and what it knows of one: SQLite is told the same."""
    async with opened(module_url) as database:
        await ensure_default_project(Sealer(SECRET))
        await seed(database, PEOPLE)
        await database.connection.execute_script(LACKING)
        is_sqlite = database.dialect is Dialect.SQLITE
        for sql in statistics() if is_sqlite else ["VACUUM ANALYZE users"]:
            await database.connection.execute_script(sql)
        yield database


@pytest.fixture(scope="module")
async def reader(database: Database) -> Reader:
    """Give the reader of the crowd."""
    database.activate()
    box = Sealer(SECRET).for_purpose("cursors")
    return Reader(database, str((await find_project("default")).id), box)


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("field", UserOrderField.__members__)
async def test_an_order(
    database: Database,
    reader: Reader,
    field: str,
    direction: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database.activate()
    order: dict[str, Any] = {"order_by": [{"field": field, "direction": direction}]}
    cursors = [
        (await reader.page(listing(**order, offset=offset))).cursor(0)
        for offset in (PEOPLE // 2, PEOPLE - 200)
    ]
    pages: list[dict[str, Any]] = [
        {"first": 20},
        {"last": 20},
        *({"first": 20, "after": cursor} for cursor in cursors),
        *({"last": 20, "before": cursor} for cursor in cursors),
    ]
    for page in pages:
        read = partial(reader.page, listing(**order, **page))
        for plan in await plans(database, monkeypatch, read):
            assert is_in_order(plan), plan


@pytest.mark.parametrize("filter_", FILTERS, ids=str)
async def test_a_filter(
    database: Database,
    reader: Reader,
    filter_: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database.activate()
    asked = listing(filter_)
    (field,) = filter_
    column = FIELDS["email" if field == "referredBy" else field].column
    reads: list[Any] = [partial(reader.count, asked.condition)]
    # For what many match, reading in the order of the list may end sooner.
    if field == "referredBy" or filter_[field].keys() & {"eq", "ieq"}:
        reads.append(partial(reader.page, asked))
    for read in reads:
        (plan,) = await plans(database, monkeypatch, read)
        assert re.search(rf"(\(project_id=\? AND |Index Cond: .*){column}", plan), plan
        assert "Seq Scan" not in plan, plan
        assert "SCAN u" not in plan, plan
        assert field != "referredBy" or "users_referred_by" in plan, plan


async def test_all_indexes_of_sqlite_have_statistics(module_sqlite_url: str) -> None:
    async with opened(module_sqlite_url) as database:
        rows = await database.fetch(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'users'"
        )
        told = await database.fetch("SELECT idx FROM sqlite_stat1 WHERE tbl = 'users'")
    assert sorted(row[0] for row in told) == sorted(row[0] for row in rows)


async def test_a_server_that_runs_heeds_a_new_index(
    database: Database, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = listing({"referredBy": {"email": {"eq": "user77@example.com"}}})
    database.activate()
    before = await plans(database, monkeypatch, partial(reader.page, asked))
    async with opened(database.url) as other:
        await add(other, ("plan",), Kind.STRING, lambda _sentence: None)
        for side in (database, other):
            side.activate()
            there = Reader(side, reader.scope.project_id, reader.scope.box)
            assert await plans(side, monkeypatch, partial(there.page, asked)) == before
