"""Coercion of variables and arguments (GraphQL specification, 6.1.2 and 6.4.1), prepared once.

It knows what is right. For anything else it raises Fallback, and the ordinary executor then says
what is wrong, so that there is one source of error messages.
"""

from collections.abc import Callable, Container, Mapping
from typing import Any

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLScalarType,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    type_from_ast,
)
from graphql.utilities import coerce_input_literal

from schema.build import schema

Coerce = Callable[[Any], Any]
Variables = Mapping[str, Any]
Evaluate = Callable[[Variables], Any]
"""Gives the value of an argument for the values of the variables; Undefined is absence."""


class Fallback(Exception):  # noqa: N818 -- not an error: the ordinary executor takes over
    """This operation is not for the fast path, or not with these values."""


def variables_of(operation: OperationDefinitionNode) -> Callable[[Variables], Variables]:
    """Prepare the coercion of the variables of an operation."""
    prepared = []
    for node in operation.variable_definitions or ():
        type_: Any = type_from_ast(schema._schema, node.type)  # noqa: SLF001
        default = Undefined
        if node.default_value is not None:
            default = _literal(node.default_value, type_)
        name = node.variable.name.value
        prepared.append((name, coercer(type_), default, is_non_null_type(type_)))

    def coerce(given: Variables) -> Variables:
        coerced = {}
        for name, convert, default, is_required in prepared:
            if name in given:
                coerced[name] = convert(given[name])
            elif default is not Undefined:
                coerced[name] = default
            elif is_required:
                raise Fallback
        return coerced

    return coerce


def arguments_of(
    node: FieldNode,
    definitions: Mapping[str, GraphQLArgument],
    only: Container[str] | None = None,
) -> Callable[[Variables], dict[str, Any]]:
    """Prepare the arguments of a field, by their names in GraphQL; absent ones are left out.

    `only` names the arguments to prepare; None means all.
    """
    given = {
        argument.name.value: argument.value
        for argument in node.arguments or ()
        if only is None or argument.name.value in only
    }
    prepared = [(name, evaluator(value, definitions[name].type)) for name, value in given.items()]

    def evaluate(variables: Variables) -> dict[str, Any]:
        values = ((name, value(variables)) for name, value in prepared)
        return {name: value for name, value in values if value is not Undefined}

    return evaluate


def evaluator(node: ValueNode, type_: GraphQLInputType, *, may_be_absent: bool = False) -> Evaluate:
    """Prepare the value of an argument; what holds no variable is coerced once.

    `may_be_absent` tells that a variable without a value is as good as nothing at all there, even
    where null is refused: a default stands in for it.
    """
    if isinstance(node, VariableNode):
        return _of_variable(node.name.value, type_, may_be_absent=may_be_absent)
    if not has_variable(node):
        value = _literal(node, type_)
        return lambda _variables: value
    inner: Any = get_nullable_type(type_)
    if is_list_type(inner):
        # A value that is no list stands for a list of one.
        nodes = node.values if isinstance(node, ListValueNode) else (node,)
        items = [evaluator(item, inner.of_type) for item in nodes]
        return lambda variables: [_item(item(variables)) for item in items]
    if isinstance(node, ObjectValueNode) and isinstance(inner, GraphQLInputObjectType):
        return _of_object(node, inner)
    raise Fallback


def coercer(type_: GraphQLInputType) -> Coerce:
    """Prepare the coercion of a JSON value to an input type."""
    if is_non_null_type(type_):
        inner = coercer(type_.of_type)
        return lambda value: _not_null(inner(value))
    if is_list_type(type_):
        item = coercer(type_.of_type)
        return lambda value: _as_list(value, item)
    if isinstance(type_, GraphQLInputObjectType):
        return _of_input(type_)
    return _of_leaf(type_)  # type: ignore[arg-type]


def _literal(node: ValueNode, type_: GraphQLInputType) -> Any:
    value = coerce_input_literal(node, type_)
    if value is Undefined:
        raise Fallback
    return value


def _of_variable(name: str, type_: GraphQLInputType, *, may_be_absent: bool) -> Evaluate:
    refuses_null = is_non_null_type(type_)
    refuses_absence = refuses_null and not may_be_absent

    def evaluate(variables: Variables) -> Any:
        value = variables.get(name, Undefined)
        if (refuses_null and value is None) or (refuses_absence and value is Undefined):
            raise Fallback
        return value

    return evaluate


def _of_object(node: ObjectValueNode, type_: GraphQLInputObjectType) -> Evaluate:
    parts = []
    for part in node.fields:
        field = type_.fields[part.name.value]
        may_be_absent = not is_required_input_field(field)
        evaluate_part = evaluator(part.value, field.type, may_be_absent=may_be_absent)
        parts.append((part.name.value, evaluate_part))
    complete = _completer(type_)

    def evaluate(variables: Variables) -> Any:
        values = ((name, value(variables)) for name, value in parts)
        return complete({name: value for name, value in values if value is not Undefined})

    return evaluate


def _of_input(type_: GraphQLInputObjectType) -> Coerce:
    # Made when first used, because inputs may contain themselves.
    fields: dict[str, Coerce] = {}
    complete = _completer(type_)

    def coerce(value: Any) -> Any:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise Fallback
        if not fields:
            fields.update({name: coercer(field.type) for name, field in type_.fields.items()})
        return complete({name: _known(fields, name)(content) for name, content in value.items()})

    return coerce


def _completer(type_: GraphQLInputObjectType) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Prepare what follows once the fields of an input are coerced."""
    names = tuple(type_.fields)
    required = [name for name, field in type_.fields.items() if is_required_input_field(field)]
    found = {name: field.default_value for name, field in type_.fields.items()}
    defaults = {name: value for name, value in found.items() if value is not Undefined}

    def complete(values: dict[str, Any]) -> dict[str, Any]:
        if any(name not in values for name in required):
            raise Fallback
        if defaults:
            values = {**defaults, **values}
        if len(values) > 1:
            # In the order of the type, not of the client: cursors depend on it.
            values = {name: values[name] for name in names if name in values}
        try:
            # Here Strawberry checks that of a `@oneOf` input exactly one field is given.
            checked: dict[str, Any] = type_.out_type(values)
        except GraphQLError:
            raise Fallback from None
        return checked

    return complete


def _of_leaf(type_: GraphQLScalarType | GraphQLEnumType) -> Coerce:
    parse = type_.coerce_input_value

    def coerce(value: Any) -> Any:
        if value is None:
            return None
        try:
            return parse(value)
        except Exception:  # noqa: BLE001 -- whatever it is, the ordinary executor reports it
            raise Fallback from None

    return coerce


def _known(names: Mapping[str, Any], name: str) -> Any:
    if name not in names:
        raise Fallback
    return names[name]


def _not_null(value: Any) -> Any:
    if value is None:
        raise Fallback
    return value


def _item(value: Any) -> Any:
    return None if value is Undefined else value


def _as_list(value: Any, item: Coerce) -> Any:
    if value is None:
        return None
    return [item(one) for one in value] if isinstance(value, list) else [item(value)]


def has_variable(node: ValueNode) -> bool:
    """Tell whether a variable occurs in a value."""
    if isinstance(node, VariableNode):
        return True
    if isinstance(node, ListValueNode):
        return any(has_variable(item) for item in node.values)
    return isinstance(node, ObjectValueNode) and any(
        has_variable(field.value) for field in node.fields
    )
