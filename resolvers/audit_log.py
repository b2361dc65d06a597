"""Reading the audit log: one event, or a page of them, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.ids import Prefix, decode
from resolvers.access import admin_required, project_of
from resolvers.audit import EventType
from resolvers.context import Context
from resolvers.directory.cursors import Cursors, cursors_of
from resolvers.directory.grammar import GRAMMARS
from resolvers.directory.paging import FIRST_PAGE, PageArguments, Window, window_of
from resolvers.records import EventRecord, columns

WHAT = "Reading the audit log"
COMPARISONS = {"eq": "=", "ne": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@dataclass(frozen=True, slots=True)
class EventCondition:
    """Which events are wanted; None stands for a condition that was not given.

    `user` and `actor` are public IDs. `created_at` holds comparisons by their names in GraphQL,
    with microseconds, and `isNull`.
    """

    types: tuple[EventType, ...] | None = None
    user: str | None = None
    actor: str | None = None
    created_at: tuple[tuple[str, int | bool], ...] = ()


EVERY_EVENT = EventCondition()


@dataclass(frozen=True, slots=True)
class EventPage:
    """A part of the log, newest first."""

    events: Sequence[EventRecord]
    has_next: bool
    has_previous: bool
    cursors: Cursors

    def cursor(self, index: int) -> str:
        """Give the cursor of the event at `index`."""
        event = self.events[index]
        return self.cursors.seal((event.created_at, str(event.id)))


async def list_events(
    context: Context, condition: EventCondition = EVERY_EVENT, arguments: PageArguments = FIRST_PAGE
) -> EventPage:
    """Read a page of the project's log.

    Raises:
        RequestError: UNAUTHENTICATED, FORBIDDEN or BAD_USER_INPUT.
    """
    admin_required(context, WHAT)
    cursors = _cursors(context, condition)
    window = window_of(arguments, lambda: cursors)
    query = _Query(context, condition)
    rows = await query.page(window)
    more = len(rows) > window.size
    events = [EventRecord._make(row) for row in rows[: window.size]]
    before = window.after is not None and await query.reaches(window.after, "(%s) >= (%s)")
    behind = window.before is not None and await query.reaches(window.before, "(%s) <= (%s)")
    return EventPage(
        events=events[::-1] if window.backwards else events,
        has_next=behind or (more and not window.backwards),
        has_previous=before or (more and window.backwards),
        cursors=cursors,
    )


async def count_events(context: Context, condition: EventCondition) -> int:
    """Count all events that match, under the same rules as `list_events`."""
    admin_required(context, WHAT)
    ((count,),) = await _Query(context, condition).read("SELECT count(*)")
    return int(count)


async def event_by_id(context: Context, event_id: str) -> EventRecord | None:
    """Find an event by TypeID; None if there is none or the caller may not see it.

    Raises:
        RequestError: UNAUTHENTICATED if nobody is signed in and there is no secret key.
    """
    if context.caller.user is None:
        admin_required(context, WHAT)
    key = decode(Prefix.EVENT, event_id)
    if key is None or not context.caller.is_admin:
        return None
    query = _Query(context, EVERY_EVENT)
    query.add(f"e.id = {query.bind(str(key))}")
    rows = await query.read(SELECT)
    return EventRecord._make(rows[0]) if rows else None


SELECT = f"SELECT {columns(EventRecord, 'e')}"
KEYS = "e.created_at, e.id"


class _Query:
    """Statements on the events of one project that meet a condition."""

    def __init__(self, context: Context, condition: EventCondition) -> None:
        self._database = context.database
        self._placeholder = GRAMMARS[context.database.dialect].placeholder
        self._values: list[Any] = []
        self._where = [f"e.project_id = {self.bind(str(project_of(context).id))}"]
        self._add_types(condition.types)
        self._add_user("user_id", condition.user)
        self._add_user("actor_id", condition.actor)
        for name, value in condition.created_at:
            self._add_time(name, value)

    def bind(self, value: Any) -> str:
        """Stand for a value."""
        self._values.append(value)
        return self._placeholder(len(self._values))

    def add(self, sql: str) -> None:
        """Add a condition."""
        self._where.append(sql)

    async def read(self, select: str, tail: str = "") -> Sequence[Any]:
        """Run a statement on the events."""
        where = " AND ".join(self._where)
        sql = f"{select} FROM audit_events e WHERE {where}{tail}"
        return await self._database.search(sql, self._values)

    async def page(self, window: Window) -> Sequence[Any]:
        """Read the events of a window in its direction, and one more if there is one."""
        mark = len(self._where), len(self._values)
        if window.after is not None:
            self.add(self._beside(window.after, "(%s) < (%s)"))
        if window.before is not None:
            self.add(self._beside(window.before, "(%s) > (%s)"))
        direction = "ASC" if window.backwards else "DESC"
        tail = f" ORDER BY e.created_at {direction}, e.id {direction}"
        rows = await self.read(SELECT, f"{tail} LIMIT {self.bind(window.size + 1)}")
        del self._where[mark[0] :], self._values[mark[1] :]
        return rows

    async def reaches(self, position: Sequence[Any], comparison: str) -> bool:
        """Tell whether an event stands at a position, or on the side of it that is not read."""
        mark = len(self._where), len(self._values)
        self.add(self._beside(position, comparison))
        rows = await self.read("SELECT 1", " LIMIT 1")
        del self._where[mark[0] :], self._values[mark[1] :]
        return bool(rows)

    def _beside(self, position: Sequence[Any], comparison: str) -> str:
        return comparison % (KEYS, ", ".join(self.bind(value) for value in position))

    def _add_types(self, types: Sequence[EventType] | None) -> None:
        if types is not None:
            names = ", ".join(self.bind(one.value) for one in dict.fromkeys(types))
            self.add(f"e.type IN ({names})" if types else "1 = 0")

    def _add_user(self, column: str, user: str | None) -> None:
        if user is not None:
            key = decode(Prefix.USER, user)
            self.add("1 = 0" if key is None else f"e.{column} = {self.bind(str(key))}")

    def _add_time(self, name: str, value: int | bool) -> None:  # noqa: FBT001 -- an operand
        if name == "isNull":
            self.add("1 = 0" if value else "1 = 1")
        else:
            self.add(f"e.created_at {COMPARISONS[name]} {self.bind(value)}")


def _cursors(context: Context, condition: EventCondition) -> Cursors:
    """Give the cursors of the log under a condition; those of other lists do not open."""
    project = str(project_of(context).id)
    return cursors_of(context.services.cursors, project, b"audit", [repr(condition)])
