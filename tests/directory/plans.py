"""How a database reads: the plans of the statements by which the directory searches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.database import Database, Dialect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    import pytest


async def plans(
    database: Database, monkeypatch: pytest.MonkeyPatch, work: Callable[[], Awaitable[Any]]
) -> list[str]:
    """Do some work, and give the plan of each search in it."""
    searches: list[tuple[str, Sequence[Any]]] = []
    search = Database.search

    async def noting(self: Database, sql: str, values: Sequence[Any] = ()) -> Any:
        searches.append((sql, values))
        return await search(self, sql, values)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "search", noting)
        await work()
    return [await plan(database, sql, values) for sql, values in searches]


async def plan(database: Database, sql: str, values: Sequence[Any]) -> str:
    """Give the plan of a statement, a line for each step."""
    is_sqlite = database.dialect is Dialect.SQLITE
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN (COSTS off)"
    rows = await database.fetch(f"{explain} {sql}", values)
    return "\n".join(str(row[-1 if is_sqlite else 0]) for row in rows)


def is_in_order(plan: str) -> bool:
    """Tell whether rows come as they stand in an index: none are sorted, and not all are read."""
    steps = plan.splitlines()
    return not any(
        "Sort" in step or "TEMP B-TREE" in step or "Seq Scan" in step or step.startswith("SCAN")
        for step in steps
    )
