"""How many objects a page can have, and what is left out of an answer, by the values of variables.

A value of a wrong type counts as nothing, since GraphQL refuses it before anything runs.
"""

from collections.abc import Mapping
from typing import Any

from graphql import (
    BooleanValueNode,
    FieldNode,
    IntValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionNode,
    VariableNode,
)

from resolvers.directory.paging import DEFAULT_SIZE, MAX_SIZE
from schema.execution.selections import CONDITIONAL

MAX_DIGITS = 9
"""Digits of a number that are read; larger ones are beyond every page size."""


class Sizes:
    """Sizes under given values of variables; without them, under the worst that they can have.

    `depend_on_variables` tells whether any was asked for.
    """

    def __init__(
        self, operation: OperationDefinitionNode, variables: Mapping[str, Any] | None = None
    ) -> None:
        self.depend_on_variables = False
        self._variables = variables
        self._defaults = {
            node.variable.name.value: node.default_value
            for node in operation.variable_definitions or ()
        }

    def page(self, node: FieldNode) -> int:
        """Give how many objects the page that a field gives can have."""
        given = [
            self._size(argument.value)
            for argument in node.arguments or ()
            if argument.name.value in {"first", "last"}
        ]
        return max((size for size in given if size is not None), default=DEFAULT_SIZE)

    def leave_out(self, node: SelectionNode) -> bool:
        """Tell whether `@skip` or `@include` leaves a selection out (GraphQL, section 3.13)."""
        return any(
            self._value(argument.value, None) is (directive.name.value == "skip")
            for directive in node.directives or ()
            if directive.name.value in CONDITIONAL
            for argument in directive.arguments or ()
        )

    def _size(self, node: Any) -> int | None:
        value = self._value(node, MAX_SIZE)
        if value is None:
            return None
        is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        # The resolver refuses what lies outside.
        return int(min(max(value, 0), MAX_SIZE)) if is_whole and value is not True else 0

    def _value(self, node: Any, worst: Any) -> Any:
        if not isinstance(node, VariableNode):
            return _literal(node)
        self.depend_on_variables = True
        if self._variables is None:
            return worst
        name = node.name.value
        if name in self._variables:
            return self._variables[name]
        return _literal(self._defaults.get(name))


def _literal(node: Any) -> Any:
    if node is None or isinstance(node, NullValueNode):
        return None
    if isinstance(node, IntValueNode):
        return int(node.value) if len(node.value) <= MAX_DIGITS else MAX_SIZE
    return node.value if isinstance(node, BooleanValueNode) else ""
