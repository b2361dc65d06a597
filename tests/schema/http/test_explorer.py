"""Browsers get a page at the address of the API, unless the operator has switched it off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.schema.http.wire import PREFLIGHT, fault, own_headers
from tests.server import running

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
NO_PREFLIGHT = "A GET request needs the header GraphQL-Preflight, with any value."
HIDDEN = (
    "GraphQL introspection has been disabled, but the requested query contained the field"
    " '__schema'."
)


async def test_a_browser_gets_the_page(server: Server) -> None:
    answer = await server.anonymous.request("GET", "/graphql", headers=BROWSER)
    assert answer.status == 200
    assert own_headers(answer)["content-type"] == "text/html; charset=utf-8"
    assert b"<html" in answer.body


async def test_programs_do_not(server: Server) -> None:
    answer = await server.anonymous.request("GET", "/graphql", headers={"accept": "*/*"})
    assert (answer.status, answer.json) == (400, fault(NO_PREFLIGHT))


async def test_a_browser_with_a_query_does_not(server: Server) -> None:
    target = "/graphql?query=%7B__typename%7D"
    answer = await server.anonymous.request("GET", target, headers={**BROWSER, **PREFLIGHT})
    assert (answer.status, answer.json) == (200, {"data": {"__typename": "Query"}})


async def test_it_can_be_switched_off(database_url: str) -> None:
    async with running(database_url, explorer=False) as server:
        answer = await server.anonymous.request("GET", "/graphql", headers=BROWSER)
        assert (answer.status, answer.json) == (400, fault(NO_PREFLIGHT))


async def test_the_root_leads_there(server: Server) -> None:
    browser = await server.anonymous.request("GET", "/", headers=BROWSER)
    assert (browser.status, browser.headers["location"]) == (307, "/graphql")
    program = await server.anonymous.request("GET", "/")
    assert (program.status, program.body) == (200, b"Rollcall. The API is at /graphql.\n")


async def test_introspection_can_be_switched_off(database_url: str) -> None:
    async with running(database_url, introspection=False) as server:
        answer = await server.admin.execute("{ __schema { __typename } }")
        error = {
            "message": HIDDEN,
            "locations": [{"line": 1, "column": 3}],
            "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"},
        }
        assert answer == {"errors": [error]}
        assert await server.admin.execute("{ __typename }") == {"data": {"__typename": "Query"}}


async def test_introspection_is_on(server: Server) -> None:
    answer = await server.anonymous.execute("{ __schema { queryType { name } } }")
    assert answer == {"data": {"__schema": {"queryType": {"name": "Query"}}}}
