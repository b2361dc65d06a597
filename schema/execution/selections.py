"""Which fields an object is asked for: the field collection of the GraphQL specification, 6.3.2.

It is done once for each document and set of directive values, rather than for each object.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLObjectType,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    is_abstract_type,
    visit,
)

from schema.build import schema
from schema.execution.coercion import Fallback

MAX_OBJECTS = 200
"""Objects of an answer, lists counted as one: fragments in fragments can make them billions."""

CONDITIONAL = frozenset({"skip", "include"})
Flags = Mapping[str, bool]
"""The values of the variables that directives mention."""


@dataclass(frozen=True, slots=True)
class Selected:
    """A field of an answer: its key, and all places of the document that select it."""

    key: str
    nodes: tuple[FieldNode, ...]

    @property
    def name(self) -> str:
        """The name of the field; the same in all places, as validation has shown."""
        return self.nodes[0].name.value


class Collector:
    """Collects fields of one document under given values of its directives' variables."""

    def __init__(self, document: DocumentNode, flags: Flags) -> None:
        self.flags = flags
        self.left = MAX_OBJECTS
        self.fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }

    def root(self, type_name: str, operation: OperationDefinitionNode) -> list[Selected]:
        """Collect the root fields of an operation."""
        return self._collect(type_name, [operation.selection_set])

    def below(self, type_name: str, selected: Selected) -> list[Selected]:
        """Collect the fields of the object that a field gives.

        Raises:
            Fallback: there are too many objects to prepare each.
        """
        self.left -= 1
        if self.left < 0:
            raise Fallback
        sets = [node.selection_set for node in selected.nodes if node.selection_set is not None]
        return self._collect(type_name, sets)

    def _collect(self, type_name: str, sets: Iterable[SelectionSetNode]) -> list[Selected]:
        grouped: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for selection_set in sets:
            for node in self._fields(type_name, selection_set, visited):
                key = node.alias.value if node.alias else node.name.value
                grouped.setdefault(key, []).append(node)
        return [Selected(key, tuple(nodes)) for key, nodes in grouped.items()]

    def _fields(
        self, type_name: str, selection_set: SelectionSetNode, visited: set[str]
    ) -> Iterator[FieldNode]:
        for node in selection_set.selections:
            if not self._is_included(node.directives or ()):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            fragment: Any = node
            if isinstance(node, FragmentSpreadNode):
                if node.name.value in visited:
                    continue
                visited.add(node.name.value)
                fragment = self.fragments[node.name.value]
            if _applies(fragment.type_condition, type_name):
                yield from self._fields(type_name, fragment.selection_set, visited)

    def _is_included(self, directives: Iterable[DirectiveNode]) -> bool:
        return all(
            self._flag(directive) is (directive.name.value == "include")
            for directive in directives
            if directive.name.value in CONDITIONAL
        )

    def _flag(self, directive: DirectiveNode) -> bool:
        (argument,) = directive.arguments or ()
        value: Any = argument.value
        if isinstance(value, VariableNode):
            return self.flags[value.name.value]
        return bool(value.value)


def flags_of(document: DocumentNode, operation: OperationDefinitionNode) -> dict[str, Any]:
    """Name an operation's variables by which `@skip` and `@include` decide, with their defaults."""
    mentioned = _directive_variables(document)
    return {
        node.variable.name.value: _default(node)
        for node in operation.variable_definitions or ()
        if node.variable.name.value in mentioned
    }


def _default(node: VariableDefinitionNode) -> Any:
    default = node.default_value
    return default.value if isinstance(default, BooleanValueNode) else None


def _directive_variables(document: DocumentNode) -> set[str]:
    names: set[str] = set()

    class _Finder(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: object) -> None:
            for argument in (node.arguments or ()) if node.name.value in CONDITIONAL else ():
                if isinstance(argument.value, VariableNode):
                    names.add(argument.value.name.value)

    visit(document, _Finder())
    return names


def _applies(condition: Any, type_name: str) -> bool:
    if condition is None or condition.name.value == type_name:
        return True
    types = schema._schema.type_map  # noqa: SLF001 -- there is no public name
    abstract = types[condition.name.value]
    concrete = types[type_name]
    if not is_abstract_type(abstract) or not isinstance(concrete, GraphQLObjectType):
        return False
    wide: GraphQLAbstractType = abstract
    return schema._schema.is_sub_type(wide, concrete)  # noqa: SLF001
