"""Media types: what is read, and what is answered (GraphQL over HTTP, sections 4 and 6)."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from tests.schema.http.wire import ask, fault, post

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

TYPENAME = b'{"query": "{ __typename }"}'
DATA = {"data": {"__typename": "Query"}}
GRAPHQL = "application/graphql-response+json"
NOT_JSON = "Send the request as JSON in UTF-8, with the header Content-Type: application/json."
ENCODED = "Send the body as it is, without the header Content-Encoding."


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON",
        "application/json;charset=utf-8",
        'application/json; charset="UTF-8"',
        "application/json; Charset=utf8",
        "application/json; profile=x",
        "application/json;",
    ],
)
async def test_json_in_every_spelling(server: Server, content_type: str) -> None:
    answer = await post(server.anonymous, TYPENAME, content_type=content_type)
    assert (answer.status, answer.json) == (200, DATA)


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/jsonp",
        "application/json-seq",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "text/plain",
        "text/plain; application/json",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "/",
        ";",
    ],
)
async def test_any_other_type_is_refused(server: Server, content_type: str) -> None:
    answer = await post(server.anonymous, TYPENAME, content_type=content_type)
    assert (answer.status, answer.json) == (415, fault(NOT_JSON))
    assert answer.headers["accept-post"] == "application/json"


async def test_no_type_is_refused(server: Server) -> None:
    answer = await server.anonymous.request("POST", "/graphql", body=TYPENAME)
    assert (answer.status, answer.json) == (415, fault(NOT_JSON))


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip"])
async def test_compressed_bodies_are_refused(server: Server, encoding: str) -> None:
    answer = await post(server.anonymous, gzip.compress(TYPENAME), content_encoding=encoding)
    assert (answer.status, answer.json) == (415, fault(ENCODED))
    assert answer.headers["accept-encoding"] == "identity"


async def test_a_body_as_it_is_may_say_so(server: Server) -> None:
    answer = await post(server.anonymous, TYPENAME, content_encoding="identity")
    assert (answer.status, answer.json) == (200, DATA)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/html", "application/json"),
        (GRAPHQL, GRAPHQL),
        (GRAPHQL.upper(), GRAPHQL),
        (f"{GRAPHQL}, application/json;q=0.9", GRAPHQL),
        (f"application/json, {GRAPHQL};charset=utf-8", GRAPHQL),
        (f"{GRAPHQL};q=0.5, application/json;q=0.9", "application/json"),
        (f"application/json;q=0.5,{GRAPHQL};q=0.5", GRAPHQL),
        (f"{GRAPHQL};q=0, */*", "application/json"),
        ("application/json;q=0, application/*", GRAPHQL),
    ],
)
async def test_the_answer_is_of_the_type_that_was_asked_for(
    server: Server, accept: str, media_type: str
) -> None:
    answer = await ask(server.anonymous, "{ __typename }", accept)
    assert (answer.status, answer.json) == (200, DATA)
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{", None),
        ("{ nobody }", None),
        ("query($n: Int) { users(first: $n) { totalCount } }", {"n": "many"}),
        ("query A { __typename } query B { __typename }", None),
    ],
    ids=["parse", "validate", "coerce", "choose"],
)
@pytest.mark.parametrize(("accept", "status"), [(GRAPHQL, 400), ("application/json", 200)])
async def test_what_was_never_run(
    server: Server, query: str, variables: object, accept: str, status: int
) -> None:
    answer = await ask(server.anonymous, query, accept, variables=variables)
    assert answer.status == status
    assert list(answer.json) == ["errors"]
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"


@pytest.mark.parametrize("accept", [GRAPHQL, "application/json"])
async def test_what_ran_is_no_failure_of_http(server: Server, accept: str) -> None:
    answer = await ask(server.anonymous, "{ me { id } }", accept)
    message = "Sign in: this needs the header Authorization: Bearer <access token>."
    error = {
        "message": message,
        "locations": [{"line": 1, "column": 3}],
        "path": ["me"],
        "extensions": {"code": "UNAUTHENTICATED"},
    }
    assert (answer.status, answer.json) == (200, {"data": {"me": None}, "errors": [error]})


@pytest.mark.parametrize("accept", [GRAPHQL, "application/json"])
async def test_what_is_no_request_has_one_status(server: Server, accept: str) -> None:
    answer = await post(server.anonymous, b"{", accept=accept)
    assert answer.status == 400
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
