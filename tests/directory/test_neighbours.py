"""Whether a list goes on beyond a page is read along an index, however long the list is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from core.sealing import Sealer
from models.database import Database, opened
from resolvers.directory.reader import Reader
from tests.directory.people import listing, make_project, store
from tests.directory.plans import is_in_order, plans
from tests.directory.simple import simple

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.anyio

PEOPLE = 3_000
BOX = Sealer("a secret for tests, long enough for all purposes").for_purpose("cursors")
ORDERS: dict[str, list[dict[str, Any]]] = {
    "newest first": [],
    "ID upwards": [{"field": "ID", "direction": "ASC"}],
    "ID downwards": [{"field": "ID", "direction": "DESC"}],
    "address": [{"field": "EMAIL", "direction": "ASC"}],
    "a key that can be missing": [{"field": "CITY", "direction": "ASC"}],
    "the same downwards": [{"field": "CITY", "direction": "DESC"}],
    "top referrers": [{"field": "REFERRAL_COUNT", "direction": "DESC"}],
}


@pytest.fixture(scope="module")
async def database(module_url: str) -> AsyncIterator[Database]:
    """Open each database for the whole module."""
    async with opened(module_url) as database:
        yield database


@pytest.fixture(scope="module")
async def reader(database: Database) -> Reader:
    """Give the reader of a project with many people; every 5th has no city."""
    database.activate()
    project_id = await make_project("neighbours")
    cities = [None if n % 5 == 0 else f"City {n % 700:03}" for n in range(PEOPLE)]
    people = [simple(f"p{n}", city=city) for n, city in enumerate(cities)]
    await store(database, project_id, people)
    await database.connection.execute_script("ANALYZE")
    return Reader(database, str(project_id), BOX)


@pytest.mark.parametrize("name", ORDERS)
async def test_neighbours_are_found_in_order(
    database: Database, reader: Reader, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.activate()
    order = {"order_by": ORDERS[name]}
    middle = await reader.page(listing(**order, first=1, offset=PEOPLE // 2))
    cursor = middle.cursor(0)
    for page in (listing(**order, first=5, after=cursor), listing(**order, last=5, before=cursor)):
        found = await plans(database, monkeypatch, partial(reader.page, page))
        assert len(found) >= 2
        for plan in found:
            assert is_in_order(plan), plan
        read = await reader.page(page)
        assert (read.has_previous, read.has_next) == (True, True)
