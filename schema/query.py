"""The root of all reading."""

from typing import Annotated, TypeAlias

import strawberry

from resolvers import users
from resolvers.access import login_required
from resolvers.directory.paging import PageArguments
from resolvers.project_settings import read_project
from schema.arguments import After, Before, Filter, First, Last, Offset, OrderBy
from schema.audit import AuditEventConnection, EventFilter, read_log
from schema.context import Info
from schema.inputs import optional
from schema.listings import listing_of
from schema.node import Node
from schema.nodes import node_of
from schema.projects import Project, project_of
from schema.types import User, UserConnection, connection_of, user_of

field = strawberry.field
Identifier: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The ID, e.g. user_01h455vb4pex5vsknk084sn02q.")
]


@strawberry.type(description="All that can be read.")
class Query:
    """Root fields are nullable: an error in one leaves its neighbours' data standing."""

    @field(
        description=(
            "The signed-in user. Without a valid credential: null, and an error with the code"
            " UNAUTHENTICATED."
        )
    )
    async def me(self, info: Info) -> User | None:
        """See the description."""
        return user_of(info.context.request, login_required(info.context.request))

    @field(
        description="One object by its ID; null if it does not exist or the caller may not see it."
    )
    async def node(self, info: Info, id: Identifier) -> Node | None:  # noqa: A002 -- as in GraphQL
        """See the description."""
        return await node_of(info.context.request, id)

    @field(description="One user by ID; null if there is none or the caller may not see it.")
    async def user(self, info: Info, id: Identifier) -> User | None:  # noqa: A002 -- as in GraphQL
        """See the description."""
        found = await users.user_by_id(info.context.request, id)
        return None if found is None else user_of(info.context.request, found)

    @field(
        description=(
            "The project's users. Needs a secret key, the role `admin`, or a project that opens"
            " its directory to members."
        )
    )
    async def users(
        self,
        info: Info,
        filter: Filter = None,  # noqa: A002 -- the name in GraphQL
        order_by: OrderBy = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        offset: Offset = None,
    ) -> UserConnection | None:
        """See the description."""
        listing = listing_of(
            filter_=optional(filter),
            order_by=optional(order_by),
            first=optional(first),
            after=optional(after),
            last=optional(last),
            before=optional(before),
            offset=optional(offset),
        )
        page = await users.list_users(info.context.request, listing)
        return connection_of(info.context.request, page, listing.condition)

    @field(
        description=(
            "The project that the credential belongs to. Needs a secret key or the role `admin`."
        )
    )
    async def project(self, info: Info) -> Project | None:
        """See the description."""
        return project_of(await read_project(info.context.request))

    @field(
        description=(
            "What happened to accounts, newest first. Needs a secret key or the role `admin`."
        )
    )
    async def audit_log(
        self,
        info: Info,
        filter: EventFilter = None,  # noqa: A002 -- the name in GraphQL
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> AuditEventConnection | None:
        """See the description."""
        arguments = PageArguments(
            first=optional(first),
            after=optional(after),
            last=optional(last),
            before=optional(before),
        )
        return await read_log(info.context.request, filter, arguments)
