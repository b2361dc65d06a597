"""The schema, built once."""

import strawberry
from graphql import GraphQLInputObjectType

from schema.errors import InputError, LockedError, WeakPasswordError
from schema.mutation import Mutation
from schema.query import Query
from schema.scalars import CONFIG
from schema.types import Session

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


def print_sdl() -> str:
    """Print the schema in GraphQL's own language."""
    return schema.as_str() + "\n"
