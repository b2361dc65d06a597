"""Deleting one's account: what goes, what stays, and when."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from models.audit import AuditEvent
from models.session import RefreshToken, Session
from models.user import User
from tests.accounts import (
    ERRORS,
    PASSWORD,
    fault,
    is_signed_in,
    key_of,
    log_in,
    sign_up,
    stored,
    try_log_in,
    try_sign_up,
)
from tests.schema.mutations.test_refresh_token import refresh

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
DELETE = f"""
mutation Delete($password: String!) {{
  deleteAccount(input: {{password: $password}}) {{ deletedId {ERRORS} }}
}}"""


async def delete(client: Client, password: str = PASSWORD) -> Any:
    return (await client.data(DELETE, {"password": password}))["deleteAccount"]


async def test_the_account_and_all_that_signs_in_goes(server: Server) -> None:
    payload = await try_sign_up(server.anonymous, email=EMAIL)
    bob, _ = await sign_up(server.anonymous, email="bob@example.com")
    client = server.anonymous.with_token(payload["tokens"]["accessToken"])
    other = server.anonymous.with_token(await log_in(server.anonymous, email=EMAIL))
    assert await delete(client) == {"deletedId": payload["user"]["id"], "errors": []}
    assert [await is_signed_in(one) for one in (client, other)] == [False, False]
    assert [user.id for user in await User.all()] == [key_of(bob)]
    assert (await Session.all().count(), await RefreshToken.all().count()) == (1, 1)
    assert (await refresh(server.anonymous, payload["tokens"]["refreshToken"]))["errors"]
    failed = await try_log_in(server.anonymous, email=EMAIL)
    assert [error["code"] for error in failed["errors"]] == ["INVALID_CREDENTIALS"]
    again, _ = await sign_up(server.anonymous, email=EMAIL)
    assert again["id"] != payload["user"]["id"]


async def test_a_wrong_password_changes_nothing(server: Server) -> None:
    _, token = await sign_up(server.anonymous, email=EMAIL)
    client = server.anonymous.with_token(token)
    count = await AuditEvent.all().count()
    wrong = fault("WRONG_PASSWORD", "This is not your password.", "input", "password")
    for password in ("wrong password", "", "\0", PASSWORD.upper()):
        assert await delete(client, password) == {"deletedId": None, "errors": [wrong]}
    assert await is_signed_in(client)
    assert await AuditEvent.filter(type="ACCOUNT_DELETED").count() == 0
    assert await AuditEvent.all().count() >= count


async def test_wrong_passwords_lock_the_account(server: Server) -> None:
    _, token = await sign_up(server.anonymous, email=EMAIL)
    client = server.anonymous.with_token(token)
    for _ in range(10):
        await delete(client, "wrong password")
    for password in (PASSWORD, "wrong password"):
        (error,) = (await delete(client, password))["errors"]
        assert (error["code"], error["path"]) == ("ACCOUNT_LOCKED", ["input", "password"])
    assert await is_signed_in(client)


async def test_only_a_signed_in_user_has_an_account_to_delete(server: Server) -> None:
    for client in (server.anonymous, server.admin):
        answer = await client.execute(DELETE, {"password": PASSWORD})
        assert answer["data"] == {"deleteAccount": None}
        assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_those_whom_it_referred_keep_their_accounts(server: Server) -> None:
    top, _ = await sign_up(server.anonymous, email="top@example.com")
    ada, token = await sign_up(server.anonymous, email=EMAIL, referredById=top["id"])
    bob, _ = await sign_up(server.anonymous, email="bob@example.com", referredById=ada["id"])
    assert (await stored(top)).referral_count == 1
    assert (await delete(server.anonymous.with_token(token)))["errors"] == []
    assert (await stored(top)).referral_count == 0
    row = await User.filter(id=key_of(bob)).values("referred_by_id", "email")
    assert row == [{"referred_by_id": None, "email": "bob@example.com"}]


async def test_events_stay_without_personal_data(server: Server) -> None:
    anonymous = server.anonymous
    anonymous.headers["user-agent"] = "Browser/1"
    ada, token = await sign_up(anonymous, email=EMAIL, name="Ada Lovelace")
    bob, _ = await sign_up(anonymous, email="bob@example.com")
    await try_log_in(anonymous, email=EMAIL, password="wrong password")
    await delete(anonymous.with_token(token))
    of_ada = await AuditEvent.filter(user_id=key_of(ada)).order_by("created_at", "id")
    assert [one.type for one in of_ada] == ["SIGNUP", "LOGIN_FAILED", "ACCOUNT_DELETED"]
    assert {one.ip_address for one in of_ada} | {one.user_agent for one in of_ada} == {None}
    assert "ovelace" not in repr([one.data for one in of_ada])
    of_bob = await AuditEvent.get(user_id=key_of(bob))
    assert (of_bob.ip_address, of_bob.user_agent) == ("127.0.0.1", "Browser/1")
    query = """query ($id: ID!) { auditLog(filter: {userId: $id}, first: 1) {
      nodes { type actor { id } user { id } }
    } }"""
    seen = (await server.admin.data(query, {"id": ada["id"]}))["auditLog"]["nodes"]
    assert seen == [{"type": "ACCOUNT_DELETED", "actor": None, "user": None}]


async def test_of_two_deletions_at_once_one_deletes(server: Server) -> None:
    _, token = await sign_up(server.anonymous, email=EMAIL)
    client = server.anonymous.with_token(token)
    answers = await asyncio.gather(
        *[client.execute(DELETE, {"password": PASSWORD}) for _ in range(4)]
    )
    payloads = [answer["data"]["deleteAccount"] for answer in answers]
    assert len([one for one in payloads if one is not None and one["deletedId"]]) == 1
    assert await AuditEvent.filter(type="ACCOUNT_DELETED").count() == 1
