"""Whatever the body of a request is, the answer is JSON with a code, never a 500."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from tests.schema.http.wire import Exchange, fault, own_headers, post

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

MIB = 1024 * 1024
DEEP = 100_000
LONG = b"9" * 5_000
TYPENAME = b'{"query": "{ __typename }"}'
VARIABLE = b'{"query": "{ __typename }", "variables": {"a": '
NO_OBJECT = "The body must be a JSON object with the key `query`."
NO_QUERY = "`query` must be a string: the GraphQL document."
NO_UTF8 = "The body is no JSON: str is not valid UTF-8: surrogates not allowed."
TOO_DEEP = "The body is no JSON: depth limit exceeded."
INFINITE = "The body is no JSON: number is infinity when parsed as double."
TOO_LARGE = "The body of a request has at most 1048576 bytes."


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The body is no JSON: Input is a zero-length, empty document."),
        (b"{", "The body is no JSON: unexpected end of data."),
        (b"null", NO_OBJECT),
        (b"1", NO_OBJECT),
        (b"1.5", NO_OBJECT),
        (b"true", NO_OBJECT),
        (b'"{ __typename }"', NO_OBJECT),
        (b"[]", "A batch has 1 to 10 operations, and this one has 0."),
        (b"{}", NO_QUERY),
        (b'{"query": null}', NO_QUERY),
        (b'{"query": 1}', NO_QUERY),
        (b'{"query": ["{ __typename }"]}', NO_QUERY),
        (b'{"query": "{ __typename }", "variables": []}', "`variables` must be a JSON object."),
        (b'{"query": "{ __typename }", "variables": "a"}', "`variables` must be a JSON object."),
        (b'{"query": "{ __typename }", "extensions": 1}', "`extensions` must be a JSON object."),
        (b'{"query": "{ __typename }", "operationName": 1}', "`operationName` must be a string."),
        (
            b'{"query": "{ __typename }", "operationName": "\\ud800"}',
            "The body is no JSON: no low surrogate in string.",
        ),
        (b"\xff\xfe", NO_UTF8),
        (b'{"query": "\xc3"}', NO_UTF8),
        (b'{"query": "\xed\xa0\x80"}', NO_UTF8),
        (gzip.compress(TYPENAME, mtime=0), NO_UTF8),
        (b"[" * DEEP, TOO_DEEP),
        (b'{"a":' * DEEP, TOO_DEEP),
        (
            b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * DEEP + b"]" * DEEP + b"}}",
            TOO_DEEP,
        ),
        (VARIABLE + LONG + b"}}", INFINITE),
        (LONG, INFINITE),
        (
            VARIABLE + b"NaN}}",
            "The body is no JSON: unexpected character, expected a JSON value.",
        ),
    ],
    ids=lambda value: str(value[:24]),
)
async def test_a_body_that_is_no_request(server: Server, body: bytes, message: str) -> None:
    answer = await post(server.anonymous, body)
    assert (answer.status, answer.json) == (400, fault(message))
    assert own_headers(answer) == {
        "cache-control": "no-store",
        "content-type": "application/json; charset=utf-8",
        "content-length": str(len(answer.body)),
    }


async def test_null_is_as_good_as_absent(server: Server) -> None:
    body = {"query": "{ __typename }", "variables": None, "operationName": None, "extensions": None}
    answer = await post(server.anonymous, json.dumps(body).encode())
    assert (answer.status, answer.json) == (200, {"data": {"__typename": "Query"}})


async def test_unknown_keys_do_not_disturb(server: Server) -> None:
    answer = await post(server.anonymous, b'{"query": "{ __typename }", "id": 7}')
    assert (answer.status, answer.json) == (200, {"data": {"__typename": "Query"}})


def padded(size: int) -> bytes:
    """Give a request of so many bytes."""
    return TYPENAME[:-1] + b" " * (size - len(TYPENAME)) + b"}"


@pytest.mark.parametrize("declared", [True, False])
async def test_a_mebibyte_is_read(server: Server, *, declared: bool) -> None:
    headers = {"content-length": str(MIB)} if declared else {}
    exchange = Exchange(server.anonymous, [padded(MIB)[:1000], padded(MIB)[1000:]], headers)
    answer = await exchange.run()
    assert answer is not None
    assert (answer.status, answer.json) == (200, {"data": {"__typename": "Query"}})


async def test_a_byte_more_is_not_even_read_where_it_is_announced(server: Server) -> None:
    body = padded(MIB + 1)
    exchange = Exchange(server.anonymous, [body], {"content-length": str(MIB + 1)})
    answer = await exchange.run()
    assert answer is not None
    assert (answer.status, answer.json) == (413, fault(TOO_LARGE))
    assert answer.headers["connection"] == "close"
    assert exchange.asked == 0


async def test_a_byte_more_is_refused_when_it_comes(server: Server) -> None:
    body = padded(MIB + 1)
    pieces = [body[:MIB], body[MIB:], b"never", b"asked for"]
    exchange = Exchange(server.anonymous, pieces)
    answer = await exchange.run()
    assert answer is not None
    assert (answer.status, answer.json) == (413, fault(TOO_LARGE))
    assert answer.headers["connection"] == "close"
    assert exchange.asked == 2


async def test_a_client_that_leaves_while_it_sends_gets_no_answer(server: Server) -> None:
    exchange = Exchange(server.anonymous, [TYPENAME[:10]], leaves=True)
    assert await exchange.run() is None
    assert exchange.asked == 2
