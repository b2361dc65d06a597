"""The fast path: an operation compiled into statements and builders, once for each document.

It answers what is common, as long as nothing is wrong: `me`, `node`, `user` and `users`, with
referrers. For everything else it raises Fallback, and the ordinary executor answers; a test shows
that both give the same bytes. docs/adr tells why.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeAlias, TypeVar

from graphql import FieldNode, OperationDefinitionNode, OperationType

from core.errors import RequestError
from core.ids import Prefix, decode
from resolvers import users
from resolvers.context import Context
from resolvers.directory.listing import Listing
from resolvers.directory.projection import Projection
from resolvers.limits import Ration
from resolvers.records import UserRecord
from schema.build import schema
from schema.execution.builders import UserBuilder
from schema.execution.coercion import Fallback, Variables, arguments_of, variables_of
from schema.execution.connections import PageBuilder
from schema.execution.listings import listings_of
from schema.execution.selections import Collector, Selected

Made = TypeVar("Made")
Resolve: TypeAlias = Callable[[Context, Variables], Awaitable[Any]]
RECORD = Projection(UserRecord._fields)
ROOT = schema._schema.query_type.fields  # type: ignore[union-attr]  # noqa: SLF001


class Plan:
    """An operation that is ready to run."""

    def __init__(self, operation: OperationDefinitionNode, collector: Collector) -> None:
        if operation.operation is not OperationType.QUERY:
            raise Fallback
        self._coerce = variables_of(operation)
        fields = collector.root("Query", operation)
        self._fields = [(field.key, _root(collector, field)) for field in fields]
        self._counted = sum(not field.name.startswith("__") for field in fields)

    async def run(
        self, context: Context, variables: Variables, ration: Ration | None = None
    ) -> dict[str, Any]:
        """Give the data of the answer; with a ration its fields are counted beforehand.

        Raises:
            Fallback: something is wrong, and the ordinary executor will say what.
        """
        coerced = self._coerce(variables)
        if ration is not None and not await ration.count_all(self._counted):
            raise Fallback
        try:
            return {key: await resolve(context, coerced) for key, resolve in self._fields}
        except RequestError:
            raise Fallback from None


def _root(collector: Collector, field: Selected) -> Resolve:
    prepare = _ROOTS.get(field.name)
    if prepare is None:
        raise Fallback
    return prepare(collector, field)


def _typename(_collector: Collector, _field: Selected) -> Resolve:
    async def resolve(_context: Context, _variables: Variables) -> str:
        return "Query"

    return resolve


def _me(collector: Collector, field: Selected) -> Resolve:
    builder = UserBuilder(collector, collector.below("User", field))
    has_referrer = builder.projection.referrer is not None
    build_from = builder.projection if has_referrer else RECORD
    build = _once(partial(builder.build, build_from), builder)

    async def resolve(context: Context, variables: Variables) -> Any:
        user = context.caller.user
        if user is None or not (context.caller.is_admin or builder.referrers_are_public):
            raise Fallback
        if not has_referrer:
            return build(variables, context.services.files.base)(user)
        rows = await users.read_rows(context, [str(user.id)], builder.projection)
        build_user = build(variables, context.services.files.base)
        return build_user(rows[0]) if rows else _fall_back()

    return resolve


def _user(collector: Collector, field: Selected) -> Resolve:
    builder = UserBuilder(collector, collector.below("User", field))
    build = _once(partial(builder.build, builder.projection), builder)
    arguments = _arguments(field)

    async def resolve(context: Context, variables: Variables) -> Any:
        key = decode(Prefix.USER, arguments(variables)["id"])
        # What is no user's ID may be that of something else, which `node` finds too.
        if key is None or not context.caller.is_admin:
            raise Fallback
        rows = await users.read_rows(context, [str(key)], builder.projection)
        build_user = build(variables, context.services.files.base)
        return build_user(rows[0]) if rows else None

    return resolve


def _users(collector: Collector, field: Selected) -> Resolve:
    builder = PageBuilder(collector, collector.below("UserConnection", field))
    build = _once(builder.build, builder)
    listing_of = listings_of(field.nodes[0], ROOT["users"].args)

    async def resolve(context: Context, variables: Variables) -> Any:
        if not (context.caller.is_admin or builder.is_public):
            raise Fallback
        listing = listing_of(variables)
        page = await users.list_users(context, listing, builder.wanted)
        total = await _count(context, listing) if builder.counts else None
        return build(variables, context.services.files.base)(page, total)

    return resolve


async def _count(context: Context, listing: Listing) -> int:
    return await users.count_users(context, listing.condition, listing.prepared)


def _once(
    make: Callable[[Variables, str], Made], builder: UserBuilder | PageBuilder
) -> Callable[[Variables, str], Made]:
    """Make something for the values of variables; once for all where they do not matter.

    The address under which files are served is the same for all requests of a server.
    """
    if not builder.is_constant:
        return make
    made: dict[str, Made] = {}

    def known(_variables: Variables, base: str) -> Made:
        found = made.get(base)
        if found is None:
            found = made[base] = make({}, base)
        return found

    return known


def _arguments(field: Selected) -> Callable[[Variables], dict[str, Any]]:
    node: FieldNode = field.nodes[0]
    return arguments_of(node, ROOT[field.name].args)


def _fall_back() -> Any:
    raise Fallback


_ROOTS: dict[str, Callable[[Collector, Selected], Resolve]] = {
    "__typename": _typename,
    "me": _me,
    "node": _user,
    "user": _user,
    "users": _users,
}
