"""Searching within texts gives the same answers with an index as without, whatever is stored."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.sealing import Sealer
from core.text import fold
from models.database import Database, Dialect, opened, transaction
from resolvers.directory.fields import FIELDS
from resolvers.directory.reader import Reader
from resolvers.directory.search_indexes import (
    add_search_index,
    all_search_indexes,
    drop_search_index,
)
from tests.directory.people import key_of, listing, make_project, shown, store
from tests.directory.reference import Person, matches
from tests.directory.simple import simple, statements
from tests.directory.strategies import TEXTS, storable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hypothesis.strategies import DrawFn

pytestmark = pytest.mark.anyio

BOX = Sealer("a secret for tests, long enough for all purposes").for_purpose("cursors")
NAME = FIELDS["name"]
LOOKUP = "u.id IN (SELECT value FROM json_each"
"""Stands in a statement that reads only candidates."""
OPERATORS = ["contains", "icontains", "endsWith"]
pieces = st.sampled_from([*TEXTS, "OR", "NOT", "AND", "*", "^", ":", "\n", "ﬃ"])
names = st.none() | st.lists(pieces, max_size=6).map("".join) | st.text(storable, max_size=6)


class Enough(Exception):  # noqa: N818 -- it is no error
    """Rolls a transaction back."""


@st.composite
def stories(draw: DrawFn) -> tuple[list[str | None], list[str | None], list[dict[str, Any]]]:
    """Draw names, the names that the first two take later, and what is searched for."""
    first = draw(st.lists(names, min_size=5, max_size=5))
    later = draw(st.lists(names, min_size=2, max_size=2))
    known = st.sampled_from([*filter(None, first + later), "abc"])
    return first, later, [_search(draw, draw(known)) for _ in range(4)]


def _search(draw: DrawFn, text: str) -> dict[str, Any]:
    """Draw a filter by a part of a text, in one case or another."""
    start = draw(st.integers(0, len(text) - 1))
    part = text[start : start + draw(st.integers(1, 6))]
    operand = draw(st.sampled_from([part, part.upper(), part.lower(), text[start:]]))
    return {"name": {draw(st.sampled_from(OPERATORS)): operand}}


@pytest.fixture(scope="module")
async def database(module_sqlite_url: str) -> AsyncIterator[Database]:
    """Open a SQLite database where names have a search index."""
    async with opened(module_sqlite_url) as database:
        assert await add_search_index(database, NAME, lambda _sentence: None)
        yield database


@pytest.fixture(scope="module")
async def reader(database: Database) -> Reader:
    """Give the reader of an empty project."""
    database.activate()
    return Reader(database, str(await make_project("searched")), BOX)


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(story=stories())
async def test_the_index_narrows_and_the_filter_decides(
    database: Database, reader: Reader, story: Any
) -> None:
    database.activate()
    first, later, filters = story
    people = [simple(f"p{number}", name=name) for number, name in enumerate(first)]
    with suppress(Enough):
        async with transaction():
            await store(database, UUID(reader.scope.project_id), people)
            await _check(reader, people, filters[:2])
            await _rename(database, people[:2], later)
            await _delete(database, people.pop())
            await _check(reader, people, filters)
            raise Enough


async def _check(reader: Reader, people: list[Person], filters: list[Any]) -> None:
    for asked in [*filters, *({"not": filter_} for filter_ in filters)]:
        expected = {one.values["id"] for one in people if matches(asked, one)}
        found, *_ = shown(await reader.page(listing(asked)))
        assert set(found) == expected
        assert await reader.count(listing(asked).condition) == len(expected) == len(found)


async def _rename(database: Database, people: list[Person], new: list[str | None]) -> None:
    sql = "UPDATE users SET name = ?, name_folded = ? WHERE id = ?"
    for person, name in zip(people, new, strict=False):
        person.values["name"] = name
        values = [name, None if name is None else fold(name), key_of(person)]
        await database.connection.execute_query(sql, values)


async def _delete(database: Database, person: Person) -> None:
    await database.connection.execute_query("DELETE FROM users WHERE id = ?", [key_of(person)])


@pytest.fixture
async def crowd(database_url: str) -> AsyncIterator[Reader]:
    """Give the reader of 1,500 users, of whom some 100 are of one family."""
    async with opened(database_url) as database:
        project_id = await make_project("crowd")
        people = [simple(f"p{n}", name=f'Name{n} "Family" {n % 15}.') for n in range(1_500)]
        await store(database, project_id, people)
        yield Reader(database, str(project_id), BOX)


async def test_few_candidates_are_looked_up_and_many_are_not(
    crowd: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {"and": [{"name": {"icontains": '"FAMILY" 7.'}}, {"isActive": {"eq": True}}]}
    many = {"and": [{"name": {"contains": "Family"}}, {"isActive": {"eq": True}}]}
    for filter_, count, lookups in ((few, 100, 4), (many, 1_500, 0)):
        whole = shown(await crowd.page(listing(filter_, first=100)))
        start = (await crowd.page(listing(filter_, first=60))).cursor(59)
        await _add_if_possible(crowd.scope.database)
        with statements(monkeypatch) as noted:
            assert shown(await crowd.page(listing(filter_, first=100))) == whole
            rest = await crowd.page(listing(filter_, first=40, after=start))
            assert shown(rest) == (whole[0][60:], True, count > 100)
            assert await crowd.count(listing(filter_).condition) == count
        is_sqlite = crowd.scope.database.dialect is Dialect.SQLITE
        assert sum(LOOKUP in sql for sql in noted) == (lookups if is_sqlite else 0)
        await _drop(crowd.scope.database)


@pytest.mark.parametrize(
    "filter_",
    [
        {"name": {"contains": "Fa"}},
        {"not": {"name": {"contains": "Family"}}},
        {"or": [{"name": {"contains": "Name77"}}, {"isActive": {"eq": False}}]},
        {"referredBy": {"name": {"contains": "Name77"}}},
        {"city": {"contains": "Name77"}},
    ],
    ids=str,
)
async def test_what_an_index_does_not_answer(
    crowd: Reader, filter_: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    await _add_if_possible(crowd.scope.database)
    with statements(monkeypatch) as noted:
        await crowd.page(listing(filter_))
    await _drop(crowd.scope.database)
    assert noted
    assert not any(LOOKUP in sql for sql in noted)


async def test_an_index_comes_and_goes_while_a_list_is_read(crowd: Reader) -> None:
    database = crowd.scope.database
    filter_ = {"name": {"endsWith": " 7."}}
    whole, *_ = shown(await crowd.page(listing(filter_, first=100)))
    read, after = [], None
    for change in (_add_if_possible, _drop, _add_if_possible, _drop):
        page = await crowd.page(listing(filter_, first=25, after=after))
        read += shown(page)[0]
        after = page.cursor(24)
        await change(database)
        assert await crowd.count(listing(filter_).condition) == 100
    assert read == whole
    assert await all_search_indexes(database) == []


async def _add_if_possible(database: Database) -> None:
    if database.dialect is Dialect.SQLITE:
        assert await add_search_index(database, NAME, lambda _sentence: None)
        assert await all_search_indexes(database) == [NAME]
        assert not await add_search_index(database, NAME, lambda _sentence: None)


async def _drop(database: Database) -> None:
    assert await drop_search_index(database, NAME) == (database.dialect is Dialect.SQLITE)
