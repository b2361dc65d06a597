"""The referrals of many users at once: a fixed number of statements, however many referrers."""

from collections.abc import Sequence
from typing import Any

from resolvers.directory.conditions import Condition, Operand
from resolvers.directory.keyset import Mark, Seek, mark_of, marks_of
from resolvers.directory.listing import Beyond, Listing, Page, Plan
from resolvers.directory.reader import Reader, bind_keys
from resolvers.directory.shapes import shape_of
from resolvers.directory.statements import Draft, Inputs


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
        operands: list[Operand] = []
        shape_of(condition, operands)
        draft, where = self._begin(condition)
        statement = draft.statement(
            "SELECT u.referred_by_id, count(*) FROM users u"
            f" WHERE {' AND '.join(where)} GROUP BY u.referred_by_id"
        )
        inputs = Inputs(self.reader.scope.project_id, operands, keys=referrers)
        rows = await self.reader.scope.search(statement, inputs)
        return dict.fromkeys(referrers, 0) | {str(row[0]): row[1] for row in rows}

    async def _ranked(self, plan: Plan, referrers: Sequence[str]) -> Sequence[Any]:
        window = plan.window
        draft, where = self._begin(plan.condition)
        for mark, backwards in marks_of(window):
            where.append(Seek(draft, backwards).beyond(plan.keys, mark))
        order_by = ", ".join(key.order_by(backwards=window.backwards) for key in plan.keys)
        columns = plan.columns(plan.wanted)
        names = [f"c{number}" for number, _ in enumerate(columns)]
        named = ", ".join(f"{sql} AS {name}" for sql, name in zip(columns, names, strict=True))
        ranked = (
            f"SELECT {named}, u.referred_by_id AS referrer,"
            f" row_number() OVER (PARTITION BY u.referred_by_id ORDER BY {order_by}) AS place"
            f" FROM users u WHERE {' AND '.join(where)}"
        )
        first = draft.bind(lambda inputs: inputs.offset)
        last = draft.bind(lambda inputs: inputs.offset + inputs.limit)
        statement = draft.statement(
            f"SELECT {', '.join(names)}, referrer, place FROM ({ranked}) AS ranked"
            f" WHERE place > {first} AND place <= {last} ORDER BY referrer, place"
        )
        inputs = plan.inputs(keys=referrers)
        return await self.reader.scope.search(statement, inputs)

    async def _beyond(self, plan: Plan, referrers: Sequence[str]) -> tuple[set[str], set[str]]:
        window = plan.window
        starts: set[str] = set()
        ends: set[str] = set()
        if window.after is not None or window.offset:
            mark = None if window.after is None else mark_of("after", window.after)
            starts = await self._having(plan, referrers, mark, backwards=True)
        if window.before is not None:
            mark = mark_of("before", window.before)
            ends = await self._having(plan, referrers, mark, backwards=False)
        return starts, ends

    async def _having(
        self, plan: Plan, referrers: Sequence[str], mark: Mark | None, *, backwards: bool
    ) -> set[str]:
        """Find the referrers with a referral at a mark or beyond it."""
        draft, where = self._begin(plan.condition)
        if mark is not None:
            where.append(Seek(draft, backwards, is_closed=True).beyond(plan.keys, mark))
        sql = f"SELECT DISTINCT u.referred_by_id FROM users u WHERE {' AND '.join(where)}"
        inputs = plan.inputs(keys=referrers)
        rows = await self.reader.scope.search(draft.statement(sql), inputs)
        return {str(row[0]) for row in rows}

    def _begin(self, condition: Condition) -> tuple[Draft, list[str]]:
        scope = self.reader.scope
        draft, where = scope.begin(condition)
        where.append(scope.grammar.member("u.referred_by_id", bind_keys(draft)))
        return draft, where
