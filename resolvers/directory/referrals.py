"""The referrals of many users at once: a fixed number of statements, however many referrers."""

from collections.abc import Sequence
from typing import Any

from resolvers.directory.conditions import Condition
from resolvers.directory.cursors import Position
from resolvers.directory.filtering import Filtering
from resolvers.directory.grammar import Statement
from resolvers.directory.listing import Beyond, Listing, Page, Plan
from resolvers.directory.reader import Reader, not_beyond


class Referrals:
    """Reads pages and counts of the users whom each of several referrers brought."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    async def pages(self, referrers: Sequence[str], listing: Listing) -> dict[str, Page]:
        """Read the same page of every referrer's referrals."""
        if len(referrers) == 1:
            return {referrers[0]: await self.reader.page(listing, referrers[0])}
        plan = self.reader.plan(listing)
        groups: dict[str, list[Any]] = {referrer: [] for referrer in referrers}
        for row in await self._ranked(plan, referrers):
            groups[str(row[-2])].append(row[:-2])
        starts, ends = await self._beyond(plan, referrers)
        return {
            referrer: plan.page(rows, Beyond(referrer in starts, referrer in ends))
            for referrer, rows in groups.items()
        }

    async def counts(self, referrers: Sequence[str], condition: Condition) -> dict[str, int]:
        """Count the referrals that match, of every referrer."""
        statement = Statement(self.reader.grammar)
        filtering = Filtering(statement, self.reader.project_id)
        where = [
            f"u.project_id = {statement.bind(self.reader.project_id)}",
            self.reader.grammar.member("u.referred_by_id", referrers, statement),
            filtering.where(condition),
        ]
        sql = (
            "SELECT u.referred_by_id, count(*) FROM users u"
            f" WHERE {' AND '.join(where)} GROUP BY u.referred_by_id"
        )
        rows = await self.reader.database.fetch(sql, statement.values)
        return dict.fromkeys(referrers, 0) | {str(row[0]): row[1] for row in rows}

    async def _ranked(self, plan: Plan, referrers: Sequence[str]) -> Sequence[Any]:
        statement, filtering = plan.begin()
        where = [plan.scope(statement)]
        where.append(plan.grammar.member("u.referred_by_id", referrers, statement))
        where += plan.within(statement, filtering)
        rank = f"row_number() OVER (PARTITION BY u.referred_by_id ORDER BY {plan.order_by})"
        columns = [f"c{number}" for number, _ in enumerate(plan.columns)]
        named = ", ".join(
            f"{sql} AS {name}" for sql, name in zip(plan.columns, columns, strict=True)
        )
        ranked = (
            f"SELECT {named}, u.referred_by_id AS referrer, {rank} AS place"
            f" FROM users u WHERE {' AND '.join(where)}"
        )
        first = statement.bind(plan.window.offset)
        last = statement.bind(plan.window.offset + plan.window.size + 1)
        sql = (
            f"SELECT {', '.join(columns)}, referrer, place FROM ({ranked}) AS ranked"
            f" WHERE place > {first} AND place <= {last} ORDER BY referrer, place"
        )
        return await self.reader.database.fetch(sql, statement.values)

    async def _beyond(self, plan: Plan, referrers: Sequence[str]) -> tuple[set[str], set[str]]:
        window = plan.window
        starts: set[str] = set()
        ends: set[str] = set()
        if window.after is not None or window.offset:
            starts = await self._having(plan, referrers, window.after, -1)
        if window.before is not None:
            ends = await self._having(plan, referrers, window.before, 1)
        return starts, ends

    async def _having(
        self, plan: Plan, referrers: Sequence[str], position: Position | None, side: int
    ) -> set[str]:
        """Find the referrers with a referral at a position or on the side that is not read."""
        statement, filtering = plan.begin()
        where = [plan.scope(statement)]
        where.append(plan.grammar.member("u.referred_by_id", referrers, statement))
        where.append(filtering.where(plan.condition))
        if position is not None:
            where.append(not_beyond(plan, position, side, statement))
        sql = f"SELECT DISTINCT u.referred_by_id FROM users u WHERE {' AND '.join(where)}"
        rows = await self.reader.database.fetch(sql, statement.values)
        return {str(row[0]) for row in rows}
