"""The head of a request is bounded, by a real server: endless headers are cut off."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from schema.http.patience import Patience
from schema.http.protocol import MAX_IGNORED
from tests.processes import serving

if TYPE_CHECKING:
    from pathlib import Path


ENDLESS = 2 * MAX_IGNORED
PATIENCE = Patience()


def test_headers_without_end_are_cut_off(tmp_path: Path) -> None:
    with serving(tmp_path) as server, server.connect() as client:
        client.settimeout(20)
        client.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\r\nX-Endless: ")
        sent = 0
        with suppress(OSError):
            while sent < ENDLESS:
                sent += client.send(b"a" * 100_000)
        assert sent < ENDLESS


def test_headers_below_the_bound_are_taken_again_and_again(tmp_path: Path) -> None:
    head = b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 60_000 + b"\r\n\r\n"
    with serving(tmp_path) as server, server.connect() as client:
        client.settimeout(20)
        for _ in range(3):
            client.sendall(head)
            assert client.recv(15) == b"HTTP/1.1 200 OK"
            while b"/graphql" not in client.recv(4096):
                pass


def test_a_body_that_comes_at_once_with_its_head_is_no_head(tmp_path: Path) -> None:
    head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with serving(tmp_path) as server, server.connect() as client:
        client.settimeout(20)
        # Of many attempts in some the whole request is read at once.
        for size in (70_000, 100_000, 150_000, 200_000) * 10:
            body = b'{"query": "{ __typename }"' + b" " * size + b"}"
            client.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            assert client.recv(15) == b"HTTP/1.1 200 OK"
            while b"__typename" not in client.recv(4096):
                pass


def test_a_server_does_not_wait_for_ever(tmp_path: Path) -> None:
    body = b"POST /graphql HTTP/1.1\r\nHost: x\r\n"
    with serving(tmp_path) as server, server.connect() as idle, server.connect() as half:
        half.sendall(body)
        for client, answer in ((idle, b""), (half, b"HTTP/1.1 408 Request Timeout")):
            client.settimeout(PATIENCE.head + 2 * PATIENCE.look + 10)
            assert client.recv(4096)[:28] == answer
        assert server.post("{ __typename }") == {"data": {"__typename": "Query"}}
