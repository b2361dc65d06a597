"""Reading users: by ID, a page, and counts."""

from collections.abc import Sequence
from typing import Any

from core.sealing import SealedBox
from models.database import Database
from resolvers.directory.conditions import Condition
from resolvers.directory.cursors import Position
from resolvers.directory.grammar import Statement
from resolvers.directory.keyset import Part, beyond, parts_of
from resolvers.directory.listing import (
    EVERYTHING,
    NOTHING_BEYOND,
    WHOLE,
    Beyond,
    Listing,
    Page,
    Plan,
    Wanted,
)
from resolvers.directory.projection import Projection
from resolvers.directory.scope import Scope
from resolvers.records import UserRecord


class Reader:
    """Reads the users of one project."""

    def __init__(self, database: Database, project_id: str, box: SealedBox) -> None:
        self.scope = Scope(database, project_id, box)

    async def by_ids(self, ids: Sequence[str]) -> dict[str, UserRecord]:
        """Find users by their IDs in one statement; those that are not here are left out."""
        rows = await self.rows_by_ids(ids, WHOLE)
        return {str(row[0]): UserRecord._make(row) for row in rows}

    async def rows_by_ids(self, ids: Sequence[str], projection: Projection) -> Sequence[Any]:
        """Find users by their IDs, in no order, and give the rows of a projection."""
        statement, where = self.scope.begin()
        where.append(self.scope.grammar.member("u.id", ids, statement))
        columns = ", ".join(projection.select())
        sql = f"SELECT {columns} FROM users u{projection.joins()} WHERE {' AND '.join(where)}"
        return await self.scope.database.fetch(sql, statement.values)

    async def page(
        self, listing: Listing, referrer: str | None = None, wanted: Wanted = EVERYTHING
    ) -> Page:
        """Read one page, of all users or of those whom one referrer brought.

        Raises:
            RequestError: BAD_USER_INPUT for wrong arguments of the page.
        """
        plan = Plan(self.scope, listing, wanted)
        rows: list[Any] = []
        for part in parts_of(plan.keys, plan.window):
            rows += await self._read(plan, part, referrer, plan.window.size + 1 - len(rows))
            if len(rows) > plan.window.size:
                break
        around = await self._beyond(plan, referrer, is_empty=not rows)
        return plan.page(rows, around)

    async def count(self, condition: Condition, referrer: str | None = None) -> int:
        """Count all users that match, or those of them whom one referrer brought."""
        statement, where = self.scope.begin(condition)
        if referrer is not None:
            where.append(f"u.referred_by_id = {statement.bind(referrer)}")
        sql = f"SELECT count(*) FROM users u WHERE {' AND '.join(where)}"
        (row,) = await self.scope.database.fetch(sql, statement.values)
        return int(row[0])

    async def _read(
        self, plan: Plan, part: Part, referrer: str | None, count: int
    ) -> Sequence[Any]:
        statement, where = self._begin(plan, referrer)
        within = part.conditions(plan.window, statement)
        if within is None:
            return ()
        order_by = part.order_by(backwards=plan.window.backwards)
        sql = (
            f"SELECT {', '.join(plan.columns)} FROM {plan.source}"
            f" WHERE {' AND '.join(where + within)}"
            f" ORDER BY {order_by} LIMIT {statement.bind(count)}"
        )
        if plan.window.offset:
            sql += f" OFFSET {statement.bind(plan.window.offset)}"
        return await self.scope.database.fetch(sql, statement.values)

    async def _beyond(self, plan: Plan, referrer: str | None, *, is_empty: bool) -> Beyond:
        window = plan.window
        if not plan.wanted.beyond:
            return NOTHING_BEYOND
        start = window.after is not None and await self._exists(plan, referrer, window.after, -1)
        end = window.before is not None and await self._exists(plan, referrer, window.before, 1)
        if window.offset:
            start = not is_empty or await self._exists(plan, referrer, None, 0)
        return Beyond(start, end)

    async def _exists(
        self, plan: Plan, referrer: str | None, position: Position | None, side: int
    ) -> bool:
        """Tell whether a user stands at a position or on the side of it that is not read."""
        statement, where = self._begin(plan, referrer)
        if position is not None:
            where.append(not_beyond(plan, position, side, statement))
        sql = f"SELECT 1 FROM users u WHERE {' AND '.join(where)} LIMIT 1"
        return bool(await self.scope.database.fetch(sql, statement.values))

    def _begin(self, plan: Plan, referrer: str | None) -> tuple[Statement, list[str]]:
        statement, where = self.scope.begin(plan.condition)
        if referrer is not None:
            where.append(f"u.referred_by_id = {statement.bind(referrer)}")
        return statement, where


def not_beyond(plan: Plan, position: Position, side: int, statement: Statement) -> str:
    """Give the condition for users at a position, or before it (side -1) or after it (side 1)."""
    strictly = beyond(plan.keys, position, statement, backwards=side > 0)
    return f"NOT COALESCE({strictly}, 1 = 0)"
