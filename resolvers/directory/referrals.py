"""The referrals of many users at once: a fixed number of statements, however many referrers."""

from collections.abc import Sequence
from typing import Any

from resolvers.directory.conditions import Condition
from resolvers.directory.cursors import Position
from resolvers.directory.grammar import Statement
from resolvers.directory.keyset import beyond
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
        plan = Plan(self.reader.scope, listing)
        groups: dict[str, list[Any]] = {referrer: [] for referrer in referrers}
        for row in await self._ranked(plan, referrers):
            groups[str(row[-2])].append(tuple(row)[:-2])
        starts, ends = await self._beyond(plan, referrers)
        return {
            referrer: plan.page(rows, Beyond(referrer in starts, referrer in ends))
            for referrer, rows in groups.items()
        }

    async def counts(self, referrers: Sequence[str], condition: Condition) -> dict[str, int]:
        """Count the referrals that match, of every referrer."""
        statement, where = self._begin(referrers, condition)
        sql = (
            "SELECT u.referred_by_id, count(*) FROM users u"
            f" WHERE {' AND '.join(where)} GROUP BY u.referred_by_id"
        )
        rows = await self.reader.scope.database.fetch(sql, statement.values)
        return dict.fromkeys(referrers, 0) | {str(row[0]): row[1] for row in rows}

    async def _ranked(self, plan: Plan, referrers: Sequence[str]) -> Sequence[Any]:
        window = plan.window
        statement, where = self._begin(referrers, plan.condition)
        for position, backwards in ((window.after, False), (window.before, True)):
            if position is not None:
                where.append(beyond(plan.keys, position, statement, backwards=backwards))
        order_by = ", ".join(key.order_by(backwards=window.backwards) for key in plan.keys)
        names = [f"c{number}" for number, _ in enumerate(plan.columns)]
        named = ", ".join(f"{sql} AS {name}" for sql, name in zip(plan.columns, names, strict=True))
        ranked = (
            f"SELECT {named}, u.referred_by_id AS referrer,"
            f" row_number() OVER (PARTITION BY u.referred_by_id ORDER BY {order_by}) AS place"
            f" FROM users u WHERE {' AND '.join(where)}"
        )
        first = statement.bind(window.offset)
        last = statement.bind(window.offset + window.size + 1)
        sql = (
            f"SELECT {', '.join(names)}, referrer, place FROM ({ranked}) AS ranked"
            f" WHERE place > {first} AND place <= {last} ORDER BY referrer, place"
        )
        return await self.reader.scope.database.fetch(sql, statement.values)

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
        statement, where = self._begin(referrers, plan.condition)
        if position is not None:
            where.append(not_beyond(plan, position, side, statement))
        sql = f"SELECT DISTINCT u.referred_by_id FROM users u WHERE {' AND '.join(where)}"
        rows = await self.reader.scope.database.fetch(sql, statement.values)
        return {str(row[0]) for row in rows}

    def _begin(self, referrers: Sequence[str], condition: Condition) -> tuple[Statement, list[str]]:
        scope = self.reader.scope
        statement, where = scope.begin(condition)
        where.append(scope.grammar.member("u.referred_by_id", referrers, statement))
        return statement, where
