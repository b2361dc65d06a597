"""The schema, built once."""

from collections.abc import Callable
from inspect import isawaitable
from typing import Any, cast

import strawberry
from graphql import GraphQLInputObjectType, GraphQLObjectType

from schema.errors import InputError, LockedError, WeakPasswordError
from schema.mutation import Mutation
from schema.query import Query
from schema.scalars import CONFIG
from schema.types import Session
from schema.veil import veil

schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    types=[InputError, WeakPasswordError, LockedError, Session],
    config=CONFIG,
)

# Strawberry looks at @oneOf only while an operation runs, and fails there. So graphql-core, which
# refuses what breaks that rule like all else that is not valid, is told of it too.
for _type in schema._schema.type_map.values():  # noqa: SLF001 -- there is no public name
    if isinstance(_type, GraphQLInputObjectType):
        _type.is_one_of = _type.extensions["strawberry-definition"].is_one_of


def _counted(name: str, resolve: Callable[..., Any]) -> Callable[..., Any]:
    """Have a root field run only if the rate limits admit it."""

    async def admitted(source: Any, info: Any, **arguments: Any) -> Any:
        await info.context.ration.admit(name)
        result = resolve(source, info, **arguments)
        return await result if isawaitable(result) else result

    return admitted


def _count_fields(root: GraphQLObjectType | None) -> None:
    for name, field in ({} if root is None else root.fields).items():
        assert field.resolve is not None  # noqa: S101 -- Strawberry gives each field its own
        field.resolve = _counted(name, field.resolve)


_count_fields(schema._schema.query_type)  # noqa: SLF001 -- there is no public name
_count_fields(schema._schema.mutation_type)  # noqa: SLF001 -- there is no public name

veil(cast("GraphQLObjectType", schema._schema.type_map["User"]))  # noqa: SLF001 -- likewise


def print_sdl() -> str:
    """Print the schema in GraphQL's own language."""
    return schema.as_str() + "\n"
