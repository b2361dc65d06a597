"""An index of a profile key is used by what filters and sorts by it, and changes no answer."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from core.sealing import Sealer
from models.database import Database, Dialect, opened
from resolvers.directory.indexes import Kind, ProfileIndex, add, all_indexes, drop
from resolvers.directory.reader import Reader
from tests.directory.people import listing, make_project, shown, store
from tests.directory.plans import is_in_order, plans
from tests.directory.simple import simple

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.anyio

PEOPLE = 3_000
BOX = Sealer("a secret for tests, long enough for all purposes").for_purpose("cursors")
AGE, CITY, BORN, VIP = ["age"], ["address", 'City\'s "ü"'], ["born"], ["vip"]
INDEXES = [
    (AGE, Kind.NUMBER),
    (CITY, Kind.STRING),
    (BORN, Kind.DATE_TIME),
    (VIP, Kind.BOOLEAN),
]


def data_of(number: int) -> dict[str, Any]:
    """Give the profile of one of many: some lack a city or an age, or have a strange one."""
    age = "unknown" if number % 7 == 0 else None if number % 3 == 0 else 18 + number % 400 / 5
    city = {} if number % 10 == 0 else {CITY[1]: f"City {number % 300}"}
    year = f"{1950 + number % 50}-{1 + number % 12:02}-{1 + number % 28:02}"
    return {"age": age, "address": city, "born": year, "vip": number % 100 == 0}


def where(path: list[str], **is_: Any) -> dict[str, Any]:
    """Give a filter on one path."""
    return {"data": [{"path": path, "is": is_}]}


FILTERS = {
    "a range of numbers": (AGE, where(AGE, number={"gte": 30, "lte": 31})),
    "numbers from one on": (AGE, where(AGE, number={"gt": 97})),
    "numbers up to one": (AGE, where(AGE, number={"lt": 18.5})),
    "a number": (AGE, where(AGE, number={"eq": 30})),
    "some numbers": (AGE, where(AGE, number={"in": [30, 40.2]})),
    "a string": (CITY, where(CITY, string={"eq": "City 77"})),
    "a beginning": (CITY, where(CITY, string={"startsWith": "City 29"})),
    "strings from one on": (CITY, where(CITY, string={"gte": "City 98"})),
    "a range of instants": (
        BORN,
        where(BORN, dateTime={"gte": "1970-01-01T00:00:00Z", "lt": "1970-12-31T00:00:00Z"}),
    ),
    "a boolean": (VIP, where(VIP, boolean={"eq": True})),
}
ORDERS = {
    "upwards": {"data": AGE, "direction": "ASC"},
    "downwards": {"data": AGE, "direction": "DESC"},
}
MIDDLES: list[dict[str, Any]] = [{"offset": 1_000}, {"offset": 2_400}]
BEGINS_AT_CURSOR = {
    Dialect.SQLITE: re.compile(r"\(project_id=\? AND <expr>=\? AND id[<>]"),
    Dialect.POSTGRES: re.compile(r"Index Cond: .* AND \((ROW\(.*, id\)|id) [<>]"),
}
"""Stands in the plan of a page that is read from a position in the index on."""


@pytest.fixture(scope="module")
async def database(module_url: str) -> AsyncIterator[Database]:
    """Open each database for the whole module."""
    async with opened(module_url) as database:
        yield database


@pytest.fixture(scope="module")
async def reader(database: Database) -> Reader:
    """Give the reader of a project with many people."""
    database.activate()
    project_id = await make_project("indexed")
    people = [simple(f"p{number}", data=data_of(number)) for number in range(PEOPLE)]
    await store(database, project_id, people)
    return Reader(database, str(project_id), BOX)


@pytest.fixture(scope="module")
async def before(database: Database, reader: Reader) -> dict[str, Any]:
    """Give all answers without indexes, and then add these."""
    database.activate()
    answers = {name: await answer(reader, name) for name in [*FILTERS, *ORDERS]}
    for path, kind in INDEXES:
        assert await add(database, path, kind, lambda _sentence: None) is not None
    return answers


async def answer(reader: Reader, name: str) -> Any:
    """Answer a question: the first page, or all pages of an order, and the count."""
    if name in FILTERS:
        question = listing(FILTERS[name][1])
        return shown(await reader.page(question)), await reader.count(question.condition)
    pages = [await reader.page(listing(order_by=[ORDERS[name]], first=100))]
    while pages[-1].has_next:
        after = pages[-1].cursor(99)
        pages.append(await reader.page(listing(order_by=[ORDERS[name]], first=100, after=after)))
    return [shown(page) for page in pages]


def name_of(path: list[str]) -> str:
    """Give the name of the index on a path."""
    (kind,) = [kind for indexed, kind in INDEXES if indexed == path]
    return ProfileIndex(tuple(path), kind.letter).name


@pytest.mark.parametrize("name", FILTERS)
async def test_a_filter_uses_its_index(
    database: Database,
    reader: Reader,
    before: dict[str, Any],
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database.activate()
    path, filter_ = FILTERS[name]
    count, condition = before[name][1], listing(filter_).condition
    assert 0 < count < PEOPLE / 10
    assert await answer(reader, name) == before[name]
    (plan,) = await plans(database, monkeypatch, lambda: reader.count(condition))
    assert name_of(path) in plan


@pytest.mark.parametrize("name", ORDERS)
async def test_pages_in_order_are_read_along_the_index(
    database: Database,
    reader: Reader,
    before: dict[str, Any],
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database.activate()
    assert await answer(reader, name) == before[name]
    order = {"order_by": [ORDERS[name]]}
    first = listing(**order, first=50)
    # In the middle of those with a value, and of those without.
    cursors = [(await reader.page(listing(**order, **page))).cursor(0) for page in MIDDLES]
    for page in (
        first,
        listing(**order, first=50, after=cursors[0]),
        listing(**order, last=30, before=cursors[0]),
        listing(**order, last=50),
        listing(**order, first=50, after=cursors[1]),
        listing(**order, last=50, before=cursors[1]),
    ):
        read = partial(reader.page, page)
        found = await plans(database, monkeypatch, read)
        for plan in found:
            assert name_of(AGE) in plan
            assert is_in_order(plan)
        begins = any(BEGINS_AT_CURSOR[database.dialect].search(plan) for plan in found)
        assert begins == bool(page.arguments.after or page.arguments.before)


async def test_indexes_are_listed_and_dropped(database: Database, before: dict[str, Any]) -> None:
    database.activate()
    assert before
    listed = [ProfileIndex(tuple(path), kind.letter) for path, kind in sorted(INDEXES)]
    assert await all_indexes(database) == listed
    assert await add(database, AGE, Kind.STRING, lambda _: None) is None
    assert not await drop(database, AGE, Kind.DATE_TIME)
    assert await drop(database, VIP, Kind.BOOLEAN)
    assert not await drop(database, VIP, Kind.BOOLEAN)
    assert await all_indexes(database) == listed[:-1]
    assert await add(database, VIP, Kind.NUMBER, lambda _: None) is not None
    assert await all_indexes(database) == listed
