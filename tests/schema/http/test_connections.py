"""Connections whose client sends too little, too much or nonsense, does not read, or leaves."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from models.audit import AuditEvent
from models.session import Session
from models.user import User
from schema.http.protocol import MAX_IGNORED, MAX_PIPELINED
from schema.http.refusals import MAX_HEAD, MAX_HEADERS
from tests.accounts import PASSWORD, sign_up
from tests.schema.http.lines import CHUNKED, POST, Listening, listening, post
from tests.schema.http.wire import fault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.server import Server

pytestmark = pytest.mark.anyio

MIB = 1024 * 1024
HELLO = b'{"query": "{ __typename }"}'
GREETED = (200, {"data": {"__typename": "Query"}})
TOO_SLOW = (408, fault("The request did not arrive in time: send it anew."))
NO_HTTP = (400, fault("This is no HTTP request."))
NO_TUNNEL = (
    400,
    fault("This server neither changes protocols (Upgrade) nor passes on to others (CONNECT)."),
)
TOO_LARGE = (413, fault(f"The body of a request has at most {MIB} bytes."))
HEAD_TOO_LARGE = (431, fault(f"The request line and headers have at most {MAX_HEAD:,} bytes."))
TOO_MANY = (431, fault(f"A request has at most {MAX_HEADERS} headers."))


@pytest.fixture
async def open_server(server: Server) -> AsyncIterator[Listening]:
    """Have the server listen; at the end no connection may be left."""
    async with listening(server) as started:
        yield started
        await started.await_no_connections()


async def test_an_idle_connection_is_closed_without_a_word(open_server: Listening) -> None:
    async with open_server.connect() as line:
        assert await line.rest() == b""


@pytest.mark.parametrize("begun", [b"P", POST, POST + b"X-Half: a", CHUNKED, CHUNKED + b"5\r\n{"])
async def test_a_request_that_stops_is_told_so(open_server: Listening, begun: bytes) -> None:
    async with open_server.connect() as line:
        await line.send(begun)
        assert await line.answer() == TOO_SLOW
        assert await line.rest() == b""


@pytest.mark.parametrize("begun", [POST + b"X-Slow: ", POST + b"Content-Length: 1000\r\n\r\n"])
async def test_a_byte_now_and_then_is_too_slow(open_server: Listening, begun: bytes) -> None:
    async with open_server.connect() as line:
        await line.send(begun)
        reading = asyncio.create_task(line.answer())
        while not reading.done():
            await line.send(b"a")
            await asyncio.sleep(0.02)
        assert await reading == TOO_SLOW


async def test_the_second_request_of_a_connection_may_be_no_slower(open_server: Listening) -> None:
    async with open_server.connect() as line:
        await line.send(post(HELLO))
        assert await line.answer() == GREETED
        await line.send(POST)
        assert await line.answer() == TOO_SLOW


async def test_a_large_body_has_time_to_come(open_server: Listening) -> None:
    body = HELLO.ljust(40_000)
    async with open_server.connect() as line:
        await line.send(post(body)[: -len(body)])
        for start in range(0, len(body), 4_000):
            await line.send(body[start : start + 4_000])
            await asyncio.sleep(0.1)
        assert await line.answer() == GREETED


async def test_who_does_not_read_a_long_answer_is_left(server: Server) -> None:
    _, token = await sign_up(server.anonymous, email="a@example.com", data={"a": "x" * 60_000})
    fields = " ".join(f"a{n}: data" for n in range(30))
    request = post(
        json.dumps({"query": f"{{ me {{ {fields} }} }}"}).encode(),
        b"Authorization: Bearer " + token.encode(),
    )
    async with listening(server) as started:
        # Small buffers, so that the answer cannot wait in those of the system.
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.connect(("127.0.0.1", started.port))
        with client:
            client.sendall(request * 4)
            while not started.state.total_requests:  # noqa: ASYNC110 -- nothing tells of it
                await asyncio.sleep(0.02)
            assert started.state.connections
            await started.await_no_connections()


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (post(b"x" * (MIB + 1)), TOO_LARGE),
        (post(b"x" * (20 * MIB)), TOO_LARGE),
        (CHUNKED + b"100000\r\n" + b"x" * MIB + b"\r\n5\r\nhello\r\n", TOO_LARGE),
        (CHUNKED + (b"10000\r\n" + b"x" * 65_536 + b"\r\n") * 300, TOO_LARGE),
        (post(HELLO, *(b"X-%d: 1" % n for n in range(MAX_HEADERS - 3))), GREETED),
        (post(HELLO, *(b"X-%d: 1" % n for n in range(MAX_HEADERS - 2))), TOO_MANY),
        (post(HELLO, *(b"a:" for _ in range(16_000))), TOO_MANY),
        (POST + b"X-Long: " + b"a" * (20 * MIB), HEAD_TOO_LARGE),
        (b"hello\r\n\r\n", NO_HTTP),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), NO_HTTP),
        (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", NO_HTTP),
        (POST + b"Content-Length: -1\r\n\r\n", NO_HTTP),
        (POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}", NO_HTTP),
        (POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", NO_HTTP),
        (CHUNKED + b"nonsense\r\n", NO_HTTP),
        (CHUNKED + b"-5\r\n", NO_HTTP),
    ],
    ids=range(16),
)
async def test_who_sends_too_much_or_nonsense_gets_an_answer(
    open_server: Listening, data: bytes, answer: Any
) -> None:
    async with open_server.connect() as line:
        await line.send(data)
        assert await line.answer() == answer
    async with open_server.connect() as line:
        await line.send(post(HELLO))
        assert await line.answer() == GREETED


async def test_a_body_without_end_is_cut_off(open_server: Listening) -> None:
    async with open_server.connect() as line:
        await line.send(CHUNKED)
        sent = 0
        with suppress(ConnectionError):
            while sent < 2 * MAX_IGNORED:
                await line.send(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
                sent += 65_536
        assert sent < 2 * MAX_IGNORED


@pytest.mark.parametrize(
    ("begun", "piece"),
    [
        (b"0\r\n", b"X-More: a\r\n" * 1_000),
        (b"0\r\nX-Long: ", b"a" * 12_000),
        (b"1;", b"a" * 12_000),
    ],
    ids=["trailers", "a trailer", "an extension of a chunk"],
)
async def test_what_comes_with_a_body_and_is_none_has_its_bound(
    open_server: Listening, begun: bytes, piece: bytes
) -> None:
    chunk = b"%x\r\n%s\r\n" % (len(HELLO), HELLO)
    async with open_server.connect() as line:
        await line.send(CHUNKED + chunk + begun)
        for _ in range(8):
            await asyncio.sleep(0.02)
            await line.send(piece)
        assert await line.answer() == HEAD_TOO_LARGE
        assert await line.rest() == b""


async def test_trailers_are_no_headers(open_server: Listening) -> None:
    chunk = b"%x\r\n%s\r\n" % (len(HELLO), HELLO)
    async with open_server.connect() as line:
        for _ in range(2):
            await line.send(CHUNKED + chunk)
            await asyncio.sleep(0.02)
            await line.send(b"0\r\nX-API-Key: rk_sec_none\r\n\r\n")
            assert await line.answer() == GREETED


@pytest.mark.parametrize("name", [b"Upgrade", b"upgrade"])
@pytest.mark.parametrize("protocol", [b"h2c", b"websocket", b"TLS/1.0, HTTP/2.0"])
@pytest.mark.parametrize("place", [0, 1])
async def test_an_offer_to_change_protocols_is_not_taken(
    open_server: Listening, name: bytes, protocol: bytes, place: int
) -> None:
    offer = [b"Connection: Upgrade, HTTP2-Settings", b"HTTP2-Settings: AAMAAABkAAQAAP__"]
    offer.insert(place * 2, name + b": " + protocol)
    body = b'{"query": "{ __typename }", "extensions": {"a": "\\r\\nUpgrade: h2c\\r\\n"}}'
    request = post(body, *offer)
    cut = request.index(b"HTTP2-Settings: ")
    async with open_server.connect() as line:
        for pieces in ([request], [request[:cut], request[cut:]]):
            for piece in pieces:
                await line.send(piece)
                await asyncio.sleep(0.02)
            assert await line.answer() == GREETED


@pytest.mark.parametrize("before", [b"", post(HELLO)])
@pytest.mark.parametrize("offer", [b"UPGRADE: h2c", b"Upgrade: h2c"])
async def test_a_body_is_never_taken_for_a_request(
    open_server: Listening, before: bytes, offer: bytes
) -> None:
    smuggled = post(b'{"query": "{ smuggled: __typename }"}')
    request = before + post(smuggled, b"Connection: Upgrade", offer)
    # The offer that is cut in two is seen by the parser alone, as is one behind another request.
    cut = request.index(offer[1:]) + 3
    async with open_server.connect() as line:
        await line.send(request[:cut])
        if before:
            assert await line.answer() == GREETED
        else:
            await asyncio.sleep(0.02)
        await line.send(request[cut : -len(smuggled)])
        await asyncio.sleep(0.02)
        await line.send(smuggled)
        assert await line.answer() == NO_TUNNEL
        assert await line.rest() == b""


async def test_pipelined_requests_are_answered_in_order(open_server: Listening) -> None:
    fields = [f"a{n}" for n in range(20)]
    requests = [post(b'{"query": "{ %s: __typename }"}' % field.encode()) for field in fields]
    async with open_server.connect() as line:
        await line.send(b"".join(requests))
        for field in fields:
            assert await line.answer() == (200, {"data": {field: "Query"}})


async def test_too_many_pipelined_requests_are_answered_up_to_the_bound(
    open_server: Listening,
) -> None:
    async with open_server.connect() as line:
        await line.send(post(HELLO) * 1_000)
        for _ in range(MAX_PIPELINED + 1):
            assert await line.answer() == GREETED
        assert await line.rest() == b""


async def test_nonsense_after_a_request_takes_nothing_from_it(open_server: Listening) -> None:
    async with open_server.connect() as line:
        await line.send(post(HELLO) + b"nonsense\r\n\r\n")
        assert await line.answer() == GREETED
        assert await line.rest() == b""


@pytest.mark.parametrize("missing", [0, 1, 100])
async def test_who_leaves_during_a_mutation_leaves_nothing_half_written(
    server: Server, missing: int
) -> None:
    async def sign_up_and_leave(number: int) -> None:
        fields = f'email: "{number}@example.com", password: "{PASSWORD}"'
        query = f"mutation {{ signup(input: {{{fields}}}) {{ user {{ id }} }} }}"
        request = post(json.dumps({"query": query}).encode())
        async with started.connect() as line:
            await line.send(request[: len(request) - missing])
            await asyncio.sleep(number * 0.002)
            line.writer.transport.abort()

    async with listening(server) as started:
        await asyncio.gather(*(sign_up_and_leave(number) for number in range(20)))
        await started.await_no_connections()
    users = await User.all().values_list("id", flat=True)
    sessions = await Session.all().values_list("user_id", flat=True)
    events = await AuditEvent.all().values_list("user_id", flat=True)
    assert sorted(users) == sorted(sessions) == sorted(set(events))
    assert not (missing and users)


async def test_who_leaves_before_its_pipelined_answers_disturbs_nobody(
    open_server: Listening, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(10):
        async with open_server.connect() as line:
            await line.send(post(HELLO) * 20)
            line.writer.transport.abort()
    await open_server.await_no_connections()
    async with open_server.connect() as line:
        await line.send(post(HELLO))
        assert await line.answer() == GREETED
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []
