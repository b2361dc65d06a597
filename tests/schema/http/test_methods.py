"""Methods: POST for everything, GET for queries that no other site can send, no other method."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest

from tests.schema.http.wire import PREFLIGHT, fault, get, own_headers

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

DATA = {"data": {"__typename": "Query"}}
SIGNUP = """mutation {
  signup(input: {email: "ann@example.com", password: "correct horse 1"}) { user { id } }
}"""


def query_string(query: str = "{ __typename }", **more: str) -> str:
    """Give the query string of a GET request."""
    return urlencode({"query": query, **more})


@pytest.mark.parametrize(
    "header", ["Apollo-Require-Preflight", "X-Apollo-Operation-Name", "GraphQL-Preflight"]
)
async def test_get_with_a_header_that_needs_a_preflight(server: Server, header: str) -> None:
    answer = await get(server.anonymous, query_string(), {header: "any"})
    assert (answer.status, answer.json) == (200, DATA)


@pytest.mark.parametrize("headers", [{}, {"content-type": "application/json"}, {"origin": "null"}])
async def test_get_without_such_a_header(server: Server, headers: dict[str, str]) -> None:
    answer = await get(server.anonymous, query_string(), headers)
    message = "A GET request needs the header GraphQL-Preflight, with any value."
    assert (answer.status, answer.json) == (400, fault(message))


async def test_get_with_variables_and_operation_name(server: Server) -> None:
    query = "query A { __typename } query B($yes: Boolean!) { b: __typename @include(if: $yes) }"
    more = {"variables": '{"yes": true}', "operationName": "B", "extensions": "{}"}
    answer = await get(server.anonymous, query_string(query, **more))
    assert (answer.status, answer.json) == (200, {"data": {"b": "Query"}})


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"variables": "{"}, "`variables` is no JSON: unexpected end of data."),
        ({"variables": "1"}, "`variables` must be a JSON object."),
        ({"variables": "[" * 100_000}, "`variables` is no JSON: depth limit exceeded."),
        ({"extensions": "[]"}, "`extensions` must be a JSON object."),
    ],
)
async def test_get_with_parameters_that_are_none(
    server: Server, more: dict[str, str], message: str
) -> None:
    answer = await get(server.anonymous, query_string(**more))
    assert (answer.status, answer.json) == (400, fault(message))


async def test_get_without_a_query(server: Server) -> None:
    answer = await get(server.anonymous, "")
    message = "`query` must be a string: the GraphQL document."
    assert (answer.status, answer.json) == (400, fault(message))


async def test_get_with_bytes_that_are_no_text(server: Server) -> None:
    answer = await get(server.anonymous, "query=%ff")
    message = "Syntax Error: Unexpected character: U+FFFD."
    expected = fault(message, "GRAPHQL_PARSE_FAILED", line=1, column=1)
    assert (answer.status, answer.json) == (200, expected)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_mutation_by_get_does_nothing(server: Server, method: str) -> None:
    target = f"/graphql?{query_string(SIGNUP)}"
    answer = await server.anonymous.request(method, target, headers=PREFLIGHT)
    assert (answer.status, answer.json) == (405, fault("A mutation is sent by POST."))
    assert answer.headers["allow"] == "POST"
    assert await server.admin.data("{ users { totalCount } }") == {"users": {"totalCount": 0}}


async def test_a_query_beside_a_mutation_may_be_got(server: Server) -> None:
    document = f"query Q {{ __typename }} {SIGNUP.replace('mutation', 'mutation M', 1)}"
    answer = await get(server.anonymous, query_string(document, operationName="Q"))
    assert (answer.status, answer.json) == (200, DATA)


async def test_head_answers_as_get_does(server: Server) -> None:
    target = f"/graphql?{query_string()}"
    head = await server.anonymous.request("HEAD", target, headers=PREFLIGHT)
    got = await server.anonymous.request("GET", target, headers=PREFLIGHT)
    assert (head.status, own_headers(head)) == (got.status, own_headers(got))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY"])
async def test_no_other_method(server: Server, method: str) -> None:
    target = f"/graphql?query={quote('{ __typename }')}"
    answer = await server.anonymous.request(method, target, headers=PREFLIGHT)
    assert (answer.status, answer.json) == (405, fault("Use POST, or GET for queries."))
    assert answer.headers["allow"] == "GET, HEAD, POST"
