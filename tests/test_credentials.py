"""Access tokens and API keys that are expired, forged, foreign, revoked or no such thing."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.instants import from_micros
from core.tokens import KeyKind, new_api_key
from models.api_key import ApiKey
from models.project import Project
from models.session import Session
from models.signing_key import SigningKey
from models.user import User
from resolvers.key_making import NewKey
from resolvers.operator_keys import issue_key
from tests.accounts import is_signed_in, key_of, log_in, me, sign_up, try_log_in, try_sign_up
from tests.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
BAD_KEY = "The API key is not valid: it is unknown, revoked or expired."
BAD_TOKEN = "The access token is not valid or has run out: refresh it or log in again."
MIXED = "The headers X-API-Key and Authorization belong to different projects."
NO_KEY = "This server wants an API key: send the header X-API-Key."


async def refusal(client: Client, query: str = "{ me { id } }") -> str:
    """Give the message with which the caller is refused, which must be UNAUTHENTICATED."""
    answer = await client.execute(query)
    assert list(answer["data"].values()) == [None]
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}
    return str(error["message"])


async def signing_key(server: Server) -> tuple[str, bytes]:
    """Give the server's own key: its `kid` and its private half."""
    key = await SigningKey.get()
    return str(key.id), server.sealer.for_purpose("signing key").open(key.private_key, key.id.bytes)


