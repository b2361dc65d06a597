"""Login: by address or name in any case, and one answer for all that is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import bcrypt
import pytest

from models.session import RefreshToken, Session
from models.user import User
from tests.accounts import (
    LOGIN,
    NOTHING,
    PASSWORD,
    fault,
    key_of,
    me,
    sign_up,
    stored,
    try_log_in,
    try_sign_up,
)
from tests.api_keys import create
from tests.schema.http.wire import own_headers
from tests.server import CHEAP

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
WRONG = NOTHING | {
    "errors": [
        fault(
            "INVALID_CREDENTIALS",
            "The e-mail address or user name, or the password, is wrong.",
        )
    ]
}
INACTIVE = NOTHING | {"errors": [fault("ACCOUNT_INACTIVE", "This account is not active.")]}
EITHER = NOTHING | {"errors": [fault("INVALID", "Give either `email` or `username`.", "input")]}


async def test_login_gives_a_session_of_its_own(server: Server) -> None:
    first = await try_sign_up(server.anonymous, email=EMAIL)
    second = await try_log_in(server.anonymous, email=EMAIL)
    user, tokens, session = second["user"], second["tokens"], second["session"]
    assert second["errors"] == []
    assert session["id"] != first["session"]["id"]
    assert tokens["refreshToken"] != first["tokens"]["refreshToken"]
    assert user["lastLoginAt"] == session["createdAt"] > first["user"]["lastLoginAt"]
    assert user == first["user"] | {"lastLoginAt": user["lastLoginAt"]}
    for payload in (first, second):
        client = server.anonymous.with_token(payload["tokens"]["accessToken"])
        assert await me(client) == user


@pytest.mark.parametrize(
    "email", ["É.ada@example.com", "é.ADA@EXAMPLE.com", "e\u0301.ada@example.com"]
)
async def test_an_address_logs_in_in_every_case(server: Server, email: str) -> None:
    await sign_up(server.anonymous, email="é.Ada@example.com")
    payload = await try_log_in(server.anonymous, email=email)
    assert payload["user"]["email"] == "é.Ada@example.com"


@pytest.mark.parametrize("username", ["Ædith", "æDITH"])
async def test_a_user_name_logs_in_in_every_case(server: Server, username: str) -> None:
    user, _ = await sign_up(server.anonymous, email=EMAIL, username="Ædith")
    payload = await try_log_in(server.anonymous, username=username, email=None)
    assert payload["user"]["id"] == user["id"]


async def test_an_address_is_no_user_name_and_the_other_way_round(server: Server) -> None:
    await sign_up(server.anonymous, email=EMAIL, username="ada")
    await sign_up(server.anonymous, email="b@example.com", username="cy@example.com")
    assert await try_log_in(server.anonymous, username=EMAIL) == WRONG
    assert await try_log_in(server.anonymous, email="ada") == WRONG
    assert await try_log_in(server.anonymous, email="cy@example.com") == WRONG


async def test_exactly_one_of_address_and_name_is_given(server: Server) -> None:
    await sign_up(server.anonymous, email=EMAIL, username="ada")
    both: dict[str, Any] = {"email": EMAIL, "username": "ada"}
    for names in (both, {}, dict.fromkeys(both)):
        assert await try_log_in(server.anonymous, **names) == EITHER
    assert await Session.all().count() == 1


async def test_unknown_address_and_wrong_password_give_the_same_bytes(server: Server) -> None:
    await sign_up(server.anonymous, email=EMAIL, username="ada")
    imported, _ = await sign_up(server.anonymous, email="old@example.com")
    await User.filter(id=key_of(imported)).update(password_hash=None)
    attempts: tuple[dict[str, str], ...] = (
        {"email": EMAIL, "password": "wrong horse 1"},
        {"email": "nobody@example.com", "password": PASSWORD},
        {"username": "nobody", "password": PASSWORD},
        {"username": "ada", "password": ""},
        {"email": "old@example.com", "password": PASSWORD},
        {"email": "", "password": PASSWORD},
        {"email": "\0", "password": PASSWORD},
        {"email": EMAIL + "\0", "password": PASSWORD},
        {"email": EMAIL, "password": PASSWORD + "\0"},
        {"email": "x" * 100_000, "password": "y" * 100_000},
        {"email": EMAIL, "password": PASSWORD.upper()},
    )
    bodies = set()
    for values in attempts:
        body = json.dumps({"query": LOGIN, "variables": {"input": values}}).encode()
        headers = {"content-type": "application/json"}
        answer = await server.anonymous.request("POST", "/graphql", body=body, headers=headers)
        assert answer.status == 200
        bodies.add((tuple(own_headers(answer).items()), answer.body))
    assert len(bodies) == 1
    ((_, only),) = bodies
    assert json.loads(only) == {"data": {"login": WRONG}}
    assert (await Session.all().count(), await RefreshToken.all().count()) == (2, 2)


class Spy:
    """Counts the calls of bcrypt and their costs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.costs: list[int] = []
        hashpw, checkpw = bcrypt.hashpw, bcrypt.checkpw

        def counted_hashpw(password: bytes, salt: bytes) -> bytes:
            self.costs.append(int(salt.split(b"$")[2]))
            return hashpw(password, salt)

        def counted_checkpw(password: bytes, hashed: bytes) -> bool:
            self.costs.append(int(hashed.split(b"$")[2]))
            return checkpw(password, hashed)

        monkeypatch.setattr(bcrypt, "hashpw", counted_hashpw)
        monkeypatch.setattr(bcrypt, "checkpw", counted_checkpw)

    def take(self) -> list[int]:
        """Give the costs since the last call of this."""
        costs, self.costs = self.costs, []
        return costs


