"""Many requests at the same moment: one winner where there can be one, and nothing is lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import bcrypt
import pytest

from models.session import RefreshToken, Session
from models.signing_key import SigningKey
from models.user import User
from tests.accounts import (
    NOTHING,
    PASSWORD,
    change_password,
    is_signed_in,
    key_of,
    me,
    row_of,
    sign_up,
    try_log_in,
    try_sign_up,
    update,
)
from tests.server import CHEAP

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from tests.server import Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"


async def at_once(*requests: Coroutine[Any, Any, Any]) -> list[Any]:
    """Send requests together and give their payloads."""
    return list(await asyncio.gather(*requests))


def codes(payloads: list[Any]) -> list[str]:
    """Give the code of each refusal, one for each."""
    refused = [payload for payload in payloads if payload["errors"]]
    assert all(payload["user"] is None and len(payload["errors"]) == 1 for payload in refused)
    return [payload["errors"][0]["code"] for payload in refused]


async def test_of_fifty_sign_ups_of_one_address_one_succeeds(server: Server) -> None:
    spellings = [EMAIL, EMAIL.upper(), "Ada@example.com", "aDa@EXAMPLE.com", EMAIL]
    requests = [try_sign_up(server.anonymous, email=one) for one in spellings * 10]
    payloads = await at_once(*requests)
    assert codes(payloads) == ["EMAIL_TAKEN"] * 49
    (winner,) = [payload for payload in payloads if not payload["errors"]]
    assert all(NOTHING.items() <= one.items() for one in payloads if one is not winner)
    assert (await User.get()).id == key_of(winner["user"])
    assert (await Session.all().count(), await RefreshToken.all().count()) == (1, 1)
    assert await is_signed_in(server.anonymous.with_token(winner["tokens"]["accessToken"]))


async def test_of_many_sign_ups_of_one_user_name_one_succeeds(server: Server) -> None:
    requests = [
        try_sign_up(server.anonymous, email=f"{n}@example.com", username="Éva" if n % 2 else "éva")
        for n in range(20)
    ]
    assert codes(await at_once(*requests)) == ["USERNAME_TAKEN"] * 19
    assert await User.all().count() == 1


async def test_the_first_sign_ins_share_one_signing_key(server: Server) -> None:
    requests = [try_sign_up(server.anonymous, email=f"{n}@example.com") for n in range(20)]
    payloads = await at_once(*requests)
    tokens = [payload["tokens"]["accessToken"] for payload in payloads]
    clients = [server.anonymous.with_token(token) for token in tokens]
    assert await at_once(*[is_signed_in(client) for client in clients]) == [True] * 20
    assert await SigningKey.all().count() == 1


async def test_referrals_that_come_together_are_all_counted(server: Server) -> None:
    friend, token = await sign_up(server.anonymous, email=EMAIL)
    requests = [
        try_sign_up(server.anonymous, email=f"{n}@example.com", referredById=friend["id"])
        for n in range(20)
    ]
    assert codes(await at_once(*requests)) == []
    assert (await me(server.anonymous.with_token(token)))["referralCount"] == 20


async def test_changes_of_different_keys_are_all_kept(server: Server) -> None:
    before = {f"old{n}": n for n in range(20)}
    _, token = await sign_up(server.anonymous, email=EMAIL, data=before, preferences=before)
    client = server.anonymous.with_token(token)
    patches = [{f"old{n}": None, f"new{n}": n} for n in range(20)]
    requests = [update(client, data=patch, preferences=patch) for patch in patches]
    assert codes(await at_once(*requests)) == []
    user = await me(client)
    assert user["data"] == user["preferences"] == {f"new{n}": n for n in range(20)}


async def test_of_many_who_want_one_user_name_one_gets_it(server: Server) -> None:
    tokens = [(await sign_up(server.anonymous, email=f"{n}@example.com"))[1] for n in range(10)]
    requests = [update(server.anonymous.with_token(token), username="Ada") for token in tokens]
    assert codes(await at_once(*requests)) == ["USERNAME_TAKEN"] * 9
    assert await User.filter(username="Ada").count() == 1


async def test_of_many_password_changes_at_once_one_succeeds(server: Server) -> None:
    user, token = await sign_up(server.anonymous, email=EMAIL)
    client = server.anonymous.with_token(token)
    requests = [change_password(client, PASSWORD, f"battery staple {n}") for n in range(10)]
    payloads = await at_once(*requests)
    assert codes(payloads) == ["WRONG_PASSWORD"] * 9
    winner = next(n for n, payload in enumerate(payloads) if not payload["errors"])
    logins = [
        try_log_in(server.anonymous, email=EMAIL, password=f"battery staple {n}") for n in range(10)
    ]
    assert [n for n, one in enumerate(await at_once(*logins)) if not one["errors"]] == [winner]
    assert (await row_of(user))["password_hash"] is not None


async def test_logins_and_a_password_change_leave_no_session_of_the_old_one(
    server: Server,
) -> None:
    _, token = await sign_up(server.anonymous, email=EMAIL)
    client = server.anonymous.with_token(token)
    logins = [try_log_in(server.anonymous, email=EMAIL) for _ in range(10)]
    change, *payloads = await at_once(
        change_password(client, PASSWORD, "battery staple 2"), *logins
    )
    assert change["errors"] == []
    assert set(codes(payloads)) <= {"INVALID_CREDENTIALS"}
    tokens = [payload["tokens"]["accessToken"] for payload in payloads if payload["tokens"]]
    clients = [server.anonymous.with_token(one) for one in tokens]
    assert await at_once(*[is_signed_in(one) for one in clients]) == [False] * len(clients)
    assert await is_signed_in(client)
    assert await Session.filter(revoked_at=None).count() == 1


async def test_of_a_thousand_logins_at_once_the_wrong_ones_fail_and_others_go_on(
    server: Server,
) -> None:
    _, token = await sign_up(server.anonymous, email=EMAIL)
    bystander = server.anonymous.with_token(token)
    emails = [f"person{number}@example.com" for number in range(50)]
    await at_once(*(sign_up(server.anonymous, email=email) for email in emails))

    async def log_in(number: int) -> Any:
        # Every fiftieth is wrong, and each of those is for somebody else.
        password = "wrong horse 1" if number % 50 == 0 else PASSWORD
        email = emails[(number + number // 50) % 50]
        return await try_log_in(server.anonymous, email=email, password=password)

    logins = asyncio.gather(*(log_in(number) for number in range(1_000)))
    seen = 0
    while not logins.done():
        assert (await me(bystander))["email"] == EMAIL
        seen += 1
    payloads = await logins
    failed = {number for number, payload in enumerate(payloads) if payload["errors"]}
    assert failed == set(range(0, 1_000, 50))
    assert codes(payloads) == ["INVALID_CREDENTIALS"] * 20
    tokens = {one["tokens"]["accessToken"] for one in payloads if one["tokens"]}
    assert len(tokens) == await Session.all().count() - 51 == 980
    assert seen > 10


async def test_logins_that_renew_one_imported_hash_all_succeed(server: Server) -> None:
    user, _ = await sign_up(server.anonymous, email=EMAIL)
    hashed = bcrypt.hashpw(b"imported 1", bcrypt.gensalt(CHEAP)).decode()
    await User.filter(id=key_of(user)).update(password_hash=hashed)
    logins = [try_log_in(server.anonymous, email=EMAIL, password="imported 1") for _ in range(10)]
    assert codes(await at_once(*logins)) == []
    assert (await row_of(user))["password_hash"].startswith("$rc1$")
    assert await Session.all().count() == 11
