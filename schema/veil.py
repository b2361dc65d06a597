"""The private fields of a user, null to whom the user is not whole: all of them in one place."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLObjectType

from resolvers.directory.fields import PRIVATE, PUBLIC


def veil(user: GraphQLObjectType) -> None:
    """Have the private fields of the type User answer null where the user is not whole.

    Raises:
        LookupError: of some field it is not said whether members see it.
    """
    undecided = user.fields.keys() - PUBLIC - PRIVATE
    if undecided:
        message = f"Do members see these fields of User: {', '.join(sorted(undecided))}?"
        raise LookupError(f"{message} Say so in resolvers/directory/fields.py.")
    for name in user.fields.keys() & PRIVATE:
        field = user.fields[name]
        assert field.resolve is not None  # noqa: S101 -- Strawberry gives each field its own
        field.resolve = _veiled(field.resolve)


def _veiled(resolve: Callable[..., Any]) -> Callable[..., Any]:
    def veiled(source: Any, info: Any, **arguments: Any) -> Any:
        return resolve(source, info, **arguments) if source.is_whole else None

    return veiled
