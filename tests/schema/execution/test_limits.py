"""Limits on documents: what passes one is refused before anything runs, and the answer says why."""

from __future__ import annotations

import json
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest

from models.user import User
from schema.execution.reading import MAX_CHARACTERS
from tests.schema.http.wire import ask, post

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

LONG = 2.0
"""Seconds of computing, on a busy machine, for what takes some milliseconds."""
PARTS = "send several operations."
MESSAGES = {
    "depth": "The operation is {} fields deep, and {} is the most: ask for what lies deeper by its"
    " ID.",
    "aliases": f"The operation has {{}} aliases, and {{}} are the most: {PARTS}",
    "rootFields": f"The operation has {{}} root fields, and {{}} are the most: {PARTS}",
    "directives": "The operation has {} directives, and {} are the most: put one around several"
    " fields.",
    "cost": "The operation costs {}, and {} is the most: ask for smaller pages, or for fewer"
    " fields.",
}
MOST = {"depth": 12, "aliases": 30, "rootFields": 30, "directives": 50, "cost": 5_000}
SIGNUP = (
    'signup(input: {{email: "{}@example.com", password: "correct horse 1"}}) {{ user {{ id }} }}'
)


def error(
    limit: str, value: int, shown: str = "", *, place: tuple[int, int] | None = (1, 1)
) -> Any:
    """Give the error for an operation that passes a limit."""
    message = MESSAGES[limit].format(shown or f"{value:,}", f"{MOST[limit]:,}")
    where = {"locations": [{"line": place[0], "column": place[1]}]} if place else {}
    numbers = {"limit": limit, "maximum": MOST[limit], "value": value}
    return {"message": message, **where, "extensions": {**numbers, "code": "QUERY_TOO_COMPLEX"}}


def deep(levels: int) -> str:
    """Write a query of so many levels of fields."""
    return "{ me { " + "referredBy { " * (levels - 2) + "id" + " }" * levels


def many(number: int, before: str = "", after: str = "") -> str:
    """Write a query with so many fields."""
    fields = " ".join(before.format(n) + "id" + after for n in range(number))
    return f"{{ me {{ {fields} }} }}"


def costly(cost: int) -> str:
    """Write a query of a cost that is two more than a multiple of 100."""
    return f"{{ users(first: 100) {{ nodes {{ {'id ' * ((cost - 2) // 100)} }} }} }}"


WITHIN = [
    deep(12),
    many(30, "a{}: "),
    "{ " + "__typename " * 30 + "}",
    many(50, after=" @skip(if: false)"),
    costly(4_902),
]
BEYOND = [
    ("depth", 13, deep(13)),
    ("aliases", 31, many(31, "a{}: ")),
    ("rootFields", 31, "{ " + "__typename " * 31 + "}"),
    ("directives", 51, many(51, after=" @skip(if: false)")),
    ("cost", 5_002, costly(5_002)),
    ("depth", 13, "query A { __typename } query B " + deep(13)),
]


@pytest.mark.parametrize("document", WITHIN, ids=list(MOST))
async def test_a_document_at_a_limit_runs(server: Server, document: str) -> None:
    answer = await server.admin.execute(document)
    assert "data" in answer
    assert "QUERY_TOO_COMPLEX" not in str(answer)


@pytest.mark.parametrize(("limit", "value", "document"), BEYOND)
async def test_a_document_beyond_a_limit_is_refused(
    server: Server, limit: str, value: int, document: str
) -> None:
    place = (1, document.index("query B") + 1 if "query B" in document else 1)
    answer = await server.admin.execute(document, operationName="A" if place[1] > 1 else None)
    assert answer == {"errors": [error(limit, value, place=place)]}


async def test_all_that_is_too_much_is_told_together(server: Server) -> None:
    fields = " ".join(f"a{n}: __typename @skip(if: true)" for n in range(51))
    answer = await server.anonymous.execute(f"{{ {fields} }}")
    limits = [("aliases", 51), ("rootFields", 51), ("directives", 51)]
    assert answer == {"errors": [error(limit, value) for limit, value in limits]}


