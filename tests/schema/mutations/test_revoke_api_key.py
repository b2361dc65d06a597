"""Revoking API keys: who may, that it holds at once, and that it happens once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from core.ids import Prefix, encode
from models.api_key import ApiKey
from tests.accounts import fault, is_signed_in, key_of, sign_up
from tests.api_keys import (
    REVOKE,
    create,
    key_events,
    own_keys,
    personal,
    promote,
    revoke,
    stored_keys,
    try_create,
)
from tests.callers import ADMINS, callers, code_of

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
USERS = "{ users { totalCount } }"
MISSING = {
    "apiKey": None,
    "errors": [fault("NOT_FOUND", "There is no API key with this ID.", "input", "id")],
}
BAD_KEY = "The API key is not valid: it is unknown, revoked or expired."


async def refusal(client: Client) -> str:
    """Give the message with which a caller without a valid credential is refused."""
    answer = await client.execute(USERS)
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}
    return str(error["message"])


async def test_a_revoked_key_is_worth_nothing_at_once(server: Server) -> None:
    _, token = await sign_up(server.anonymous, email=EMAIL)
    client = server.anonymous.with_token(token)
    key, secret = await create(client)
    kept, other = await create(client, name="other")
    by_key = server.anonymous.with_token(secret)
    assert await is_signed_in(by_key)
    assert await revoke(client, key["id"]) == {"apiKey": key, "errors": []}
    assert await refusal(by_key) == BAD_KEY
    assert [one["id"] for one in await own_keys(client)] == [kept["id"]]
    assert await is_signed_in(server.anonymous.with_token(other))
    assert await revoke(client, key["id"]) == MISSING


async def test_a_key_can_revoke_itself(server: Server) -> None:
    _, client, by_key = await personal(server, email=EMAIL)
    (key,) = await own_keys(client)
    assert (await revoke(by_key, key["id"]))["errors"] == []
    assert await refusal(by_key) == BAD_KEY


async def test_the_last_secret_key_may_go(server: Server) -> None:
    last = encode(Prefix.KEY, (await ApiKey.get(kind="secret")).id)
    assert (await revoke(server.admin, last))["errors"] == []
    assert await refusal(server.admin) == BAD_KEY
    # From the command line, too, a key can be made.
    boss, token = await sign_up(server.anonymous, email=EMAIL)
    await promote(boss)
    _, secret = await create(server.anonymous.with_token(token), kind="SECRET")
    assert "errors" not in await server.anonymous.with_key(secret).execute(USERS)


NOBODY = (
    "anonymous",
    "publishable",
    "garbage",
    "mixed",
    "unknown key",
    "mixed by key",
)


@pytest.mark.parametrize("whose", ["project", "user"])
async def test_who_may_revoke_keys_of_others(server: Server, whose: str) -> None:
    owner = server.admin
    if whose == "user":
        _, owner, _ = await personal(server, email="owner@example.com")
    kind = "SECRET" if whose == "project" else "PERSONAL"
    for name, client in (await callers(server)).items():
        key, _ = await create(owner, name=name, kind=kind)
        before, events = await stored_keys(), await key_events()
        answer = await client.execute(REVOKE, {"id": key["id"]})
        if name in ADMINS:
            assert answer == {"data": {"revokeApiKey": {"apiKey": key, "errors": []}}}, name
            assert len(await stored_keys()) == len(before) - 1
            continue
        if name in NOBODY:
            assert code_of(answer, "revokeApiKey") == "UNAUTHENTICATED", name
        else:
            assert answer == {"data": {"revokeApiKey": MISSING}}, name
        assert (await stored_keys(), await key_events()) == (before, events)
        # Those who have not got it leave it to the owner, who may have 20.
        await revoke(server.admin, key["id"])


async def test_users_revoke_their_own(server: Server) -> None:
    everybody = await callers(server)
    for name in ("member by key", "admin by key"):
        (key, *_) = await own_keys(everybody[name])
        assert (await revoke(everybody[name], key["id"]))["errors"] == []
    member = everybody["member with publishable"]
    key, _ = await create(member)
    assert (await revoke(member, key["id"]))["errors"] == []


@pytest.mark.parametrize(
    "key_id",
    [
        "key_01h455vb4pex5vsknk084sn02q",
        "KEY_01h455vb4pex5vsknk084sn02q",
        "user_01h455vb4pex5vsknk084sn02q",
        "key_" + "z" * 26,
        "key_é",
        "key_",
        "rk_sec_",
        "\0",
        "",
        "x" * 10_000,
    ],
)
async def test_an_unknown_key_is_not_found(server: Server, key_id: str) -> None:
    _, client, _ = await personal(server, email=EMAIL)
    before = await stored_keys()
    for caller in (client, server.admin):
        assert await revoke(caller, key_id) == MISSING
    assert await stored_keys() == before


async def test_an_id_of_another_kind_is_no_key(server: Server) -> None:
    ada, client, _ = await personal(server, email=EMAIL)
    (key,) = await own_keys(client)
    for kind in ("user", "sess", "proj"):
        assert await revoke(client, key["id"].replace("key_", f"{kind}_")) == MISSING
    assert await revoke(client, ada["id"].replace("user_", "key_")) == MISSING
    assert await own_keys(client) == [key]


async def test_of_many_revocations_at_once_one_revokes(server: Server) -> None:
    ada, client, _ = await personal(server, email=EMAIL)
    (key,) = await own_keys(client)
    payloads = await asyncio.gather(*[revoke(client, key["id"]) for _ in range(6)])
    assert sorted(len(payload["errors"]) for payload in payloads) == [0, 1, 1, 1, 1, 1]
    assert [one for one in payloads if one["errors"]] == [MISSING] * 5
    revoked = [event for event in await key_events() if event[0] == "API_KEY_REVOKED"]
    data = {"keyId": key["id"], "kind": "PERSONAL"}
    assert revoked == [("API_KEY_REVOKED", key_of(ada), key_of(ada), data)]


async def test_the_log_has_whose_key_it_was_and_who_revoked_it(server: Server) -> None:
    ada, client, _ = await personal(server, email=EMAIL)
    boss, admin, _ = await personal(server, email="boss@example.com")
    await promote(boss)
    (first,) = await own_keys(client)
    second, _ = await create(client)
    await revoke(server.admin, first["id"])
    await revoke(admin, second["id"])
    found = [event for event in await key_events() if event[0] == "API_KEY_REVOKED"]
    assert found == [
        ("API_KEY_REVOKED", key_of(ada), None, {"keyId": first["id"], "kind": "PERSONAL"}),
        ("API_KEY_REVOKED", key_of(ada), key_of(boss), {"keyId": second["id"], "kind": "PERSONAL"}),
    ]


async def test_a_place_is_free_again(server: Server) -> None:
    _, client, _ = await personal(server, email=EMAIL)
    for _ in range(19):
        await create(client)
    assert (await try_create(client))["errors"]
    await revoke(client, (await own_keys(client))[0]["id"])
    await create(client)
