"""Reading users: by ID, a page, and counts.

Each statement is written once for the shape of its question (statements.py) and kept.
"""

from collections.abc import Sequence
from typing import Any

from core.sealing import SealedBox
from models.database import Database
from resolvers.directory.conditions import Condition, Operand
from resolvers.directory.keyset import Mark, Part, beyond, mark_of, parts_of
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
from resolvers.directory.shapes import shape_of
from resolvers.directory.statements import STATEMENTS, Bind, Draft, Inputs, Statement
from resolvers.records import UserRecord


class Reader:
    """Reads the users of one project."""

    def __init__(self, database: Database, project_id: str, box: SealedBox) -> None:
        self.scope = Scope(database, project_id, box)
        self._dialect = database.dialect

    async def by_ids(self, ids: Sequence[str]) -> dict[str, UserRecord]:
        """Find users by their IDs in one statement; those that are not here are left out."""
        rows = await self.rows_by_ids(ids, WHOLE)
        return {str(row[0]): UserRecord._make(row) for row in rows}

    async def rows_by_ids(self, ids: Sequence[str], projection: Projection) -> Sequence[Any]:
        """Find users by their IDs, in no order, and give the rows of a projection."""

        def write() -> Statement:
            draft, where = self.scope.begin()
            where.append(self.scope.grammar.member("u.id", bind_keys(draft)))
            return _select(draft, projection.select(), projection, where)

        statement = STATEMENTS.get((self._dialect, "by id", projection), write)
        return await self.scope.fetch(statement, Inputs(self.scope.project_id, keys=ids))

    async def page(
        self, listing: Listing, referrer: str | None = None, wanted: Wanted = EVERYTHING
    ) -> Page:
        """Read one page, of all users or of those whom one referrer brought.

        Raises:
            RequestError: BAD_USER_INPUT for wrong arguments of the page.
        """
        plan = Plan(self.scope, listing, wanted)
        inputs = plan.inputs(referrer)
        rows: list[Any] = []
        for statement in self._statements(plan, has_referrer=referrer is not None):
            missing = plan.window.size + 1 - len(rows)
            rows += await self.scope.search(statement, inputs._replace(limit=missing))
            if len(rows) > plan.window.size:
                break
        return plan.page(rows, await self._beyond(plan, inputs, is_empty=not rows))

    async def count(self, condition: Condition, referrer: str | None = None) -> int:
        """Count all users that match, or those of them whom one referrer brought."""
        operands: list[Operand] = []
        shape = shape_of(condition, operands)
        has_referrer = referrer is not None

        def write() -> Statement:
            draft, where = self._begin(condition, has_referrer=has_referrer)
            return draft.statement(f"SELECT count(*) FROM users u WHERE {' AND '.join(where)}")

        statement = STATEMENTS.get((self._dialect, "count", shape, has_referrer), write)
        inputs = Inputs(self.scope.project_id, operands, referrer=referrer)
        (row,) = await self.scope.search(statement, inputs)
        return int(row[0])

    def _statements(self, plan: Plan, *, has_referrer: bool) -> Sequence[Statement]:
        """Give the statements that read a page, to be run until there are enough rows."""
        shape = (self._dialect, "page", plan.shape, plan.window.shape, plan.wanted, has_referrer)

        def write() -> list[Statement]:
            parts = parts_of(plan.keys, plan.window)
            written = [self._write(plan, part, has_referrer=has_referrer) for part in parts]
            return [statement for statement in written if statement is not None]

        statements: list[Statement] = STATEMENTS.get(shape, write)
        return statements

    def _write(self, plan: Plan, part: Part, *, has_referrer: bool) -> Statement | None:
        draft, where = self._begin(plan.condition, has_referrer=has_referrer)
        within = part.conditions(plan.window, draft)
        if within is None:
            return None
        order_by = part.order_by(backwards=plan.window.backwards)
        tail = f" ORDER BY {order_by} LIMIT {draft.bind(lambda inputs: inputs.limit)}"
        if plan.window.offset:
            tail += f" OFFSET {draft.bind(lambda inputs: inputs.offset)}"
        return _select(draft, plan.columns, plan.wanted.projection, where + within, tail)

    async def _beyond(self, plan: Plan, inputs: Inputs, *, is_empty: bool) -> Beyond:
        window = plan.window
        if not plan.wanted.beyond:
            return NOTHING_BEYOND
        start = end = False
        if window.after is not None:
            start = await self._exists(plan, inputs, mark_of("after", window.after), -1)
        if window.before is not None:
            end = await self._exists(plan, inputs, mark_of("before", window.before), 1)
        if window.offset:
            start = not is_empty or await self._exists(plan, inputs, None, 0)
        return Beyond(start, end)

    async def _exists(self, plan: Plan, inputs: Inputs, mark: Mark | None, side: int) -> bool:
        """Tell whether a user stands at a mark or on the side of it that is not read."""
        has_referrer = inputs.referrer is not None

        def write() -> Statement:
            draft, where = self._begin(plan.condition, has_referrer=has_referrer)
            if mark is not None:
                where.append(not_beyond(plan, mark, side, draft))
            return draft.statement(f"SELECT 1 FROM users u WHERE {' AND '.join(where)} LIMIT 1")

        shape = (self._dialect, "exists", plan.shape, plan.window.shape, side, has_referrer)
        return bool(await self.scope.search(STATEMENTS.get(shape, write), inputs))

    def _begin(self, condition: Condition, *, has_referrer: bool) -> tuple[Draft, list[str]]:
        draft, where = self.scope.begin(condition)
        if has_referrer:
            where.append(f"u.referred_by_id = {draft.bind(lambda inputs: inputs.referrer)}")
        return draft, where


def not_beyond(plan: Plan, mark: Mark, side: int, draft: Draft) -> str:
    """Give the condition for users at a mark, or before it (side -1) or after it (side 1)."""
    return f"NOT COALESCE({beyond(plan.keys, mark, draft, backwards=side > 0)}, FALSE)"


def _select(
    draft: Draft,
    columns: Sequence[str],
    projection: Projection,
    where: Sequence[str],
    tail: str = "",
) -> Statement:
    source = f"users u{projection.joins()}"
    text = f"SELECT {', '.join(columns)} FROM {source} WHERE {' AND '.join(where)}{tail}"
    return draft.statement(text)


def bind_keys(draft: Draft) -> Bind:
    """Give the way to bind the keys that are looked for."""
    return lambda encode: draft.bind(lambda inputs: encode(inputs.keys))
