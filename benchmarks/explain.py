"""`python -m benchmarks.explain`: how both databases read five typical lists, into docs/queries.md.

The plans stand between two marks; what stands around them is written by hand.
"""

import asyncio
import logging
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.databases import Seeded, prepare
from core.logs import configure
from core.sealing import Sealer
from models.database import Database, Dialect, opened
from resolvers.directory.indexes import Kind, add
from resolvers.directory.listing import Listing
from resolvers.directory.reader import Reader
from resolvers.projects import find_project
from tests.cluster import start_cluster
from tests.databases import new_database
from tests.directory.people import listing

DOCUMENT = Path(__file__).parents[1] / "docs" / "queries.md"
BEGIN, END = "<!-- plans: begin -->\n", "<!-- plans: end -->\n"
USERS = 100_000
NAMES = {Dialect.SQLITE: "SQLite", Dialect.POSTGRES: "PostgreSQL"}
BOX = Sealer("the secret of lists that are read once").for_purpose("cursors")


@dataclass(frozen=True, slots=True)
class Query:
    """A list, as the arguments of `users`, and what is to be said about its plans."""

    title: str
    arguments: str
    remark: str
    filter_: Any = None
    orders: Sequence[Any] = ()
    is_later_page: bool = False


QUERIES = (
    Query(
        "The newest users of a city",
        'filter: {city: {eq: "City 7"}, data: [{path: ["plan"], is: {string: {eq: "pro"}}}]},'
        " first: 20",
        "The index has the users of each city newest first, so reading ends with the page; what the"
        " index does not know (`plan`) is compared on the way.",
        {"city": {"eq": "City 7"}, "data": [{"path": ["plan"], "is": {"string": {"eq": "pro"}}}]},
    ),
    Query(
        "A later page by name",
        "orderBy: [{field: NAME}], first: 20, after: …",
        "The index is entered at the cursor's place: page 10,000 costs what page 1 costs.",
        orders=[{"field": "NAME"}],
        is_later_page=True,
    ),
    Query(
        "A range of an indexed profile key, in its order",
        'filter: {data: [{path: ["age"], is: {number: {gte: 30, lte: 35}}}]},'
        ' orderBy: [{data: ["age"]}], first: 20',
        "`index add age number` made the index; filter and order are one range of it.",
        {"data": [{"path": ["age"], "is": {"number": {"gte": 30, "lte": 35}}}]},
        [{"data": ["age"]}],
    ),
    Query(
        "Whom somebody brought",
        'filter: {referredBy: {email: {eq: "user77@example.com"}}}, first: 20',
        "First the referrer by address, then the users brought, both by index.",
        {"referredBy": {"email": {"eq": "user77@example.com"}}},
    ),
    Query(
        "The top referrers",
        "orderBy: [{field: REFERRAL_COUNT, direction: DESC}], first: 20",
        "The count is kept in a column by triggers (docs/adr/0009), so this is an index read from"
        " its end.",
        orders=[{"field": "REFERRAL_COUNT", "direction": "DESC"}],
    ),
)


async def main() -> None:
    """Write the plans of both databases into the document."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = start_cluster()
        try:
            urls = (f"sqlite://{folder}/explain.db", await new_database(cluster.url))
            found = [await _explained(await prepare(url, USERS)) for url in urls]
        finally:
            cluster.stop()
    sections = "\n".join(
        _section(query, [plans[place] for plans in found]) for place, query in enumerate(QUERIES)
    )
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{sections}\n{END}{rest.partition(END)[2]}")


async def _explained(seeded: Seeded) -> list[str]:
    async with opened(seeded.url) as database:
        await add(database, ("age",), Kind.NUMBER, lambda _sentence: None)
        reader = Reader(database, str((await find_project("default")).id), BOX)
        return [await _plan(database, reader, query) for query in QUERIES]


async def _plan(database: Database, reader: Reader, query: Query) -> str:
    asked = listing(query.filter_, query.orders, first=20)
    if query.is_later_page:
        middle = await reader.page(listing(query.filter_, query.orders, offset=USERS // 2))
        asked = listing(query.filter_, query.orders, first=20, after=middle.cursor(0))
    sql, values = await _first_search(database, reader, asked)
    how = "QUERY PLAN" if database.dialect is Dialect.SQLITE else "(COSTS off)"
    rows = await database.fetch(f"EXPLAIN {how} {sql}", values)
    lines = (str(row[-1]) for row in rows)
    return re.sub(r"'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'::uuid", "…", "\n".join(lines))


async def _first_search(
    database: Database, reader: Reader, asked: Listing
) -> tuple[str, Sequence[Any]]:
    searches: list[tuple[str, Sequence[Any]]] = []
    search = database.search

    async def noting(sql: str, values: Sequence[Any] = ()) -> Any:
        searches.append((sql, values))
        return await search(sql, values)

    database.search = noting  # type: ignore[method-assign]
    await reader.page(asked)
    database.search = search  # type: ignore[method-assign]
    return searches[0]


def _section(query: Query, plans: Sequence[str]) -> str:
    head = f"### {query.title}\n\n```graphql\nusers({query.arguments}) {{ … }}\n```\n\n"
    blocks = (
        f"{name}:\n\n```\n{plan}\n```\n" for name, plan in zip(NAMES.values(), plans, strict=True)
    )
    return f"{head}{query.remark}\n\n" + "\n".join(blocks)


if __name__ == "__main__":
    configure("text")
    logging.disable(logging.INFO)
    asyncio.run(main())
