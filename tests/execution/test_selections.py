"""Fields are collected as the GraphQL specification, 6.3.2, says."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

from schema.execution.coercion import Fallback
from schema.execution.selections import MAX_OBJECTS, Collector, Selected, flags_of


def collected(text: str, **flags: bool) -> list[Selected]:
    """Collect the fields of the one root field of a document, which gives a user."""
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    collector = Collector(document, flags)
    (root,) = collector.root("Query", operation)
    return collector.below("User", root)


def keys(text: str, **flags: bool) -> list[tuple[str, str, int]]:
    """Give the key, the name and the number of places of each field."""
    return [(one.key, one.name, len(one.nodes)) for one in collected(text, **flags)]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ("id name", [("id", "id", 1), ("name", "name", 1)]),
        ("name id name", [("name", "name", 2), ("id", "id", 1)]),
        ("a: id id b: id a: id", [("a", "id", 2), ("id", "id", 1), ("b", "id", 1)]),
        ("... { city } city", [("city", "city", 2)]),
        ("... on User { city } ... on Node { id }", [("city", "city", 1), ("id", "id", 1)]),
        ("... on Session { userAgent } id", [("id", "id", 1)]),
        ("... on Node { ... on Session { userAgent } id }", [("id", "id", 1)]),
        ("__proto__: id __typename", [("__proto__", "id", 1), ("__typename", "__typename", 1)]),
    ],
)
def test_keys_in_the_order_in_which_they_first_occur(
    selection: str, expected: list[tuple[str, str, int]]
) -> None:
    assert keys(f"{{ me {{ {selection} }} }}") == expected


def test_a_fragment_is_visited_once_for_an_object() -> None:
    text = "{ me { ...F name ...F ... { ...F } } me { ...F } } fragment F on User { id name }"
    assert keys(text) == [("id", "id", 1), ("name", "name", 2)]


def test_a_fragment_that_was_skipped_is_visited_later() -> None:
    text = "query { me { ...F @skip(if: true) name ...F } } fragment F on User { id }"
    assert keys(text) == [("name", "name", 1), ("id", "id", 1)]


def test_a_fragment_is_visited_again_for_another_object() -> None:
    document = parse("{ me { ...F referredBy { ...F } } } fragment F on User { id }")
    operation: Any = document.definitions[0]
    collector = Collector(document, {})
    (root,) = collector.root("Query", operation)
    own, referrer = collector.below("User", root)
    assert own.key == "id"
    assert [one.key for one in collector.below("User", referrer)] == ["id"]


@pytest.mark.parametrize("skip", [False, True])
@pytest.mark.parametrize("include", [False, True])
@pytest.mark.parametrize("place", ["id {}", "... {} {{ id }}", "...F {}"])
def test_both_directives_in_one_place(place: str, *, skip: bool, include: bool) -> None:
    expected = ["name", *(["id"] if include and not skip else [])]
    fragment = "fragment F on User { id }"
    written = place.format("@skip(if: $s) @include(if: $i)")
    text = f"query ($s: Boolean!, $i: Boolean!) {{ me {{ name {written} }} }} {fragment}"
    assert [one.key for one in collected(text, s=skip, i=include)] == expected
    literals = f"@include(if: {str(include).lower()}) @skip(if: {str(skip).lower()})"
    text = f"{{ me {{ name {place.format(literals)} }} }} {fragment}"
    assert [one.key for one in collected(text)] == expected


def test_flags_are_the_variables_of_the_operation_that_directives_mention() -> None:
    document = parse(
        "query A($a: Boolean!, $b: Boolean! = true, $first: Int, $c: Boolean = null)"
        " { users(first: $first) @include(if: $c) { nodes { ...F } } }"
        " query B($d: Boolean!) { me @skip(if: $d) { id } }"
        " fragment F on User { id @skip(if: $a) @include(if: $b) }"
    )
    first, second, _ = document.definitions
    assert isinstance(first, OperationDefinitionNode)
    assert isinstance(second, OperationDefinitionNode)
    assert flags_of(document, first) == {"a": None, "b": True, "c": None}
    assert flags_of(document, second) == {"d": None}


def test_too_many_objects_are_not_prepared() -> None:
    document = parse("{ me { id } }")
    operation: Any = document.definitions[0]
    collector = Collector(document, {})
    (root,) = collector.root("Query", operation)
    for _ in range(MAX_OBJECTS):
        collector.below("User", root)
    with pytest.raises(Fallback):
        collector.below("User", root)
