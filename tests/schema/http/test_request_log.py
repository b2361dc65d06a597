"""The line for each request: there if wanted, with what operators need and nothing of clients."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from core.logs import _add_request_id
from tests.processes import serving
from tests.schema.http.wire import PREFLIGHT, get, post
from tests.server import running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Server

pytestmark = pytest.mark.anyio


async def test_one_line_for_each_request(sqlite_url: str) -> None:
    changes = {"log_requests": True, "trusted_proxies": "127.0.0.1"}
    async with running(sqlite_url, **changes) as server:
        with capture_logs(processors=[_add_request_id]) as lines:
            await post(server.anonymous, b"{", x_request_id="one", x_forwarded_for="192.0.2.7")
            await get(server.anonymous, "query={__typename}", {**PREFLIGHT, "x-request-id": "two"})
            await server.anonymous.request("GET", "/nowhere?a=b", headers={"x-request-id": "three"})
    for line in lines:
        assert 0 <= line.pop("milliseconds") < 60_000
    shared = {"event": "request", "log_level": "info"}
    assert lines == [
        {
            **shared,
            "method": "POST",
            "path": "/graphql",
            "status": 400,
            "address": "192.0.2.7",
            "request_id": "one",
        },
        {
            **shared,
            "method": "GET",
            "path": "/graphql",
            "status": 200,
            "address": "127.0.0.1",
            "request_id": "two",
        },
        {
            **shared,
            "method": "GET",
            "path": "/nowhere",
            "status": 404,
            "address": "127.0.0.1",
            "request_id": "three",
        },
    ]


async def test_no_line_as_it_comes(server: Server) -> None:
    with capture_logs() as lines:
        await post(server.anonymous, b'{"query": "{ __typename }"}')
        await server.anonymous.request("GET", "/nowhere")
    assert lines == []


async def test_a_client_that_leaves_has_a_line_without_status(sqlite_url: str) -> None:
    async with running(sqlite_url, log_requests=True) as server:

        async def leave() -> dict[str, str]:
            return {"type": "http.disconnect"}

        async def send(_: object) -> None:
            raise AssertionError

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/graphql",
            "query_string": b"",
            "headers": [(b"content-type", b"application/json")],
            "client": ("127.0.0.1", 1),
        }
        with capture_logs() as lines:
            await server.app(scope, leave, send)
    assert [(line["event"], line["status"]) for line in lines] == [("request", None)]


def test_as_it_stands_in_the_log(tmp_path: Path) -> None:
    with serving(tmp_path, LOG_FORMAT="json", LOG_REQUESTS="on") as server:
        server.post(
            'mutation { login(input: {email: "ann@example.com", password: "hush hush"}) {'
            " errors { code } } }"
        )
        server.await_events('"request"', 2)
    line = json.loads([one for one in server.err if '"request"' in one][-1])
    assert (line["method"], line["path"], line["status"]) == ("POST", "/graphql", 200)
    assert len(line["request_id"]) == 32
    assert "ann@example.com" not in "".join(server.err)


def test_nobody_writes_lines_or_colours_of_their_own(tmp_path: Path) -> None:
    with serving(tmp_path, LOG_REQUESTS="on") as server, server.connect() as client:
        client.sendall(
            b"GET /a%0Ab%1B[31m?secret=hush HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\tb\r\n\r\n"
        )
        assert client.recv(100).startswith(b"HTTP/1.1 404 ")
        server.await_events("status=404", 1)
    (line,) = [one for one in server.err if "status=404" in one]
    assert "path=/a%0Ab%1B[31m " in line
    assert "\x1b" not in line
    assert "a\tb" not in line
    assert "hush" not in line
