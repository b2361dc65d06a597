"""Compressed answers: what the client accepts, what is worth it, and never a token."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import brotli
import pytest
import zstandard
from graphql import get_introspection_query

from schema.http.compression import LONG, MIN_BYTES
from tests.accounts import LOGIN, PASSWORD, sign_up
from tests.schema.http.wire import PREFLIGHT, ask, get, post

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.server import Server

pytestmark = pytest.mark.anyio

INTROSPECTION = get_introspection_query()
SMALL = "{ __typename }"
MIDDLE = " ".join(f"n{n}: __typename" for n in range(25))
WAYS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": zstandard.decompress,
}


@pytest.mark.parametrize("name", WAYS)
async def test_long_answers_are_compressed(server: Server, name: str) -> None:
    body = json.dumps({"query": INTROSPECTION}).encode()
    plain = await post(server.anonymous, body)
    assert len(plain.body) > LONG
    packed = await post(server.anonymous, body, accept_encoding=name)
    assert packed.headers["content-encoding"] == name
    assert packed.headers["content-length"] == str(len(packed.body))
    assert len(packed.body) < len(plain.body) / 5
    assert WAYS[name](packed.body) == plain.body
    assert "content-encoding" not in plain.headers
    for answer in (plain, packed):
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["content-type"] == plain.headers["content-type"]


async def test_the_best_way_that_is_accepted(server: Server) -> None:
    body = json.dumps([{"query": f"{{ {MIDDLE} }}"}] * 10).encode()
    for accepted, chosen in (
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, br;q=0.9", "gzip"),
        ("identity", None),
        ("zstd;q=0", None),
    ):
        answer = await post(server.anonymous, body, accept_encoding=accepted)
        assert answer.headers.get("content-encoding") == chosen


async def test_short_answers_are_not(server: Server) -> None:
    answer = await post(server.anonymous, b'{"query": "{ __typename }"}', accept_encoding="gzip")
    assert len(answer.body) < MIN_BYTES
    assert "content-encoding" not in answer.headers
    assert "vary" not in answer.headers


async def test_answers_to_mutations_are_not(server: Server) -> None:
    await sign_up(server.anonymous, email="ann@example.com", data={"long": "a" * 5_000})
    variables = {"input": {"email": "ann@example.com", "password": PASSWORD}}
    login = {"query": LOGIN, "variables": variables}
    for operations in (login, [login], [{"query": INTROSPECTION}, login]):
        answer = await post(server.anonymous, json.dumps(operations).encode(), accept_encoding="br")
        assert b"refreshToken" in answer.body
        assert len(answer.body) > MIN_BYTES
        assert "content-encoding" not in answer.headers


async def test_by_get_and_head_and_for_caches(server: Server) -> None:
    target = urlencode({"query": "{ __schema { types { name description } } }"})
    headers = {**PREFLIGHT, "accept-encoding": "gzip"}
    got = await get(server.anonymous, target, headers)
    head = await server.anonymous.request("HEAD", f"/graphql?{target}", headers=headers)
    assert (got.status, got.headers["content-encoding"]) == (200, "gzip")
    assert head.headers["content-length"] == got.headers["content-length"] == str(len(got.body))
    assert {"Accept-Encoding", "Authorization"} <= set(got.headers["vary"].split(", "))


async def test_errors_are_compressed_like_any_answer(server: Server) -> None:
    query = " ".join(f"n{n}: nobody" for n in range(20))
    answer = await ask(server.anonymous, f"{{ {query} }}")
    packed = await post(
        server.anonymous, json.dumps({"query": f"{{ {query} }}"}).encode(), accept_encoding="zstd"
    )
    assert len(answer.body) > MIN_BYTES
    told = json.loads(zstandard.decompress(packed.body))
    assert [one["message"] for one in told["errors"]] == [
        one["message"] for one in answer.json["errors"]
    ]
