"""Reading users: by ID, a page, and counts; every statement is scoped to one project here."""

from collections.abc import Sequence

from core.sealing import SealedBox
from models.database import Database
from resolvers.directory.conditions import And, Compare, Condition, Operator
from resolvers.directory.cursors import Position
from resolvers.directory.fields import REFERRED_BY_ID
from resolvers.directory.filtering import Filtering
from resolvers.directory.grammar import GRAMMARS, Statement
from resolvers.directory.listing import COLUMNS, Beyond, Listing, Page, Plan
from resolvers.directory.paging import beyond
from resolvers.records import UserRecord


class Reader:
    """Reads the users of one project."""

    def __init__(self, database: Database, project_id: str, box: SealedBox) -> None:
        self.database = database
        self.project_id = project_id
        self.box = box
        self.grammar = GRAMMARS[database.dialect]

    async def by_ids(self, ids: Sequence[str]) -> dict[str, UserRecord]:
        """Find users by their IDs in one statement; those that are not here are left out."""
        statement = Statement(self.grammar)
        scope = f"u.project_id = {statement.bind(self.project_id)}"
        member = self.grammar.member("u.id", ids, statement)
        sql = f"SELECT {COLUMNS} FROM users u WHERE {scope} AND {member}"
        rows = await self.database.fetch(sql, statement.values)
        return {str(row[0]): UserRecord._make(row) for row in rows}

    async def page(self, listing: Listing, referrer: str | None = None) -> Page:
        """Read one page, of all users or of those whom one referrer brought."""
        plan = self.plan(listing)
        statement, filtering = plan.begin()
        where = [plan.scope(statement)]
        if referrer is not None:
            where.append(f"u.referred_by_id = {statement.bind(referrer)}")
        where += plan.within(statement, filtering)
        limit = statement.bind(plan.window.size + 1)
        offset = statement.bind(plan.window.offset)
        sql = (
            f"SELECT {plan.selected} FROM users u WHERE {' AND '.join(where)}"
            f" ORDER BY {plan.order_by} LIMIT {limit} OFFSET {offset}"
        )
        rows = await self.database.fetch(sql, statement.values)
        return plan.page(rows, await self._beyond(plan, referrer, is_empty=not rows))

    async def count(self, condition: Condition, referrer: str | None = None) -> int:
        """Count all users that match, or those of them whom one referrer brought."""
        statement = Statement(self.grammar)
        scope = f"u.project_id = {statement.bind(self.project_id)}"
        if referrer is not None:
            condition = And((Compare(REFERRED_BY_ID, Operator.EQ, referrer), condition))
        matches = Filtering(statement, self.project_id).where(condition)
        sql = f"SELECT count(*) FROM users u WHERE {scope} AND {matches}"
        (row,) = await self.database.fetch(sql, statement.values)
        return int(row[0])

    def plan(self, listing: Listing) -> Plan:
        """Work out a listing.

        Raises:
            RequestError: BAD_USER_INPUT for wrong arguments of the page.
        """
        return Plan(self.box, self.database, self.project_id, listing)

    async def _beyond(self, plan: Plan, referrer: str | None, *, is_empty: bool) -> Beyond:
        window = plan.window
        start = window.after is not None and await self._exists(plan, referrer, window.after, -1)
        end = window.before is not None and await self._exists(plan, referrer, window.before, 1)
        if window.offset:
            start = not is_empty or await self._exists(plan, referrer, None, 0)
        return Beyond(start, end)

    async def _exists(
        self, plan: Plan, referrer: str | None, position: Position | None, side: int
    ) -> bool:
        """Tell whether a user stands at a position or on the side of it that is not read."""
        statement, filtering = plan.begin()
        where = [plan.scope(statement)]
        if referrer is not None:
            where.append(f"u.referred_by_id = {statement.bind(referrer)}")
        where.append(filtering.where(plan.condition))
        if position is not None:
            where.append(not_beyond(plan, position, side, statement))
        sql = f"SELECT 1 FROM users u WHERE {' AND '.join(where)} LIMIT 1"
        return bool(await self.database.fetch(sql, statement.values))


def not_beyond(plan: Plan, position: Position, side: int, statement: Statement) -> str:
    """Give the condition for users at a position, or before it (side -1) or after it (side 1)."""
    strictly = beyond(plan.keys, position, statement, backwards=side > 0)
    return f"NOT COALESCE({strictly}, 1 = 0)"
