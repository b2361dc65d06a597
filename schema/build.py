"""The schema, built once."""

import strawberry

from schema.errors import InputError, WeakPasswordError
from schema.mutation import Mutation
from schema.query import Query
from schema.scalars import CONFIG
from schema.types import Session

schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    types=[InputError, WeakPasswordError, Session],
    config=CONFIG,
)


def print_sdl() -> str:
    """Print the schema in GraphQL's own language."""
    return schema.as_str() + "\n"
