"""Automatic persisted queries: a hash, and where it is unknown the text with it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from core import texts
from tests.accounts import sign_up
from tests.schema.http.wire import PREFLIGHT, ask, fault, get, post

if TYPE_CHECKING:
    from tests.server import Answer, Client, Server

pytestmark = pytest.mark.anyio

TYPENAME = "query Name { __typename }"
DATA = {"data": {"__typename": "Query"}}
GRAPHQL = "application/graphql-response+json"
NOT_FOUND = fault("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
OTHER_TEXT = fault(
    "`extensions.persistedQuery.sha256Hash` is not the SHA-256 of `query`, in small hexadecimal"
    " letters."
)
NO_HASH = "`extensions.persistedQuery.sha256Hash` must be a string of 1 to 500 characters."
PRIVATE = "no-store"


def sha256(text: str) -> str:
    """Give the hash as clients make it."""
    return hashlib.sha256(text.encode()).hexdigest()


def persisted(text: str, **changes: Any) -> dict[str, Any]:
    """Give the extension that names a text by its hash."""
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256(text), **changes}}


async def by_hash(client: Client, text: str = TYPENAME, **more: Any) -> Answer:
    """Send a hash without its text."""
    body = json.dumps({"extensions": persisted(text), **more}).encode()
    return await post(client, body)


async def register(client: Client, text: str = TYPENAME) -> Answer:
    """Send a text with its hash."""
    return await ask(client, text, extensions=persisted(text))


async def get_by_hash(client: Client, text: str = TYPENAME, **headers: str) -> Answer:
    """Send a hash by GET."""
    query = urlencode({"extensions": json.dumps(persisted(text))})
    return await get(client, query, {**PREFLIGHT, **headers})


async def test_hash_then_text_then_hash(server: Server) -> None:
    unknown = await by_hash(server.anonymous)
    assert (unknown.status, unknown.json) == (200, NOT_FOUND)
    assert unknown.headers["cache-control"] == PRIVATE
    told = await register(server.anonymous)
    assert (told.status, told.json) == (200, DATA)
    known = await by_hash(server.anonymous)
    assert (known.status, known.json) == (200, DATA)


async def test_what_is_not_found_never_ran(server: Server) -> None:
    body = json.dumps({"extensions": persisted(TYPENAME)}).encode()
    answer = await post(server.anonymous, body, accept=GRAPHQL)
    assert (answer.status, answer.json) == (400, NOT_FOUND)


@pytest.mark.parametrize("spelling", ["{}", "sha256:{}"])
async def test_by_the_document_id_of_the_specification(server: Server, spelling: str) -> None:
    await register(server.anonymous)
    document_id = spelling.format(sha256(TYPENAME))
    answer = await post(server.anonymous, json.dumps({"documentId": document_id}).encode())
    assert (answer.status, answer.json) == (200, DATA)
    answer = await get(server.anonymous, urlencode({"documentId": document_id}))
    assert (answer.status, answer.json) == (200, DATA)


async def test_variables_and_the_operation_name_come_each_time(server: Server) -> None:
    text = "query A { a: __typename } query B($yes: Boolean!) { b: __typename @include(if: $yes) }"
    more: dict[str, Any] = {"operationName": "B", "variables": {"yes": True}}
    told = await ask(server.anonymous, text, extensions=persisted(text), **more)
    assert told.json == {"data": {"b": "Query"}}
    assert (await by_hash(server.anonymous, text, **more)).json == {"data": {"b": "Query"}}
    more = {"operationName": "B", "variables": {"yes": False}}
    assert (await by_hash(server.anonymous, text, **more)).json == {"data": {}}
    assert (await by_hash(server.anonymous, text, operationName="A")).json == {
        "data": {"a": "Query"}
    }


async def test_nobody_puts_another_text_under_a_hash(server: Server) -> None:
    attack = await ask(server.anonymous, "{ me { id } }", extensions=persisted(TYPENAME))
    assert (attack.status, attack.json) == (200, OTHER_TEXT)
    assert (await by_hash(server.anonymous)).json == NOT_FOUND
    capital = persisted(TYPENAME, sha256Hash=sha256(TYPENAME).upper())
    assert (await ask(server.anonymous, TYPENAME, extensions=capital)).json == OTHER_TEXT


async def test_a_document_with_errors_is_not_kept(server: Server) -> None:
    for text in ("{", "{ nobody }"):
        told = await register(server.anonymous, text)
        assert "data" not in told.json
        assert (await by_hash(server.anonymous, text)).json == NOT_FOUND


async def test_a_long_document_runs_and_is_not_kept(server: Server) -> None:
    text = f"{TYPENAME}{' ' * texts.MAX_BYTES}"
    assert (await register(server.anonymous, text)).json == DATA
    assert (await by_hash(server.anonymous, text)).json == NOT_FOUND


async def test_who_calls_counts_and_not_who_told_the_text(server: Server) -> None:
    text = "query Mine { me { email } }"
    _, ann = await sign_up(server.anonymous, email="ann@example.com")
    _, bob = await sign_up(server.anonymous, email="bob@example.com")
    assert (await register(server.anonymous.with_token(ann), text)).json == {
        "data": {"me": {"email": "ann@example.com"}}
    }
    assert (await by_hash(server.anonymous.with_token(bob), text)).json == {
        "data": {"me": {"email": "bob@example.com"}}
    }
    (error,) = (await by_hash(server.anonymous, text)).json["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


async def test_no_mutation_by_get_under_a_hash_either(server: Server) -> None:
    text = 'mutation { signup(input: {email: "a@example.com", password: "tall green kettle"})'
    text += " { user { id } errors { code } } }"
    assert "errors" not in (await register(server.anonymous, text)).json
    answer = await get_by_hash(server.anonymous, text)
    assert (answer.status, answer.json) == (405, fault("A mutation is sent by POST."))


@pytest.mark.parametrize(
    ("extensions", "message"),
    [
        ({"persistedQuery": 1}, "`extensions.persistedQuery` must be a JSON object."),
        (persisted(TYPENAME, version=2), "`extensions.persistedQuery.version` must be 1."),
        (persisted(TYPENAME, version="1"), "`extensions.persistedQuery.version` must be 1."),
        (persisted(TYPENAME, sha256Hash=None), NO_HASH),
        (persisted(TYPENAME, sha256Hash=1), NO_HASH),
        (persisted(TYPENAME, sha256Hash=""), NO_HASH),
        (persisted(TYPENAME, sha256Hash="a" * 501), NO_HASH),
        ({}, "`query` must be a string: the GraphQL document."),
        ({"persistedQuery": None}, "`query` must be a string: the GraphQL document."),
    ],
)
async def test_an_extension_that_is_none(server: Server, extensions: Any, message: str) -> None:
    answer = await post(server.anonymous, json.dumps({"extensions": extensions}).encode())
    assert (answer.status, answer.json) == (400, fault(message))


async def test_a_document_id_that_is_none(server: Server) -> None:
    for wrong in (1, "", ["x"]):
        answer = await post(server.anonymous, json.dumps({"documentId": wrong}).encode())
        message = "`documentId` must be a string of 1 to 500 characters."
        assert (answer.status, answer.json) == (400, fault(message))
    both = await ask(server.anonymous, TYPENAME, documentId="x")
    assert (both.status, both.json) == (400, fault("Send `query` or `documentId`, not both."))
    strange = await post(server.anonymous, b'{"documentId": "../../etc/passwd"}')
    assert (strange.status, strange.json) == (200, NOT_FOUND)


async def test_other_extensions_are_let_pass(server: Server) -> None:
    answer = await ask(server.anonymous, TYPENAME, extensions={"clientLibrary": {"name": "x"}})
    assert (answer.status, answer.json) == (200, DATA)


async def test_caches_keep_what_everybody_may_see(server: Server) -> None:
    await register(server.anonymous)
    answer = await get_by_hash(server.anonymous)
    assert (answer.status, answer.json) == (200, DATA)
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert {"Authorization", "X-API-Key", "Cookie"} <= set(answer.headers["vary"].split(", "))


async def test_caches_keep_nothing_else(server: Server) -> None:
    assert (await get_by_hash(server.anonymous)).headers["cache-control"] == PRIVATE
    await register(server.anonymous)
    _, token = await sign_up(server.anonymous, email="ann@example.com")
    for caller in (
        server.anonymous.with_token(token),
        server.anonymous.with_token("wrong"),
        server.anonymous.with_key(server.publishable_key),
        server.admin,
    ):
        assert (await get_by_hash(caller)).headers["cache-control"] == PRIVATE
    answer = await get_by_hash(server.anonymous, cookie="a=b")
    assert answer.headers["cache-control"] == PRIVATE
    assert (await by_hash(server.anonymous)).headers["cache-control"] == PRIVATE
    refused = await get(server.anonymous, urlencode({"query": "{ me { id } }"}))
    assert "errors" in refused.json
    assert refused.headers["cache-control"] == PRIVATE
