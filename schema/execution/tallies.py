"""What an operation weighs, counted over its selections, with fragments as what they expand to.

A fragment is counted once, and its tally added wherever it is spread. So fragments in fragments,
which can double an answer on each line, take no longer to count than to read.
"""

from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    InlineFragmentNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionNode,
    SelectionSetNode,
    TypeMetaFieldDef,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_list_type,
    is_object_type,
)

from schema.build import schema
from schema.execution.sizes import Sizes

MOST = 1_000_000_000
"""Where counting ends: more is far too much, whatever it is."""
ASSUMED_LENGTH = 10
"""Objects in a list that is no page, such as the sessions of a user."""
META_FIELDS = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
TYPES = schema._schema.type_map  # noqa: SLF001 -- there is no public name


class Tally(NamedTuple):
    """What is counted of selections: of one object, and for pages (`each`) of each object in it.

    `depth` is in levels of fields, `width` in fields of the highest level. `once` and `each` are
    the fields that an answer can hold; those about the schema itself are counted apart.
    """

    depth: int = 0
    width: int = 0
    aliases: int = 0
    directives: int = 0
    once: int = 0
    each: int = 0
    introspection: int = 0

    def plus(self, other: "Tally") -> "Tally":
        """Count selections that stand side by side."""
        sums = (min(one + another, MOST) for one, another in zip(self[1:], other[1:], strict=True))
        return Tally(max(self.depth, other.depth), *sums)


NOTHING = Tally()


class Scales:
    """Weighs operations of a document. Of one that is not valid the weight means nothing."""

    def __init__(self, document: DocumentNode, sizes: Sizes) -> None:
        self._sizes = sizes
        self._weighed: dict[str, Tally] = {}
        self._fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }

    def weigh(self, operation: OperationDefinitionNode) -> Tally:
        """Weigh an operation.

        Raises:
            RecursionError: it is nested more deeply than Python can follow.
        """
        root = schema._schema.get_root_type(operation.operation)  # noqa: SLF001
        return self._set(operation.selection_set, root)

    def _set(self, node: SelectionSetNode, type_: Any) -> Tally:
        total = NOTHING
        for selection in node.selections:
            tally = self._selection(selection, type_)
            if selection.directives:
                tally = self._under_directives(selection, tally)
            total = total.plus(tally)
        return total

    def _under_directives(self, node: SelectionNode, tally: Tally) -> Tally:
        if self._sizes.leave_out(node):
            tally = tally._replace(once=0, each=0, introspection=0)
        return tally.plus(Tally(directives=len(node.directives or ())))

    def _selection(self, node: SelectionNode, type_: Any) -> Tally:
        if isinstance(node, FieldNode):
            field = _definition(type_, node.name.value)
            below = NOTHING
            if node.selection_set is not None:
                below = self._set(node.selection_set, field and get_named_type(field.type))
            return self._field(node, type_, field, below)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        assert isinstance(node, InlineFragmentNode)  # noqa: S101 -- there is nothing else
        condition = node.type_condition
        inner = type_ if condition is None else TYPES.get(condition.name.value)
        return self._set(node.selection_set, inner)

    def _fragment(self, name: str) -> Tally:
        if name not in self._weighed:
            # Within itself it adds nothing; validation refuses it then.
            self._weighed[name] = NOTHING
            node = self._fragments.get(name)
            if node is not None:
                type_ = TYPES.get(node.type_condition.name.value)
                self._weighed[name] = self._set(node.selection_set, type_)
        return self._weighed[name]

    def _field(
        self, node: FieldNode, parent: Any, field: GraphQLField | None, below: Tally
    ) -> Tally:
        aliases = below.aliases + (node.alias is not None)
        shape = Tally(below.depth + 1, 1, aliases, below.directives)
        if _is_about_schema(parent) or node.name.value in META_FIELDS:
            read = LENGTHS.get(node.name.value, 1) * below.introspection + 1
            return shape._replace(depth=0, introspection=min(read, MOST))
        if _is_connection(field and field.type):
            objects = below.once + self._sizes.page(node) * below.each
        elif not _is_list_of_objects(field):
            objects = below.once
        elif _is_connection(parent):
            return shape._replace(once=1, each=below.once)
        else:
            objects = ASSUMED_LENGTH * below.once
        return shape._replace(once=min(objects + 1, MOST))


def _definition(type_: Any, name: str) -> GraphQLField | None:
    found = META_FIELDS.get(name) or getattr(type_, "fields", {}).get(name)
    # Input objects have fields of another kind.
    return found if isinstance(found, GraphQLField) else None


def _is_about_schema(type_: Any) -> bool:
    return type_ is not None and type_.name.startswith("__")


def _is_connection(type_: Any) -> bool:
    return type_ is not None and get_named_type(type_).name.endswith("Connection")


def _is_list_of_objects(field: GraphQLField | None) -> bool:
    return (
        field is not None
        and is_list_type(get_nullable_type(field.type))
        and is_composite_type(get_named_type(field.type))
    )


def _lengths() -> dict[str, int]:
    """Give the length of each list of introspection, where it is longest in this schema."""
    types = list(TYPES.values())
    core = schema._schema  # noqa: SLF001 -- there is no public name
    outputs = [type_ for type_ in types if is_object_type(type_) or is_interface_type(type_)]
    inputs = [type_ for type_ in types if is_input_object_type(type_)]
    fields = [field for type_ in outputs for field in type_.fields.values()]
    return {
        "types": len(types),
        "directives": len(core.directives),
        "fields": max(len(type_.fields) for type_ in outputs),
        "inputFields": max(len(type_.fields) for type_ in inputs),
        "interfaces": max(len(type_.interfaces) for type_ in outputs),
        "possibleTypes": max(
            len(core.get_possible_types(type_)) for type_ in types if is_abstract_type(type_)
        ),
        "enumValues": max(len(type_.values) for type_ in types if is_enum_type(type_)),
        "args": max(len(one.args) for one in (*fields, *core.directives)),
    }


LENGTHS = _lengths()