async def test_every_login_does_the_same_work(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, _ = await sign_up(server.anonymous, email=EMAIL)
    await sign_up(server.anonymous, email="b@example.com")
    spy = Spy(monkeypatch)
    for values in (
        {"email": EMAIL},
        {"email": EMAIL, "password": "wrong horse 1"},
        {"email": "nobody@example.com"},
        {"username": "nobody"},
        {"email": "\0"},
        {"email": "x" * 1000, "password": "y" * 1000},
    ):
        await try_log_in(server.anonymous, **values)
        assert spy.take() == [CHEAP]
    await User.filter(id=key_of(user)).update(is_active=False)
    for password in (PASSWORD, "wrong horse 1"):
        await try_log_in(server.anonymous, email=EMAIL, password=password)
        assert spy.take() == [CHEAP]


async def test_only_who_knows_the_password_learns_that_an_account_is_inactive(
    server: Server,
) -> None:
    user, _ = await sign_up(server.anonymous, email=EMAIL)
    await User.filter(id=key_of(user)).update(is_active=False)
    before = (await stored(user)).last_login_at
    assert await try_log_in(server.anonymous, email=EMAIL, password="wrong horse 1") == WRONG
    assert await try_log_in(server.anonymous, email=EMAIL) == INACTIVE
    assert (await stored(user)).last_login_at == before
    assert await Session.all().count() == 1


async def test_a_caller_who_is_somebody_else_can_log_in(server: Server) -> None:
    _, bob = await sign_up(server.anonymous, email="bob@example.com")
    ada, _ = await sign_up(server.anonymous, email=EMAIL)
    callers: tuple[Client, ...] = (
        server.anonymous.with_token(bob),
        server.anonymous.with_token((await create(server.anonymous.with_token(bob)))[1]),
        server.anonymous.with_token("nonsense"),
        server.anonymous.with_key(server.publishable_key).with_token("x" * 10_000),
        server.admin,
    )
    for caller in callers:
        payload = await try_log_in(caller, email=EMAIL)
        assert payload["errors"] == []
        assert payload["user"]["id"] == ada["id"]
        assert payload["session"]["isCurrent"] is False


async def test_what_the_client_calls_itself_is_kept_in_part(server: Server) -> None:
    await sign_up(server.anonymous, email=EMAIL)
    client = server.anonymous
    client.headers["user-agent"] = "Mozilla/5.0 \x00" + "é" * 1000
    payload = await try_log_in(client, email=EMAIL)
    agent = "Mozilla/5.0 " + "é" * 1000
    assert payload["session"]["userAgent"] == agent[:500]
