"""Weighing an operation without thinking: all that it expands to is walked through and counted.

Arguments and directives are read by graphql-core, and sizes multiplied from the root downwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLSkipDirective,
    get_argument_values,
    get_directive_values,
    get_named_type,
    is_composite_type,
)
from graphql.execution import get_variable_values

from schema.build import schema
from schema.execution.tallies import ASSUMED_LENGTH, Tally

if TYPE_CHECKING:
    from graphql import DocumentNode, OperationDefinitionNode, SelectionNode, SelectionSetNode

CORE = schema._schema


class Count:
    """Counts what one operation expands to, with given values of its variables."""

    def __init__(
        self, document: DocumentNode, operation: OperationDefinitionNode, given: dict[str, Any]
    ) -> None:
        variables = get_variable_values(CORE, operation.variable_definitions or (), given)
        assert not isinstance(variables, list), variables
        self.variables = variables
        self.fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self.depth = self.width = self.aliases = self.directives = self.cost = 0
        self.walk(operation.selection_set, CORE.query_type, 0, 1, 1)

    @property
    def tally(self) -> Tally:
        """All that was counted."""
        return Tally(self.depth, self.width, self.aliases, self.directives, self.cost)

    def walk(self, node: SelectionSetNode, type_: Any, level: int, times: int, page: int) -> None:
        """Count selections that are read of `times` objects; `page` is the size of a connection."""
        for selection in node.selections:
            self.directives += len(selection.directives or ())
            read = 0 if self.is_left_out(selection) else times
            if isinstance(selection, FieldNode):
                self.field(selection, type_, level + 1, read, page)
                continue
            fragment: Any = selection
            if isinstance(selection, FragmentSpreadNode):
                fragment = self.fragments[selection.name.value]
            condition = fragment.type_condition
            inner = CORE.type_map[condition.name.value] if condition else type_
            self.walk(fragment.selection_set, inner, level, read, page)

    def field(self, node: FieldNode, type_: Any, level: int, times: int, page: int) -> None:
        """Count a field, and what is below it."""
        self.depth = max(self.depth, level)
        self.width += level == 1
        self.aliases += node.alias is not None
        self.cost += times
        if node.selection_set is None:
            return
        field = type_.fields[node.name.value]
        below = get_named_type(field.type)
        if "pageInfo" in below.fields:
            given = get_argument_values(field, node, self.variables)
            sizes = [one for one in (given.get("first"), given.get("last")) if one is not None]
            page = min(max(sizes, default=50), 100)
        elif "[" in str(field.type) and is_composite_type(below):
            times *= page if "pageInfo" in type_.fields else ASSUMED_LENGTH
        self.walk(node.selection_set, below, level, max(times, 0), max(page, 0))

    def is_left_out(self, node: SelectionNode) -> bool:
        """Tell whether the executor would leave a selection out."""
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return bool(skip and skip["if"]) or include == {"if": False}
