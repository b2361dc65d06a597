"""Documents made to take time, memory or the stack: they are refused, or left alone, at once."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from graphql import OperationDefinitionNode, parse

from schema.execution.coercion import Fallback
from schema.execution.documents import prepare
from schema.execution.plans import Plan
from schema.execution.selections import Collector

if TYPE_CHECKING:
    from tests.execution.stage import Stage

pytestmark = pytest.mark.anyio

LONG = 2.0
"""Seconds, on a busy machine, for what takes some milliseconds; attacks would take minutes."""


def nested(depth: int) -> dict[str, Any]:
    """Give a filter within filters."""
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"not": value}
    return value


def within(text: str, begin: str, depth: int) -> str:
    """Write a filter within filters."""
    return text.replace("*", begin * depth + "{}" + "}" * depth)


@pytest.mark.parametrize("depth", [6, 100, 300, 900])
async def test_deep_variables(stage: Stage, depth: int) -> None:
    text = "query ($f: UserFilter) { users(filter: $f) { totalCount } }"
    begun = perf_counter()
    fast, plain = await stage.both(text, {"f": nested(depth)}, "key")
    assert fast == plain
    assert orjson.loads(plain)["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert perf_counter() - begun < LONG


@pytest.mark.parametrize("depth", [6, 60, 150])
@pytest.mark.parametrize(
    "text",
    [
        "{ users(filter: *) { totalCount } }",
        "query ($f: UserFilter = *) { users(filter: $f) { totalCount } }",
        "query ($v: UserFilter) { users(filter: {and: [*], not: $v}) { totalCount } }",
    ],
)
async def test_deep_literals(stage: Stage, text: str, depth: int) -> None:
    fast, plain = await stage.both(within(text, "{not: ", depth), {}, "key")
    assert fast == plain
    assert orjson.loads(plain)["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_fragments_that_multiply_are_left_alone() -> None:
    # Ten users below each user, eight levels deep, would be a hundred million.
    levels = [
        f"fragment F{n} on User {{ "
        + " ".join(f"a{m}: referredBy {{ ...F{n + 1} }}" for m in range(10))
        + " }"
        for n in range(8)
    ]
    document = parse(" ".join(["{ me { ...F0 } }", *levels, "fragment F8 on User { id }"]))
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    begun = perf_counter()
    with pytest.raises(Fallback):
        Plan(operation, Collector(document, {}))
    assert perf_counter() - begun < LONG


async def test_more_referrers_than_are_joined(stage: Stage) -> None:
    text = "{ users { nodes { " + "referredBy { " * 9 + "id" + " }" * 9 + " } } }"
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    with pytest.raises(Fallback):
        Plan(operation, Collector(document, {}))
    shallow = text.replace("referredBy { id }", "id")
    data = await stage.fast(shallow, {})
    assert data is not None
    assert len(data["users"]["nodes"]) == 7


@pytest.mark.parametrize(
    "text",
    [
        "{ me { ...A } } fragment A on User { referredBy { ...A } }",
        "{ me { ...A } } fragment A on User { ...B } fragment B on User { ...A }",
        "{ me { a: id a: name } }",
        "{ users(first: 1) { nodes { id } } users(first: 2) { nodes { id } } }",
        '{ users { nodes { a: data(path: "a") } nodes { a: data(path: "b") } } }',
        "{ users { edges { a: cursor } } users { edges { a: node { id } } } }",
        "query ($a: Boolean) { me { id @skip(if: $a) } }",
        "{ me { id @skip(if: $a) } }",
        "{ me { id @skip(if: true) @skip(if: false) } }",
        "{ me { ... on Project { id } } }",
    ],
)
def test_documents_that_validation_refuses_reach_no_plan(text: str) -> None:
    prepared = prepare(text, introspection=True)
    assert prepared.errors
    assert prepared.cache == {}


async def test_a_long_document(stage: Stage) -> None:
    text = "{ me { " + "id name email city " * 100 + "} }"
    begun = perf_counter()
    fast, plain = await stage.both(text, {}, "admin")
    assert fast == plain
    assert orjson.loads(fast)["data"]["me"]["name"] == "a"
    assert perf_counter() - begun < LONG
