"""Pages of other origins: those that are named may use the API, and no other can do anything."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from models.user import User
from tests.accounts import PASSWORD, sign_up
from tests.schema.http.wire import JSON, own_headers, post
from tests.server import running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.server import Answer, Server

pytestmark = pytest.mark.anyio

APP, EVIL = "https://app.example", "https://evil.example"
SIGNUP = f"""mutation {{
  signup(input: {{email: "ann@example.com", password: "{PASSWORD}"}}) {{ user {{ id }} }}
}}"""
BODY = json.dumps({"query": SIGNUP}).encode()
ALLOW = "access-control-allow-"


@pytest.fixture
async def shared(sqlite_url: str) -> AsyncIterator[Server]:
    """Run a server that lets the pages of two origins in."""
    origins = f"{APP}, http://localhost:3000"
    async with running(sqlite_url, cors_origins=origins) as started:
        yield started


async def preflight(server: Server, origin: str, path: str = "/graphql", **more: str) -> Answer:
    """Ask as a browser does before it sends something unusual."""
    headers = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,x-api-key",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    return await server.anonymous.request("OPTIONS", path, headers=headers)


async def count(server: Server) -> int:
    """Count the users."""
    return await User.of((await server.project()).id).count()


@pytest.mark.parametrize("origin", [APP, "http://localhost:3000"])
@pytest.mark.parametrize("path", ["/graphql", "/.well-known/jwks.json"])
async def test_pages_that_are_named_may_ask(shared: Server, origin: str, path: str) -> None:
    answer = await preflight(shared, origin, path)
    assert answer.status == 200
    headers = own_headers(answer)
    assert headers[f"{ALLOW}origin"] == origin
    assert headers[f"{ALLOW}credentials"] == "true"
    assert headers[f"{ALLOW}headers"] == "authorization,content-type,x-api-key"
    assert headers[f"{ALLOW}methods"] == "GET, HEAD, POST"
    assert headers["access-control-max-age"] == "86400"
    assert "Origin" in headers["vary"]


async def test_and_read_the_answer(shared: Server) -> None:
    answer = await post(shared.anonymous, BODY, origin=APP)
    assert answer.json["data"]["signup"]["user"]
    headers = own_headers(answer)
    assert headers[f"{ALLOW}origin"] == APP
    assert headers[f"{ALLOW}credentials"] == "true"
    assert headers["access-control-expose-headers"] == "Retry-After, X-Request-Id"
    assert "Origin" in headers["vary"]


async def test_errors_can_be_read_too(shared: Server) -> None:
    for answer in (
        await post(shared.anonymous, b"{", origin=APP),
        await shared.anonymous.request("GET", "/nowhere", headers={"origin": APP}),
    ):
        assert own_headers(answer)[f"{ALLOW}origin"] == APP


@pytest.mark.parametrize(
    "origin",
    [EVIL, "null", "", f"{APP}.evil.example", "http://app.example", f"{APP}:8443", APP.upper()],
)
async def test_pages_of_any_other_origin_may_not(shared: Server, origin: str) -> None:
    asked = await preflight(shared, origin)
    assert asked.status == 400
    assert f"{ALLOW}origin" not in own_headers(asked)
    answer = await post(shared.anonymous, b'{"query": "{ __typename }"}', origin=origin)
    assert f"{ALLOW}origin" not in own_headers(answer)


async def test_methods_that_there_are_not(shared: Server) -> None:
    answer = await preflight(shared, APP, access_control_request_method="DELETE")
    assert answer.status == 400


async def test_any_origin_without_credentials(sqlite_url: str) -> None:
    async with running(sqlite_url, cors_origins="*") as server:
        asked = own_headers(await preflight(server, EVIL))
        told = own_headers(await post(server.anonymous, BODY, origin=EVIL, cookie="a=b"))
    for headers in (asked, told):
        assert headers[f"{ALLOW}origin"] == "*"
        assert f"{ALLOW}credentials" not in headers


async def test_as_it_comes_nobody_else_s_page_is_let_in(server: Server) -> None:
    asked = await preflight(server, APP)
    assert asked.status == 405
    told = await post(server.anonymous, b'{"query": "{ __typename }"}', origin=APP)
    for answer in (asked, told):
        assert [name for name in own_headers(answer) if name.startswith("access-control")] == []


SIMPLE: list[dict[str, Any]] = [
    {"method": "POST", "body": BODY, "headers": {"content-type": "text/plain"}},
    {"method": "POST", "body": BODY, "headers": {"content-type": "text/plain; application/json"}},
    {"method": "POST", "body": BODY},
    {
        "method": "POST",
        "body": urlencode({"query": SIGNUP}).encode(),
        "headers": {"content-type": "application/x-www-form-urlencoded"},
    },
    {
        "method": "POST",
        "body": b'--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n'
        + BODY
        + b'\r\n--x\r\nContent-Disposition: form-data; name="map"\r\n\r\n{}\r\n--x--\r\n',
        "headers": {"content-type": "multipart/form-data; boundary=x"},
    },
    {"method": "GET", "query": urlencode({"query": SIGNUP})},
    {"method": "GET", "query": urlencode({"query": "{ me { id } }"})},
    {"method": "HEAD", "query": urlencode({"query": SIGNUP})},
]
"""What a browser sends for any page without asking (the Fetch standard's simple requests)."""


@pytest.mark.parametrize("attack", SIMPLE, ids=lambda one: str(one.get("headers", one["method"])))
async def test_what_browsers_send_for_anybody_does_nothing(
    server: Server, attack: dict[str, Any]
) -> None:
    _, token = await sign_up(server.anonymous, email="victim@example.com")
    target = f"/graphql?{attack.get('query', '')}".rstrip("?")
    headers = {"origin": EVIL, "sec-fetch-site": "cross-site", **attack.get("headers", {})}
    for caller in (server.anonymous, server.anonymous.with_token(token)):
        answer = await caller.request(
            attack["method"], target, body=attack.get("body", b""), headers=headers
        )
        assert answer.status in {400, 405, 415}
        assert "data" not in answer.json
    assert await count(server) == 1


async def test_json_needs_a_preflight_that_the_evil_page_does_not_get(shared: Server) -> None:
    asked = await preflight(shared, EVIL, access_control_request_headers=", ".join(JSON))
    assert asked.status == 400
    assert await count(shared) == 0
