"""Who asks by a header is told what an operation cost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.schema.http.wire import get, post

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

HEADER = {"x-rollcall-cost": "1"}
PAGE = "query ($n: Int = 3) { users(first: $n) { nodes { id name } } }"
EMPTY: dict[str, Any] = {"users": {"nodes": []}}


async def test_the_cost_stands_beside_the_data(server: Server) -> None:
    body = json.dumps({"query": "{ users(first: 10) { totalCount nodes { id } } }"}).encode()
    answer = await post(server.admin, body, **HEADER)
    data = {"users": {"totalCount": 0, "nodes": []}}
    assert answer.json == {"data": data, "extensions": {"cost": 1 + 1 + 1 + 10}}
    assert "extensions" not in (await post(server.admin, body)).json


async def test_it_is_that_of_the_variables(server: Server) -> None:
    for variables, cost in ((None, 8), ({}, 8), ({"n": 7}, 16), ({"n": None}, 102)):
        body = json.dumps({"query": PAGE, "variables": variables}).encode()
        answer = await post(server.admin, body, **HEADER)
        assert answer.json == {"data": EMPTY, "extensions": {"cost": cost}}


async def test_it_is_that_of_the_operation_that_ran(server: Server) -> None:
    query = "query A { __typename } query B { __typename me { id } }"
    body = json.dumps({"query": query, "operationName": "A"}).encode()
    assert (await post(server.admin, body, **HEADER)).json["extensions"] == {"cost": 1}


async def test_errors_and_mutations_have_it_too(server: Server) -> None:
    query = (
        'mutation { login(input: {email: "a@b.c", password: "x"}) { user { id } } me: __typename }'
    )
    for document, cost in ((query, 4), ("{ me { id } }", 2)):
        body = json.dumps({"query": document}).encode()
        answer = await post(server.anonymous, body, **HEADER)
        assert answer.json["extensions"] == {"cost": cost}


async def test_it_is_told_by_get_and_whatever_the_header_says(server: Server) -> None:
    headers = {"graphql-preflight": "1", "x-rollcall-cost": ""}
    answer = await get(server.anonymous, "query=%7B__typename%7D", headers)
    assert answer.json == {"data": {"__typename": "Query"}, "extensions": {"cost": 1}}
