"""Variables and arguments become what graphql-core makes of them, or are left to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from graphql import (
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    get_argument_values,
    get_variable_values,
    parse,
    parse_type,
    parse_value,
    type_from_ast,
    validate,
)
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from schema.build import schema
from schema.execution.coercion import Fallback, arguments_of, evaluator, variables_of
from tests.execution.values import POOLS, WRONG, Declared, Values, as_graphql, as_json, chance

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

SCHEMA: Any = schema._schema
USERS = SCHEMA.query_type.fields["users"]
MIXED = {name: [*pool, *WRONG] for name, pool in POOLS.items()}
TYPES = ["UserFilter", "UserFilter!", "[UserOrder!]", "[UserOrder!]!", "DataComparator!"]
TYPES += ["[String!]", "[[Int]]", "Int", "Int!", "Float", "ID", "Boolean!", "DateTime", "String"]
TYPES += ["UserOrderField", "[OrderDirection!]"]
FALLBACK = "left to the ordinary executor"
quick = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


def operation_of(text: str) -> OperationDefinitionNode:
    (operation,) = parse(text).definitions
    assert isinstance(operation, OperationDefinitionNode)
    return operation


def reference_variables(operation: OperationDefinitionNode, values: dict[str, Any]) -> Any:
    found = get_variable_values(SCHEMA, operation.variable_definitions or (), values)
    return found if not isinstance(found, list) else FALLBACK


def our_variables(operation: OperationDefinitionNode, values: dict[str, Any]) -> Any:
    try:
        return variables_of(operation)(values)
    except Fallback:
        return FALLBACK


def check_variables(text: str, values: dict[str, Any]) -> None:
    operation = operation_of(text)
    expected = reference_variables(operation, values)
    if expected != FALLBACK:
        expected = expected.coerced
    # Written out, because cursors depend on the order of keys, and 1 is not 1.0 nor True.
    assert repr(our_variables(operation, values)) == repr(expected)


@st.composite
def variables(draw: DrawFn) -> tuple[str, dict[str, Any]]:
    name = draw(st.sampled_from(TYPES))
    type_: Any = type_from_ast(SCHEMA, parse_type(name))
    maker = Values(draw, Declared(), MIXED)
    value = as_json(maker.value(type_, "v", constant=True))
    if chance(draw, 10):
        return f"query ($v: {name}) {{ __typename }}", {}
    if chance(draw, 10):
        value = draw(st.sampled_from(WRONG))
    return f"query ($v: {name}) {{ __typename }}", {"v": value, "other": 1}


@quick
@given(variables())
def test_variables(asked: tuple[str, dict[str, Any]]) -> None:
    check_variables(*asked)


@pytest.mark.parametrize("given_", [{}, {"v": None}, {"v": 1}, {"v": "1"}, {"v": 1.0}, {"v": True}])
@pytest.mark.parametrize("type_", ["Int", "Int!", "Int = 5", "Int! = 5", "Int = null", "[Int] = 5"])
def test_defaults(type_: str, given_: dict[str, Any]) -> None:
    check_variables(f"query ($v: {type_}) {{ __typename }}", given_)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("UserOrderField", "CITY"),
        ("UserOrderField", "city"),
        ("UserOrderField", 1),
        ("UserOrderField", []),
        ("UserOrder", {"field": "CITY"}),
        ("UserOrder", {"direction": "DESC", "field": "CITY"}),
        ("UserOrder", {"field": "CITY", "direction": None}),
        ("UserOrder", {"field": "CITY", "way": "DESC"}),
        ("UserOrder", [{"field": "CITY"}]),
        ("UserFilter", {"name": {"eq": "a"}, "city": {"in": "b", "eq": None}}),
        ("UserFilter", {"and": {"and": [{"and": []}]}}),
        ("UserFilter", "all"),
        ("DataFilter", {"path": "age"}),
        ("DataFilter", {"is": {"exists": True}, "path": "age"}),
        ("DataComparator", {}),
        ("DataComparator", {"exists": True}),
        ("DataComparator", {"exists": None}),
        ("DataComparator", {"exists": True, "string": None}),
        ("DataComparator", {"number": {"eq": 1}, "string": {"eq": "a"}}),
    ],
)
def test_enums_and_inputs(type_: str, value: Any) -> None:
    check_variables(f"query ($v: {type_}) {{ __typename }}", {"v": value})


@pytest.mark.parametrize("default", ["{}", "{exists: true}", "{exists: true, string: {}}"])
def test_a_default_of_one_field_of_several(default: str) -> None:
    check_variables(f"query ($v: DataComparator = {default}) {{ __typename }}", {})


@st.composite
def fields(draw: DrawFn) -> tuple[str, dict[str, Any]]:
    declared = Declared()
    maker = Values(draw, declared, POOLS)
    chosen = draw(st.lists(st.sampled_from(list(USERS.args)), min_size=1, max_size=3, unique=True))
    written = [f"{name}: {as_graphql(maker.value(USERS.args[name].type, name))}" for name in chosen]
    return f"query {declared} {{ users({', '.join(written)}) {{ __typename }} }}", declared.given


def check_arguments(text: str, values: dict[str, Any]) -> None:
    operation = operation_of(text)
    coerced = reference_variables(operation, values)
    if coerced == FALLBACK:
        return
    (node,) = operation.selection_set.selections
    assert isinstance(node, FieldNode)
    assert written(our_arguments(node, coerced.coerced)) == written(
        reference_arguments(node, coerced)
    )


def reference_arguments(node: FieldNode, coerced: Any) -> Any:
    try:
        return get_argument_values(USERS, node, coerced)
    except GraphQLError:
        return FALLBACK


def our_arguments(node: FieldNode, coerced: dict[str, Any]) -> Any:
    try:
        return arguments_of(node, USERS.args)(coerced)
    except Fallback:
        return FALLBACK


def written(arguments: Any) -> Any:
    """Write arguments out; only their own order does not matter."""
    if arguments == FALLBACK:
        return FALLBACK
    return {name: repr(value) for name, value in arguments.items()}


@quick
@given(fields())
def test_arguments(asked: tuple[str, dict[str, Any]]) -> None:
    assume(not validate(SCHEMA, parse(asked[0])))
    check_arguments(*asked)


@pytest.mark.parametrize(
    "values", [{}, {"v": None}, {"v": "x"}, {"v": "DESC"}, {"v": 3}, {"v": {"gt": 1, "eq": 1}}]
)
@pytest.mark.parametrize(
    "text",
    [
        "($v: String) { users(filter: {city: {eq: $v}, name: {eq: $v}}) { __typename } }",
        "($v: String!) { users(filter: {city: {in: [$v, $v]}}) { __typename } }",
        '($v: String!) { users(filter: {city: {in: ["a", $v]}}) { __typename } }',
        "($v: String) { users(filter: {and: {city: {eq: $v}}}) { __typename } }",
        "($v: OrderDirection) { users(orderBy: {direction: $v, field: ID}) { __typename } }",
        "($v: OrderDirection!) { users(orderBy: [{direction: $v}]) { __typename } }",
        "($v: Int) { users(first: $v, last: $v) { __typename } }",
        "($v: Int = null) { users(first: $v) { __typename } }",
        "($v: String!) { users(filter: {data: {path: [$v], is: {exists: true}}}) { __typename } }",
        "($v: IntFilter!) { users(filter: {referralCount: $v, and: []}) { __typename } }",
    ],
)
def test_variables_within_arguments(text: str, values: dict[str, Any]) -> None:
    check_arguments(f"query {text}", values)


def test_variables_within_a_scalar_are_left_alone() -> None:
    with pytest.raises(Fallback):
        evaluator(parse_value("{a: $v}"), SCHEMA.type_map["JSON"])
