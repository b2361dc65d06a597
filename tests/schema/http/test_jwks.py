"""The public keys: a library that is not ours verifies our tokens by them, also after a change."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, SecurityWarning
from joserfc.jwk import KeySet

from core.tokens import key_id
from models.signing_key import SigningKey
from resolvers import keyring
from resolvers.keyring import PURPOSE, Keyring
from resolvers.rotation import rotate
from schema.http.application import Application
from tests.accounts import is_signed_in, log_in, sign_up
from tests.schema.http.wire import own_headers
from tests.server import Client

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.server import Answer, Server

pytestmark = pytest.mark.anyio

PATH = "/.well-known/jwks.json"
EMAIL = "ada@example.com"


async def get(client: Client, method: str = "GET", **headers: str) -> Answer:
    """Ask for the keys; underscores in the names of headers are hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.request(method, PATH, headers=named)


async def kids(client: Client) -> list[str]:
    """Give the names of the keys that are published."""
    return [key["kid"] for key in (await get(client)).json["keys"]]


def verify(token: str, key_set: Any) -> dict[str, Any]:
    """Verify a token as another service does; the library warns of the name EdDSA (RFC 9864)."""
    with pytest.warns(SecurityWarning, match="RFC 9864"):
        return jwt.decode(token, KeySet.import_key_set(key_set), algorithms=["EdDSA"]).claims


@asynccontextmanager
async def another(server: Server) -> AsyncIterator[Client]:
    """Start one more server on the same database; give a caller without credentials."""
    app = Application(server.settings)
    async with app.router.lifespan_context(app):
        yield Client(app)


def learn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let time pass, as far as servers wait before they look for changes of the keys."""
    for name in ("MAX_AGE", "RELOAD_INTERVAL"):
        monkeypatch.setattr(keyring, name, 0.0)


async def test_another_library_verifies_our_tokens(server: Server) -> None:
    user, token = await sign_up(server.anonymous, email=EMAIL)
    answer = await get(server.anonymous)
    claims = verify(token, answer.json)
    assert claims["sub"] == user["id"]
    assert (claims["email"], claims["role"]) == (EMAIL, "user")
    assert claims["iss"] == server.settings.public_url
    assert claims["exp"] - claims["iat"] == 900


async def test_the_set_says_all_that_a_library_wants_and_no_secret(server: Server) -> None:
    await sign_up(server.anonymous, email=EMAIL)
    answer = await get(server.anonymous)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/jwk-set+json"
    assert answer.headers["cache-control"] == "public, max-age=300"
    stored = await SigningKey.get()
    x = answer.json["keys"][0]["x"]
    assert len(x) == 43
    assert answer.json == {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "alg": "EdDSA",
                "use": "sig",
                "kid": str(stored.id),
                "x": x,
            }
        ]
    }


async def test_before_the_first_sign_in_there_is_the_key_of_the_first_token(
    server: Server,
) -> None:
    early = (await get(server.anonymous)).json
    _, token = await sign_up(server.anonymous, email=EMAIL)
    assert verify(token, early)["email"] == EMAIL


async def test_who_has_the_keys_is_told_so_until_they_change(server: Server) -> None:
    first = await get(server.anonymous)
    etag = first.headers["etag"]
    for tags in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = await get(server.anonymous, if_none_match=tags)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == etag
        assert again.headers["cache-control"] == first.headers["cache-control"]
    assert (await get(server.anonymous, if_none_match='"other"')).status == 200
    await rotate(server.sealer.for_purpose(PURPOSE))
    async with another(server) as other:
        changed = await get(other, if_none_match=etag)
    assert changed.status == 200
    assert changed.headers["etag"] != etag


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
async def test_keys_are_only_read(server: Server, method: str) -> None:
    answer = await get(server.anonymous, method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.json["errors"][0]["message"] == "Use GET."


async def test_head_has_the_headers_of_get(server: Server) -> None:
    got, head = await get(server.anonymous), await get(server.anonymous, "HEAD")
    assert (head.status, own_headers(head)) == (200, own_headers(got))


async def test_a_failure_is_told_as_json_and_is_not_kept(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: Keyring, __: float) -> None:
        raise OSError("hush")

    monkeypatch.setattr(Keyring, "_keep_current", fail)
    answer = await get(server.anonymous)
    assert (answer.status, answer.headers["cache-control"]) == (500, "no-store")
    (error,) = answer.json["errors"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert b"hush" not in answer.body


async def test_a_rotation_signs_nobody_out_on_any_server(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with another(server) as other:
        _, old = await sign_up(server.anonymous, email=EMAIL)
        (first,) = await kids(other)
        await rotate(server.sealer.for_purpose(PURPOSE))
        # Within its minute each goes on with what it knows.
        assert key_id(await log_in(other, email=EMAIL)) == first
        learn_at_once(monkeypatch)
        for client in (server.anonymous, other):
            assert len(await kids(client)) == 2
            new = await log_in(client, email=EMAIL)
            assert key_id(new) == (await kids(client))[1] != first
            key_set = (await get(client)).json
            for token in (old, new):
                assert verify(token, key_set)["email"] == EMAIL
                assert await is_signed_in(server.anonymous.with_token(token))
                assert await is_signed_in(other.with_token(token))


async def test_a_new_key_is_published_before_most_servers_sign_with_it(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "RELOAD_INTERVAL", 60.0)
    async with another(server) as other:
        (first,) = await kids(server.anonymous)
        assert await kids(other) == [first]
        states = await rotate(server.sealer.for_purpose(PURPOSE))
        assert await kids(other) == [first]
        monkeypatch.setattr(keyring, "RELOAD_INTERVAL", 0.0)
        assert await kids(other) == [first, states[0].kid]


async def test_a_server_that_does_not_know_of_a_rotation_takes_the_new_tokens(
    server: Server,
) -> None:
    async with another(server) as other:
        await sign_up(server.anonymous, email=EMAIL)
        await rotate(server.sealer.for_purpose(PURPOSE))
        async with another(server) as started_later:
            token = await log_in(started_later, email=EMAIL)
            assert await is_signed_in(other.with_token(token))
            assert key_id(token) in await kids(other)


async def test_a_key_whose_time_has_come_is_published_no_more(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, token = await sign_up(server.anonymous, email=EMAIL)
    (retired,) = await kids(server.anonymous)
    states = await rotate(server.sealer.for_purpose(PURPOSE))
    retired_at = states[1].retired_at
    assert retired_at is not None
    learn_at_once(monkeypatch)
    assert (await kids(server.anonymous))[0] == retired
    monkeypatch.setattr(keyring, "now", lambda: retired_at)
    (left,) = await kids(server.anonymous)
    assert left == states[0].kid
    with pytest.raises(InvalidKeyIdError):
        verify(token, (await get(server.anonymous)).json)
