"""The weight of an operation is that of its plain form, however fragments and variables hide it."""

from __future__ import annotations

from inspect import isawaitable
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest
from graphql import GraphQLError, OperationDefinitionNode, execute, parse
from hypothesis import HealthCheck, assume, given, reject, settings

from schema.build import schema
from schema.execution.documents import prepare
from schema.execution.sizes import Sizes
from schema.execution.tallies import ASSUMED_LENGTH, MOST, Scales, Tally
from tests.execution.naive import Count
from tests.execution.operations import Operation, operations
from tests.execution.stage import IDS

if TYPE_CHECKING:
    from tests.execution.stage import Stage

pytestmark = pytest.mark.anyio

LONG = 0.5
"""Seconds of computing for what takes some milliseconds; without memory it would take years."""
POOLS = {"id": IDS, "path": ["a"], "data": ["a"], "first": [2, 1, 3, 5], "city": ["Lahore"]}
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
PLAIN = "{ users(first: 10) { totalCount nodes { id referrals(first: 5) { nodes { id name } } } } }"
COST = 1 + 1 + 1 + 10 * (1 + 1 + 1 + 5 * 2)
SIZED = (
    "{ users(first: $n) { totalCount nodes { id referrals(first: $m) { nodes { id name } } } } }"
)
FLAGGED = "query ($yes: Boolean!, $no: Boolean! = false) "


def tally_of(text: str, variables: dict[str, Any] | None = None) -> Tally:
    """Weigh the first operation of a document."""
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return Scales(document, Sizes(operation, variables)).weigh(operation)


def cost_of(text: str, **variables: Any) -> int:
    """Give the cost of an operation with these values of its variables."""
    return tally_of(text, variables).once


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("{ me { id } }", 2),
        ("{ __typename }", 1),
        ("{ me { id } __typename node(id: 1) { id } }", 5),
        ("{ users { nodes { id } } }", 1 + 1 + 50),
        ("{ users { edges { cursor node { id } } pageInfo { endCursor } } }", 1 + 1 + 50 * 3 + 2),
        ("{ users(first: 7) { nodes { id } } }", 1 + 1 + 7),
        ("{ users(last: 7) { nodes { id } } }", 1 + 1 + 7),
        ("{ users(first: 7, last: 9) { nodes { id } } }", 1 + 1 + 9),
        ("{ users(first: null, last: 9) { nodes { id } } }", 1 + 1 + 9),
        ("{ users(first: null) { nodes { id } } }", 1 + 1 + 50),
        ("{ users(first: 101) { nodes { id } } }", 1 + 1 + 100),
        ("{ users(first: -7) { nodes { id } } }", 1 + 1),
        (f"{{ users(first: {'9' * 5_000}) {{ nodes {{ id }} }} }}", 1 + 1 + 100),
        ("{ users(first: 1, offset: 1000000) { nodes { id } } }", 1 + 1 + 1),
        ("{ users(first: 2) { nodes { id } nodes { name } a: edges { cursor } } }", 4 + 2 * 3),
        ("{ auditLog(first: 3) { nodes { id } } }", 1 + 1 + 3),
        ("{ me { sessions { id } data } }", 1 + 1 + ASSUMED_LENGTH + 1),
        ("mutation { login(input: {}) { errors { code } } }", 1 + 1 + ASSUMED_LENGTH),
        (PLAIN, COST),
    ],
)
def test_each_field_counts_once_for_each_object_it_can_be_read_of(text: str, cost: int) -> None:
    assert cost_of(text) == cost


@pytest.mark.parametrize(
    "text",
    [
        "{ ...Q } fragment Q on Query " + PLAIN,
        "{ ...A } fragment A on Query { ...B } fragment B on Query " + PLAIN,
        "{ ... { ... on Query " + PLAIN + " } }",
        PLAIN.replace("id name", "...F") + " fragment F on User { id ... on Node { ...G } }"
        " fragment G on User { name }",
        PLAIN.replace("nodes { id name }", "...F") + "fragment F on UserConnection"
        " { nodes { ...G } } fragment G on User { id name }",
        PLAIN.replace("nodes { id name }", "... on UserConnection { ... { nodes { id name } } }"),
        PLAIN.replace("id name", "id ... @include(if: true) { ... @skip(if: false) { name } }"),
        PLAIN.replace("id name", "id name email @skip(if: true) ...F @include(if: false)")
        + " fragment F on User { phone city }",
        PLAIN.replace("totalCount", "a: totalCount").replace("id name", "b: id c: id"),
        PLAIN + " query Other { users { nodes { id name email } } }",
    ],
)
def test_fragments_count_as_what_they_expand_to(text: str) -> None:
    assert cost_of(text) == COST


@pytest.mark.parametrize(
    ("head", "variables"),
    [
        ("query ($n: Int, $m: Int)", {"n": 10, "m": 5}),
        ("query ($n: Int = 10, $m: Int! = 5)", {}),
        ("query ($n: Int = 100, $m: Int = 1)", {"n": 10, "m": 5.0}),
    ],
)
def test_variables_count_as_their_values(head: str, variables: dict[str, Any]) -> None:
    assert cost_of(head + SIZED, **variables) == COST