async def test_nothing_of_a_refused_mutation_is_done(server: Server) -> None:
    signups = " ".join(f"a{n}: " + SIGNUP.format(n) for n in range(31))
    answer = await server.anonymous.execute(f"mutation {{ {signups} }}")
    assert answer == {"errors": [error("aliases", 31), error("rootFields", 31)]}
    assert await User.all().count() == 0


@pytest.mark.parametrize(
    ("accept", "status"), [("application/json", 200), ("application/graphql-response+json", 400)]
)
async def test_a_refusal_is_a_request_error(server: Server, accept: str, status: int) -> None:
    answer = await ask(server.anonymous, deep(13), accept)
    assert (answer.status, answer.json) == (status, {"errors": [error("depth", 13)]})


@pytest.mark.parametrize(
    ("limit", "value", "document"),
    [
        ("tokens", None, "{ " + "a " * 1_000 + "}"),
        ("tokens", None, "{ __typename }" + "#\n" * 1_000),
        ("nesting", None, "{ a" * 201 + " }" * 201),
        ("nesting", None, "{ me { " + "... { " * 200 + "id" + " }" * 202),
        ("nesting", None, "{ users(filter: " + "{not: " * 200 + "{}" + "}" * 200 + ") { a } }"),
        ("characters", MAX_CHARACTERS + 1, "{ a }" + "," * (MAX_CHARACTERS - 4)),
    ],
)
async def test_text_that_is_not_read_to_its_end(
    server: Server, limit: str, value: int | None, document: str
) -> None:
    (found,) = (await server.anonymous.execute(document))["errors"]
    most = {"tokens": 1_000, "nesting": 200, "characters": MAX_CHARACTERS}[limit]
    number = {} if value is None else {"value": value}
    told = {"code": "QUERY_TOO_COMPLEX", "limit": limit, "maximum": most, **number}
    assert found["extensions"] == told
    assert f"{most:,}" in found["message"]


async def test_a_document_at_the_limit_of_characters_is_read(server: Server) -> None:
    document = "{ __typename }".ljust(MAX_CHARACTERS)
    assert await server.anonymous.execute(document) == {"data": {"__typename": "Query"}}


PAGED = (
    "query ($n: Int = 1) { users(first: $n) { nodes { referrals(first: $n) { nodes { id } } } } }"
)


@pytest.mark.parametrize("size", [None, 69, 1])
async def test_page_sizes_in_variables_are_judged_by_their_values(
    server: Server, size: int | None
) -> None:
    answer = await server.admin.execute(PAGED, {} if size is None else {"n": size})
    assert answer == {"data": {"users": {"nodes": []}}}


async def test_page_sizes_in_variables_that_cost_too_much(server: Server) -> None:
    answer = await server.admin.execute(PAGED, {"n": 70})
    assert answer == {"errors": [error("cost", 2 + 70 * (2 + 70), place=None)]}


