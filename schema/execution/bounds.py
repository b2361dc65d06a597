"""Bounds on the variables of an operation, looked at before anything is made of them.

Making filters and other inputs of JSON costs up to a tenth of a millisecond an object, during which
nobody else is served: a body of one megabyte has room for some 20 seconds of it.
"""

from collections.abc import Iterable
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    OperationDefinitionNode,
    get_nullable_type,
    is_list_type,
    type_from_ast,
)

from core.errors import RequestCode, RequestError
from schema.build import schema

MAX_OBJECTS = 2_000
"""Input objects; a filter needs fewer than 500, a list in it may have 500."""
MAX_VALUES = 30_000
"""Values in all, those of lists one by one; 50 conditions with lists of 500 have 25,000."""
MAX_DEPTH = 64
"""Levels of lists and objects; a filter has fewer than 20."""


def check_variables(operation: OperationDefinitionNode, variables: dict[str, Any] | None) -> None:
    """Check that coercing the variables that an operation declares takes no long time.

    JSON scalars are not looked into: nothing is made of them, and a document has its own limits.

    Raises:
        RequestError: BAD_USER_INPUT, naming the variable at which a bound was passed.
    """
    tally = _Tally()
    for node in operation.variable_definitions or ():
        name = node.variable.name.value
        # What is no list and no object is coerced in one step.
        if variables and isinstance(variables.get(name), dict | list):
            type_ = type_from_ast(schema._schema, node.type)  # noqa: SLF001
            fault = tally.add(variables[name], type_)
            if fault is not None:
                raise RequestError(
                    RequestCode.BAD_USER_INPUT, f"${name}: {fault}", {"argumentPath": [f"${name}"]}
                )


class _Tally:
    """Counts what the variables of one operation hold, without recursion."""

    def __init__(self) -> None:
        self._objects = 0
        self._values = 0

    def add(self, value: Any, type_: Any) -> str | None:
        """Count what a variable holds; give a sentence if that passes a bound."""
        todo = [(value, type_, 0)]
        while todo:
            value, type_, depth = todo.pop()
            inner = get_nullable_type(type_)
            below: Iterable[tuple[Any, Any]]
            if is_list_type(inner):
                items = value if isinstance(value, list) else [value]
                below = ((item, inner.of_type) for item in items)
                self._values += len(items)
            elif isinstance(inner, GraphQLInputObjectType) and isinstance(value, dict):
                below = _fields(value, inner)
                self._values += len(value)
                self._objects += 1
            else:
                continue
            fault = self._fault(depth)
            if fault is not None:
                return fault
            todo += [(*one, depth + 1) for one in below]
        return None

    def _fault(self, depth: int) -> str | None:
        if depth >= MAX_DEPTH:
            return f"variables are at most {MAX_DEPTH} levels deep."
        if self._objects > MAX_OBJECTS:
            return f"variables hold at most {MAX_OBJECTS:,} objects in all."
        if self._values > MAX_VALUES:
            return f"variables hold at most {MAX_VALUES:,} values in all."
        return None


def _fields(value: dict[str, Any], type_: GraphQLInputObjectType) -> Iterable[tuple[Any, Any]]:
    """Give the fields of an object that its type has; of others GraphQL says that they are none."""
    return (
        (content, type_.fields[name].type)
        for name, content in value.items()
        if name in type_.fields
    )