@pytest.mark.parametrize(
    ("value", "size"),
    [(None, 50), (10**30, 100), (1e300, 100), (-1, 0), (0, 0), (100, 100)],
)
def test_a_page_has_no_other_size_than_the_resolver_gives(value: Any, size: int) -> None:
    assert cost_of("query ($n: Int) { users(first: $n) { nodes { id } } }", n=value) == 2 + size


@pytest.mark.parametrize(
    "value", ["10", True, [10], [[10]], {"n": 10}, 1.5, float("nan"), float("inf")]
)
def test_what_graphql_refuses_costs_nothing(value: Any) -> None:
    assert cost_of("query ($n: Int) { users(first: $n) { nodes { id } } }", n=value) == 2


@pytest.mark.parametrize(
    ("selections", "cost"),
    [
        ("me { id @include(if: $yes) }", 2),
        ("me { id @include(if: $no) }", 1),
        ("me { id @skip(if: $yes) }", 1),
        ("me { id @skip(if: $no) }", 2),
        ("me { id @skip(if: $no) @include(if: $yes) }", 2),
        ("me { id @skip(if: $no) @include(if: $no) }", 1),
        ("me { id @skip(if: $yes) @include(if: $yes) }", 1),
        ("me @skip(if: $yes) { id }", 0),
        ("... @include(if: $no) { me { id } }", 0),
        ("...F @include(if: $no) ...F @include(if: $yes)", 2),
    ],
)
def test_what_is_left_out_costs_nothing(selections: str, cost: int) -> None:
    fragment = " fragment F on Query { me { id } }" if "...F" in selections else ""
    assert cost_of(f"{FLAGGED}{{ {selections} }}{fragment}", yes=True) == cost


def test_before_variables_are_known_the_worst_counts() -> None:
    head = "query ($n: Int = 1, $yes: Boolean = false)"
    text = head + " { users(first: $n) { nodes { id @include(if: $yes) name @skip(if: $yes) } } }"
    assert tally_of(text).once == 2 + 100 * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ me { id } }", (2, 1, 0, 0)),
        ("{ a: me { b: id } me { id @skip(if: true) } }", (2, 2, 2, 1)),
        (
            "{ ...F ...F } fragment F on Query { a: me { ...G } } fragment G on User { b: id }",
            (2, 2, 4, 0),
        ),
        (
            "{ ... @skip(if: true) { a: me { id @include(if: true) @skip(if: true) } } }",
            (2, 1, 1, 3),
        ),
        ("{ ... { ... { ... { me { ... { id } } } } } }", (2, 1, 0, 0)),
    ],
)
def test_depth_root_fields_aliases_and_directives(text: str, expected: tuple[int, ...]) -> None:
    assert tally_of(text)[:4] == expected


@pytest.mark.parametrize(
    "text",
    [
        "{ __schema { types { name fields { args { type { ofType { name } } } } } } }",
        '{ ...F } fragment F on Query { __type(name: "User") { fields { name } } }',
    ],
)
def test_introspection_has_no_depth_and_no_cost(text: str) -> None:
    tally = tally_of(text)
    assert (tally.depth, tally.once, tally.width) == (0, 0, 1)
    assert tally.introspection > 20


def chain(last: str, links: int, of: str) -> str:
    """Write fragments each of which spreads the next as often as `of` says."""
    body = " ".join(
        f"fragment F{n} on User {{ {of.replace('*', f'...F{n + 1}')} }}" for n in range(links)
    )
    return f"{{ me {{ ...F0 }} }} {body} fragment F{links} on User {{ {last} }}"


@pytest.mark.parametrize(
    "of", ["* *", "referredBy { * * }", "a: referredBy { * } b: referredBy { * }"]
)
def test_fragments_that_double_take_no_time(of: str) -> None:
    begun = process_time()
    tally = tally_of(chain("id", 40, of))
    assert process_time() - begun < LONG
    assert tally.once == MOST


@SETTINGS
@given(operation=operations(POOLS))
def test_the_tally_is_that_of_the_expanded_document(operation: Operation) -> None:
    document = parse(operation.text)
    definition = document.definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    assume(not prepare(operation.text, introspection=True).errors)
    try:
        expanded = Count(document, definition, operation.variables).tally
    except (GraphQLError, AssertionError):
        reject()  # Values of variables are wrong.
    assert Scales(document, Sizes(definition, operation.variables)).weigh(definition) == expanded
    worst = Scales(document, Sizes(definition)).weigh(definition)
    assert worst[:4] == expanded[:4]
    assert worst.once >= expanded.once


@SETTINGS
@given(operation=operations(POOLS))
async def test_no_answer_reads_more_fields_than_its_cost(
    stage: Stage, operation: Operation
) -> None:
    assume(not prepare(operation.text, introspection=True).errors)
    prepared, context = stage.begin(operation.text, "admin")
    resolved = 0

    def count(resolve: Any, source: Any, info: Any, **arguments: Any) -> Any:
        nonlocal resolved
        resolved += 1
        return resolve(source, info, **arguments)

    answer = execute(
        schema._schema,
        prepared.document,  # type: ignore[arg-type]
        context_value=context,
        variable_values=operation.variables,
        middleware=[count],
    )
    if isawaitable(answer):
        await answer
    (weight,) = prepared.weights.values()
    assert resolved <= weight.cost(operation.variables)