def unpadded(value: object) -> str:
    """Write a part of a JWT."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def forgeries(claims: dict[str, Any], kid: str, private: bytes) -> Iterator[str]:
    """Make tokens of everything that an attacker might try with what a token shows."""
    own = Ed25519PrivateKey.from_private_bytes(private)
    public = own.public_key().public_bytes_raw()
    stranger, header = Ed25519PrivateKey.generate(), {"kid": kid}
    yield jwt.encode(claims, stranger, "EdDSA", headers=header)
    yield jwt.encode(
        claims, stranger, "EdDSA", headers={"kid": "00000000-0000-0000-0000-000000000000"}
    )
    yield jwt.encode(claims, stranger, "EdDSA", headers={"jwk": {"kty": "OKP"}})
    yield jwt.encode(claims, "", "none", headers=header)
    yield unpadded({"alg": "None", "kid": kid}) + "." + unpadded(claims) + "."
    yield jwt.encode(claims, base64.b64encode(public) + b"=" * 8, "HS256", headers=header)
    hashed = unpadded({"alg": "HS256", "kid": kid}) + "." + unpadded(claims)
    mac = jwt.get_algorithm_by_name("HS256").sign(hashed.encode(), public)
    yield hashed + "." + base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
    for change in (
        {"exp": claims["iat"] - 1},
        {"exp": str(claims["exp"])},
        {"iss": "https://elsewhere.example"},
        {"sub": claims["sid"]},
        {"sid": claims["sub"]},
        {"sub": claims["sub"] + "\0"},
        {"pid": None},
    ):
        yield jwt.encode(claims | change, own, "EdDSA", headers=header)


async def test_forged_tokens_are_nobody(server: Server) -> None:
    user, token = await sign_up(server.anonymous, email=EMAIL)
    kid, private = await signing_key(server)
    claims = jwt.decode(token, options={"verify_signature": False})
    same = jwt.encode(claims, Ed25519PrivateKey.from_private_bytes(private), "EdDSA", {"kid": kid})
    assert (await me(server.anonymous.with_token(same)))["id"] == user["id"]
    head, body, signature = token.split(".")
    changed = unpadded(claims | {"role": "admin"})
    tokens = [*forgeries(claims, kid, private), f"{head}.{changed}.{signature}", f"{head}.{body}."]
    for forged in tokens:
        assert await refusal(server.anonymous.with_token(forged)) == BAD_TOKEN
    assert len(tokens) == 16


@pytest.mark.parametrize(
    "bearer",
    [
        "",
        " ",
        ".",
        "..",
        "a.b.c",
        "x" * 10_000,
        "eyJ" + "A" * 10_000,
        "é",
        "\xff\xfe",
        "null",
        "a b",
    ],
)
async def test_garbage_is_nobody(server: Server, bearer: str) -> None:
    assert await refusal(server.anonymous.with_token(bearer)) == BAD_TOKEN


async def test_the_scheme_has_no_case_and_no_other_scheme_counts(server: Server) -> None:
    user, token = await sign_up(server.anonymous, email=EMAIL)
    client = server.anonymous
    for scheme in ("Bearer", "bearer", "BEARER"):
        client.headers["authorization"] = f"{scheme} {token}"
        assert (await me(client))["id"] == user["id"]
    for header in (token, f"Basic {token}", f"Token {token}", "", "Bearer"):
        client.headers["authorization"] = header
        assert not await is_signed_in(client)


async def test_a_token_runs_out_and_its_renewal_goes_on(server: Server) -> None:
    await sign_up(server.anonymous, email=EMAIL)
    await Project.filter(is_default=True).update(access_token_lifetime=0)
    old = await log_in(server.anonymous, email=EMAIL)
    assert await refusal(server.anonymous.with_token(old)) == BAD_TOKEN
    await Project.filter(is_default=True).update(access_token_lifetime=60)
    payload = await try_log_in(server.anonymous.with_token(old), email=EMAIL)
    assert payload["tokens"]["expiresIn"] == 60
    assert await is_signed_in(server.anonymous.with_token(payload["tokens"]["accessToken"]))


@pytest.mark.parametrize("what", ["revoked", "expired", "inactive", "deleted"])
async def test_a_token_ends_at_once_with_what_it_stands_for(server: Server, what: str) -> None:
    user, token = await sign_up(server.anonymous, email=EMAIL)
    client = server.anonymous.with_token(token)
    assert await is_signed_in(client)
    long_ago = from_micros(1)
    match what:
        case "revoked":
            await Session.all().update(revoked_at=long_ago)
        case "expired":
            await Session.all().update(expires_at=long_ago)
        case "inactive":
            await User.filter(id=key_of(user)).update(is_active=False)
        case _:
            await User.filter(id=key_of(user)).delete()
    assert await refusal(client) == BAD_TOKEN
    assert await refusal(client, "{ users { totalCount } }") == BAD_TOKEN
    update = 'mutation { updateProfile(input: {city: "Rome"}) { user { id } } }'
    assert await refusal(client, update) == BAD_TOKEN


async def test_an_api_key_must_be_one_of_ours(server: Server) -> None:
    key, unknown = server.publishable_key, new_api_key(KeyKind.SECRET)
    swapped = server.publishable_key.replace("rk_pub_", "rk_sec_")
    signup = f'email: "{EMAIL}", password: "long enough"'
    signup = f"mutation {{ signup(input: {{ {signup} }}) {{ user {{ id }} }} }}"
    client = server.anonymous
    for bad in (unknown, key[:-1], key + "A", key.upper(), swapped, "", "é", "x" * 10_000, "\x00"):
        assert await refusal(client.with_key(bad)) == BAD_KEY
        assert await refusal(client.with_key(bad), signup) == BAD_KEY
    assert not await User.all().exists()


async def test_an_api_key_runs_out(server: Server) -> None:
    assert await server.admin.data("{ users { totalCount } }") == {"users": {"totalCount": 0}}
    await ApiKey.all().update(expires_at=from_micros(1))
    for key in (server.secret_key, server.publishable_key):
        assert await refusal(server.anonymous.with_key(key)) == BAD_KEY


async def test_a_wrong_api_key_is_not_mended_by_a_good_token(server: Server) -> None:
    _, token = await sign_up(server.anonymous, email=EMAIL)
    both = server.anonymous.with_token(token).with_key(new_api_key(KeyKind.PUBLISHABLE))
    assert await refusal(both) == BAD_KEY


async def test_key_and_token_must_be_of_one_project(server: Server) -> None:
    _, other = await server.second_project()
    _, token = await sign_up(server.anonymous, email=EMAIL)
    assert await refusal(other.with_token(token)) == MIXED
    assert await refusal(other.with_token(token), "{ users { totalCount } }") == MIXED
    assert await is_signed_in(server.anonymous.with_key(server.publishable_key).with_token(token))


async def test_an_old_token_takes_the_rights_of_a_secret_key_away(server: Server) -> None:
    client = server.admin.with_token("old")
    assert await refusal(client, "{ users { totalCount } }") == BAD_TOKEN


async def test_an_old_token_does_not_stop_a_sign_up(server: Server) -> None:
    payload = await try_sign_up(server.anonymous.with_token("old"), email=EMAIL)
    assert payload["errors"] == []
    assert (await try_log_in(server.anonymous.with_token("old"), email=EMAIL))["errors"] == []


async def test_a_publishable_key_alone_is_nobody(server: Server) -> None:
    client = server.anonymous.with_key(server.publishable_key)
    message = "Sign in: this needs the header Authorization: Bearer <access token>."
    for query in ("{ me { id } }", "{ users { totalCount } }", '{ user(id: "user_x") { id } }'):
        assert await refusal(client, query) == message
        assert await refusal(server.anonymous, query) == message


async def test_a_server_can_want_an_api_key_of_everybody(database_url: str) -> None:
    async with running(database_url, require_api_key=True) as server:
        client = server.anonymous.with_key(server.publishable_key)
        user, token = await sign_up(client, email=EMAIL)
        assert (await me(client.with_token(token)))["id"] == user["id"]
        for caller in (server.anonymous, server.anonymous.with_token(token)):
            assert await refusal(caller) == NO_KEY
            login = f'email: "{EMAIL}", password: "x"'
            login = f"mutation {{ login(input: {{ {login} }}) {{ user {{ id }} }} }}"
            assert await refusal(caller, login) == NO_KEY


async def test_only_the_hash_of_a_key_is_stored(server: Server) -> None:
    project = await server.project()
    _, key = await issue_key(server.sealer, project, NewKey(KeyKind.SECRET, "back end"))
    row = await ApiKey.get(name="back end")
    assert (row.kind, row.prefix, len(row.key_hash)) == ("secret", key[:12], 64)
    (columns,) = await ApiKey.filter(name="back end").values()
    assert key[12:] not in json.dumps(columns, default=str)
