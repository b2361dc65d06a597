"""Reading users: by ID, a page, and counts.

Each statement is written once for the shape of its question (statements.py) and kept.
"""

from collections.abc import Sequence
from typing import Any

from core.sealing import SealedBox
from models.database import Database, Dialect
from resolvers.directory.conditions import Condition
from resolvers.directory.keyset import Part, parts_of
from resolvers.directory.listing import (
    EVERYTHING,
    WHOLE,
    Beyond,
    Listing,
    Page,
    Plan,
    Wanted,
)
from resolvers.directory.paging import Window
from resolvers.directory.projection import Projection
from resolvers.directory.scope import Scope
from resolvers.directory.search import narrowed
from resolvers.directory.shapes import Prepared, prepared
from resolvers.directory.statements import STATEMENTS, Bind, Draft, Inputs, Statement
from resolvers.records import UserRecord

NEXT = Wanted(Projection(("id",)), cursors=False, previous=False, next=False)
"""What tells that there is somebody."""
ALL = Window(1, backwards=False, after=None, before=None, offset=0)


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
        plan = await self._narrowed(Plan(self.scope, listing, wanted))
        inputs = plan.inputs(referrer)
        rows: list[Any] = []
        asked = self._statements(plan, plan.window, wanted, has_referrer=referrer is not None)
        for statement in asked:
            rows += await self.scope.search(statement, inputs)
            if len(rows) > plan.window.size:
                break
            inputs = inputs._replace(limit=plan.window.size + 1 - len(rows))
        return plan.page(rows, await self._beyond(plan, inputs, is_empty=not rows))

    async def count(
        self, condition: Condition, referrer: str | None = None, known: Prepared | None = None
    ) -> int:
        """Count all users that match, or those of them whom one referrer brought.

        `known` is the shape of the condition with its operands, where they are known already.
        """
        shape, operands = known or prepared(condition)
        if self._dialect is Dialect.SQLITE:
            known = (shape, operands)
            condition, (shape, operands) = await narrowed(self.scope.database, condition, known)
        has_referrer = referrer is not None

        def write() -> Statement:
            draft, where = self._begin(condition, has_referrer=has_referrer)
            return draft.statement(f"SELECT count(*) FROM users u WHERE {' AND '.join(where)}")

        statement = STATEMENTS.get((self._dialect, "count", shape, has_referrer), write)
        inputs = Inputs(self.scope.project_id, operands, referrer=referrer)
        (row,) = await self.scope.search(statement, inputs)
        return int(row[0])

    async def _narrowed(self, plan: Plan) -> Plan:
        """Use an index for searching within texts, where there is one that SQLite must be told."""
        if self._dialect is not Dialect.SQLITE:
            return plan
        known = (plan.shape[1], plan.operands)
        condition, known = await narrowed(self.scope.database, plan.condition, known)
        return plan if condition is plan.condition else plan.narrowed_to(condition, known)

    def _statements(
        self, plan: Plan, window: Window, wanted: Wanted, *, has_referrer: bool
    ) -> Sequence[Statement]:
        """Give the statements that read a window, to be run until there are enough rows."""
        shape = (self._dialect, "page", plan.shape, window.shape, wanted, has_referrer)

        def write() -> list[Statement]:
            asked = (
                self._write(plan, part, window, wanted, has_referrer=has_referrer)
                for part in parts_of(plan.keys, window)
            )
            return [statement for statement in asked if statement is not None]

        statements: list[Statement] = STATEMENTS.get(shape, write)
        return statements

    def _write(
        self, plan: Plan, part: Part, window: Window, wanted: Wanted, *, has_referrer: bool
    ) -> Statement | None:
        draft, where = self._begin(plan.condition, has_referrer=has_referrer)
        within = part.conditions(window, draft)
        if within is None:
            return None
        order_by = part.order_by(backwards=window.backwards)
        tail = f" ORDER BY {order_by} LIMIT {draft.bind(lambda inputs: inputs.limit)}"
        if window.offset:
            tail += f" OFFSET {draft.bind(lambda inputs: inputs.offset)}"
        return _select(draft, plan.columns(wanted), wanted.projection, where + within, tail)

    async def _beyond(self, plan: Plan, inputs: Inputs, *, is_empty: bool) -> Beyond:
        has_start = has_end = False
        start, end = plan.window.outside()
        if plan.wanted.previous and start is not None:
            has_start = await self._is_any(plan, inputs, start)
        if plan.wanted.next and end is not None:
            has_end = await self._is_any(plan, inputs, end)
        if plan.wanted.previous and plan.window.offset:
            has_start = not is_empty or await self._is_any(plan, inputs, ALL)
        return Beyond(has_start, has_end)

    async def _is_any(self, plan: Plan, inputs: Inputs, window: Window) -> bool:
        """Tell whether there is a user in a window, by reading the first one as a page is read."""
        inputs = inputs._replace(after=window.after or (), before=window.before or (), limit=1)
        has_referrer = inputs.referrer is not None
        for statement in self._statements(plan, window, NEXT, has_referrer=has_referrer):
            if await self.scope.search(statement, inputs):
                return True
        return False

    def _begin(self, condition: Condition, *, has_referrer: bool) -> tuple[Draft, list[str]]:
        draft, where = self.scope.begin(condition)
        if has_referrer:
            where.append(f"u.referred_by_id = {draft.bind(lambda inputs: inputs.referrer)}")
        return draft, where


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