@pytest.mark.parametrize("value", [-1, 0, "70", True, [70], 1.5, {}])
async def test_wrong_page_sizes_are_told_as_such(server: Server, value: Any) -> None:
    (found,) = (await server.admin.execute(PAGED, {"n": value}))["errors"]
    assert found["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("value", [101, 2**31, 1e300])
async def test_beyond_the_largest_page_that_one_counts(server: Server, value: Any) -> None:
    answer = await server.admin.execute(PAGED, {"n": value})
    assert answer == {"errors": [error("cost", 2 + 100 * (2 + 100), place=None)]}


async def test_what_is_left_out_by_a_variable_is_not_paid_for(server: Server) -> None:
    page = "users(first: 100) { nodes { id referrals(first: 100) @include(if: $all) { nodes { id }"
    document = f"query ($all: Boolean!) {{ {page} }} }} }} }}"
    assert (await server.admin.execute(document, {"all": False})) == {
        "data": {"users": {"nodes": []}}
    }
    answer = await server.admin.execute(document, {"all": True})
    assert answer == {"errors": [error("cost", 2 + 100 * (1 + 2 + 100), place=None)]}


def fragments(of: str, links: int) -> str:
    """Write fragments each of which spreads the next as `of` says."""
    chain = " ".join(
        f"fragment F{n} on User {{ {of.replace('*', f'...F{n + 1}')} }}" for n in range(links)
    )
    return f"{{ me {{ ...F0 }} }} {chain} fragment F{links} on User {{ id }}"


@pytest.mark.parametrize(
    ("document", "limits"),
    [
        (fragments("* *", 40), {"cost"}),
        (fragments("referredBy { * * }", 40), {"cost", "depth"}),
        (fragments("a: referredBy { * } b: referredBy { * }", 30), {"aliases", "cost", "depth"}),
        (fragments("... @skip(if: false) { * * }", 40), {"cost", "directives"}),
        (fragments("referrals { nodes { * } }", 5), {"cost"}),
    ],
)
async def test_fragments_in_fragments_are_refused_at_once(
    server: Server, document: str, limits: set[str]
) -> None:
    begun = process_time()
    answer = await server.anonymous.execute(document)
    assert process_time() - begun < LONG
    assert {found["extensions"]["limit"] for found in answer["errors"]} == limits
    worst = max(found["extensions"]["value"] for found in answer["errors"])
    assert worst <= 1_000_000_000


@pytest.mark.parametrize(
    "document",
    [
        "{ me { " + "referredBy { id } " * 240 + "} }",
        "{ me { ...A ...B } }" + "".join(f" fragment {n} on User {{ {'id ' * 450}}}" for n in "AB"),
        "{ me { " + "... { id } " * 240 + "} }",
    ],
)
async def test_what_takes_long_to_be_validated_is_not(server: Server, document: str) -> None:
    answer = await server.anonymous.execute(document)
    message = (
        "The document has too many fields of one name in one place: ask for each of them once."
    )
    told = {"code": "QUERY_TOO_COMPLEX", "limit": "comparisons", "maximum": 50_000}
    assert answer == {"errors": [{"message": message, "extensions": told}]}


async def test_many_parts_of_a_page_may_ask_for_the_same_fields(server: Server) -> None:
    spread = " ".join(f"...F{n}" for n in range(60))
    parts = " ".join(f"fragment F{n} on User {{ id name __typename }}" for n in range(60))
    query = f"{{ users(first: 10) {{ nodes {{ {spread} }} }} }}"
    answer = await server.admin.execute(f"{query} {parts}")
    assert answer == {"data": {"users": {"nodes": []}}}


@pytest.mark.parametrize(
    "document",
    [
        "{ me { ...A } } fragment A on User { ...A }",
        "{ me { ...A } } fragment A on User { ...B ...B } fragment B on User { ...A ...A }",
        "{ ...A } fragment A on Query { a: me { id } ...A }",
        "{ me { ...Missing } }",
        "{ me { id { id { id } } } }",
        "{ nothing(first: 5) { nodes { id } } }",
        "{ ... on Nothing { users { nodes { id } } } }",
        "{ ... on UserFilter { and { and { id } } } }",
        "{ users(first: [5], last: {a: 1}, after: A) { nodes { id } } }",
        "{ me @skip { id @include(unless: 5) } }",
        "subscription { users { nodes { id } } }",
        "query A { a: me { id } } query A { b: me { id } }",
        "{ a } { b }",
    ],
)
async def test_what_is_not_valid_is_said_to_be_that(server: Server, document: str) -> None:
    answer = await server.anonymous.execute(document)
    codes = {found["extensions"]["code"] for found in answer["errors"]}
    assert codes == {"GRAPHQL_VALIDATION_FAILED"}


async def test_each_operation_of_a_batch_has_its_own_limits(server: Server) -> None:
    batch = [{"query": costly(4_902)}, {"query": deep(13)}, {"query": costly(4_902)}]
    answer = await post(server.admin, json.dumps(batch).encode())
    empty: Any = {"data": {"users": {"nodes": []}}}
    assert answer.json == [empty, {"errors": [error("depth", 13)]}, empty]
