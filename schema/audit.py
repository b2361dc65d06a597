"""The audit log as clients see it."""

from typing import Annotated, Any, TypeAlias

import orjson
import strawberry
from strawberry import Maybe

from core.ids import Prefix, encode
from resolvers import audit_log
from resolvers.audit import EventType
from resolvers.audit_log import EventCondition, EventPage
from resolvers.context import Context
from resolvers.directory.paging import PageArguments
from resolvers.records import EventRecord, Key
from schema.comparators import DateTimeFilter
from schema.context import Info
from schema.enums import EVENT_TYPES, described
from schema.inputs import given, optional, wrong
from schema.node import Node
from schema.scalars import JSON, DateTime
from schema.types import PageInfo, User, user_of

field = strawberry.field
NULL = "null is no condition: leave it out."

AuditEventType = described(
    EventType,
    EVENT_TYPES,
    name="AuditEventType",
    description="What can happen to an account or a project.",
)


@strawberry.input(description="Conditions on events, which must all hold.")
class AuditEventFilter:
    """See the description."""

    type: Maybe[list[EventType] | None] = field(
        description="One of these, at most all types; of none, nothing."
    )
    user_id: Maybe[strawberry.ID | None] = field(description="Whom it is about, gone or not.")
    actor_id: Maybe[strawberry.ID | None] = field(description="Who did it, gone or not.")
    created_at: Maybe[DateTimeFilter | None] = field(description="When it happened.")


EventFilter: TypeAlias = Annotated[
    Maybe[AuditEventFilter | None], strawberry.argument(description="Which events.")
]


@strawberry.type(description="One thing that happened to an account.")
class AuditEvent(Node):
    """See the description."""

    record: strawberry.Private[EventRecord]
    type: EventType = field(description="What happened.")
    ip_address: str | None = field(
        description="Where the request came from; null once that user is gone."
    )
    user_agent: str | None = field(
        description=(
            "What the client called itself, 500 characters at most; null once that user is gone."
        )
    )
    created_at: DateTime = field(description="When it happened.")

    @field(description="Who did it; null for an API key or an anonymous caller.")
    async def actor(self, info: Info) -> User | None:
        """See the description."""
        return await _user(info, self.record.actor_id)

    @field(description="To whom; null if that user is gone or it concerns none.")
    async def user(self, info: Info) -> User | None:
        """See the description."""
        return await _user(info, self.record.user_id)

    @field(description="Details, such as IDs, counts and names of fields: never what was typed.")
    def data(self) -> JSON:
        """See the description."""
        return JSON(orjson.loads(self.record.data))


@strawberry.type(description="An event in the log.")
class AuditEventEdge:
    """See the description."""

    cursor: str = field(description="The place of the event, for `after` and `before`.")
    node: AuditEvent = field(description="The event.")


@strawberry.type(description="A page of the audit log.")
class AuditEventConnection:
    """See the description."""

    page: strawberry.Private[EventPage]
    condition: strawberry.Private[EventCondition]
    nodes: list[AuditEvent] = field(description="The same events without cursors.")

    @field(description="The events with their cursors.")
    def edges(self) -> list[AuditEventEdge]:
        """See the description."""
        return [
            AuditEventEdge(cursor=self.page.cursor(index), node=node)
            for index, node in enumerate(self.nodes)
        ]

    @field(description="Where the page lies in the log.")
    def page_info(self) -> PageInfo:
        """See the description."""
        count = len(self.nodes)
        return PageInfo(
            has_next_page=self.page.has_next,
            has_previous_page=self.page.has_previous,
            start_cursor=self.page.cursor(0) if count else None,
            end_cursor=self.page.cursor(count - 1) if count else None,
        )

    @field(description="All events that match, whatever the page. Counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        """See the description."""
        return await audit_log.count_events(info.context.request, self.condition)


async def read_log(
    context: Context, filter_: EventFilter, arguments: PageArguments
) -> AuditEventConnection:
    """Give a page of the log, as `audit_log.list_events` does.

    Raises:
        RequestError: UNAUTHENTICATED, FORBIDDEN or BAD_USER_INPUT.
    """
    condition = _condition(optional(filter_))
    page = await audit_log.list_events(context, condition, arguments)
    nodes = [event_of(record) for record in page.events]
    return AuditEventConnection(page=page, condition=condition, nodes=nodes)


def event_of(record: EventRecord) -> AuditEvent:
    """Give an event as clients see it."""
    return AuditEvent(
        id=strawberry.ID(encode(Prefix.EVENT, record.id)),
        record=record,
        type=EventType(record.type),
        ip_address=record.ip_address,
        user_agent=record.user_agent,
        created_at=DateTime(record.created_at),
    )


def _condition(value: AuditEventFilter | None) -> EventCondition:
    if value is None:
        return audit_log.EVERY_EVENT
    parts = dict(_parts(value, "filter"))
    types = parts.get("type")
    return EventCondition(
        types=None if types is None else tuple(types),
        user=parts.get("userId"),
        actor=parts.get("actorId"),
        created_at=tuple(_parts(parts.get("createdAt"), "filter", "createdAt")),
    )


def _parts(value: Any, *place: str) -> list[tuple[str, Any]]:
    """Give the conditions of an input; null is refused, since it might be meant for any of two."""
    parts = [] if value is None else list(given(value))
    for name, content in parts:
        if content is None:
            raise wrong((*place, name), NULL)
    return parts


async def _user(info: Info, key: Key | None) -> User | None:
    found = None if key is None else await info.context.user(str(key))
    return None if found is None else user_of(info.context.request, found)
