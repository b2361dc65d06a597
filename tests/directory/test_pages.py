"""Pages walk a list without gaps or repeats, in every way, and also while the list changes."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ids import Prefix, encode
from core.sealing import Sealer
from models.database import opened
from resolvers.directory.reader import Reader
from tests.directory.people import key_of, listing, make_project, shown, store
from tests.directory.reference import Person, ordered
from tests.directory.strategies import MAX_PEOPLE, populations, user_orders

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from models.database import Database
    from resolvers.directory.listing import Page

pytestmark = pytest.mark.anyio

BOX = Sealer("a secret for tests, long enough for all purposes").for_purpose("cursors")
Orders = list[dict[str, Any]]


class List:
    """One list of a project, read page by page."""

    def __init__(self, database: Database, project_id: UUID, orders: Orders) -> None:
        self.database = database
        self.project_id = project_id
        self.orders = orders

    async def page(self, **arguments: Any) -> Page:
        """Read a page."""
        reader = Reader(self.database, str(self.project_id), BOX)
        return await reader.page(listing({}, self.orders, **arguments))

    async def insert(self, people: Sequence[Person]) -> None:
        """Add users."""
        await store(self.database, self.project_id, people)

    async def delete(self, people: Sequence[Person]) -> None:
        """Take users away."""
        for person in people:
            sql = f"DELETE FROM users WHERE id = '{key_of(person)}'"
            await self.database.connection.execute_query(sql)


@pytest.fixture(scope="module")
async def database(module_url: str) -> AsyncIterator[Database]:
    """Open the database that the module's tests share."""
    async with opened(module_url) as found:
        yield found


@asynccontextmanager
async def listed(
    database: Database, people: Sequence[Person], orders: Orders
) -> AsyncIterator[List]:
    """Have people in a project of their own, and take all of them away at the end."""
    database.activate()
    project_id = await make_project(encode(Prefix.PROJECT, UUID(int=next(NUMBERS))))
    found = List(database, project_id, orders)
    await found.insert(people)
    try:
        yield found
    finally:
        await database.connection.execute_query(
            f"DELETE FROM users WHERE project_id = '{project_id}'"
        )


NUMBERS = iter(range(1, 10**9))


async def walk(whole: List, way: str, size: int) -> list[str]:
    """Read a list to its end in one way, and look that every page tells what lies beyond it."""
    seen: list[str] = []
    arguments: dict[str, Any] = {"last" if way == "before" else "first": size}
    while True:
        page = await whole.page(**arguments)
        ids, before, after = shown(page)
        behind, ahead = (after, before) if way == "before" else (before, after)
        assert behind == bool(seen)
        seen = [*ids, *seen] if way == "before" else [*seen, *ids]
        if not ahead:
            return seen
        assert len(ids) == size
        edge = 0 if way == "before" else size - 1
        arguments[way] = len(seen) if way == "offset" else page.cursor(edge)


@settings(max_examples=60, deadline=None)
@given(people=populations(), orders=user_orders, size=st.integers(1, 4))
async def test_all_ways_through_a_list_give_the_same(
    database: Database, people: list[Person], orders: Orders, size: int
) -> None:
    expected = [person.values["id"] for person in ordered(people, orders)]
    async with listed(database, people, orders) as whole:
        for way in ("after", "before", "offset"):
            assert await walk(whole, way, size) == expected


FATES = st.sampled_from(["stands", "comes", "goes"])


# All is drawn beforehand: what Hypothesis raises within `data.draw` would end anyio's runner.
@settings(max_examples=60, deadline=None)
@given(
    people=populations(),
    orders=user_orders,
    size=st.integers(1, 2),
    fates=st.lists(FATES, min_size=MAX_PEOPLE, max_size=MAX_PEOPLE),
    backwards=st.booleans(),
)
async def test_a_walk_meets_every_standing_user_once_while_others_come_and_go(  # noqa: PLR0913, PLR0917
    database: Database,
    people: list[Person],
    orders: Orders,
    size: int,
    fates: list[str],
    backwards: bool,  # noqa: FBT001
) -> None:
    for person in people:
        person.referrer, person.referrals = None, 0
    told = list(zip(people, fates, strict=False))
    coming = [person for person, its in told if its == "comes"]
    going = [person for person, its in told if its == "goes"]
    standing = [person for person, its in told if its == "stands"]
    first = [person for person in people if person not in coming]

    async with listed(database, first, orders) as whole:
        seen: list[str] = []
        arguments: dict[str, Any] = {"last" if backwards else "first": size}
        while True:
            page = await whole.page(**arguments)
            ids, before, after = shown(page)
            seen = [*ids, *seen] if backwards else [*seen, *ids]
            if coming:
                await whole.insert([coming.pop()])
            if going:
                await whole.delete([going.pop()])
            if not (before if backwards else after):
                break
            arguments["before" if backwards else "after"] = page.cursor(0 if backwards else -1)

    assert len(seen) == len(set(seen))
    place = {person.values["id"]: n for n, person in enumerate(ordered(people, orders))}
    assert [place[one] for one in seen] == sorted(place[one] for one in seen)
    assert {person.values["id"] for person in standing} <= set(seen)
