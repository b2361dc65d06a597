"""Changing a password: the old one ends, other sessions end, and a refusal changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.project import Project
from models.session import Session
from tests.accounts import (
    CHANGE,
    PASSWORD,
    change_password,
    fault,
    is_signed_in,
    log_in,
    me,
    row_of,
    sign_up,
    try_log_in,
    weak,
)

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
NEW = "battery staple 2"
WRONG = fault("WRONG_PASSWORD", "This is not your password.", "input", "currentPassword")
SAME = weak(
    "SAME_AS_OLD",
    message="Choose another password: use one that differs from the current password.",
    field="newPassword",
)


async def test_the_new_password_logs_in_and_the_old_one_does_not(server: Server) -> None:
    before, token = await sign_up(server.anonymous, email=EMAIL)
    client = server.anonymous.with_token(token)
    payload = await change_password(client, PASSWORD, NEW)
    updated = payload["user"]["updatedAt"]
    assert payload == {"user": before | {"updatedAt": updated}, "errors": []}
    assert updated > before["updatedAt"]
    (error,) = (await try_log_in(server.anonymous, email=EMAIL))["errors"]
    assert error["code"] == "INVALID_CREDENTIALS"
    assert await log_in(server.anonymous, email=EMAIL, password=NEW)


async def test_other_sessions_end_at_once_and_this_one_stays(server: Server) -> None:
    _, bob = await sign_up(server.anonymous, email="bob@example.com")
    _, first = await sign_up(server.anonymous, email=EMAIL)
    second, third = [await log_in(server.anonymous, email=EMAIL) for _ in range(2)]
    clients = [server.anonymous.with_token(token) for token in (first, second, third, bob)]
    assert [await is_signed_in(client) for client in clients] == [True, True, True, True]
    await change_password(clients[1], PASSWORD, NEW)
    assert [await is_signed_in(client) for client in clients] == [False, True, False, True]
    assert await Session.filter(revoked_at=None).count() == 2


async def test_a_wrong_old_and_a_weak_new_password_are_reported_together(server: Server) -> None:
    user, token = await sign_up(server.anonymous, email=EMAIL, name="Lovelace")
    await log_in(server.anonymous, email=EMAIL)
    client, before = server.anonymous.with_token(token), await row_of(user)
    payload = await change_password(client, "wrong", "aDa")
    message = "Choose another password: use at least 8 characters."
    assert payload == {
        "user": None,
        "errors": [WRONG, weak("TOO_SHORT", message=message, field="newPassword")],
    }
    assert await row_of(user) == before
    assert await Session.filter(revoked_at=None).count() == 2


async def test_a_wrong_old_password_changes_nothing(server: Server) -> None:
    user, token = await sign_up(server.anonymous, email=EMAIL)
    client, before = server.anonymous.with_token(token), await row_of(user)
    for wrong in ("", "wrong horse 1", PASSWORD + " ", PASSWORD + "\0", "x" * 100_000):
        payload = await change_password(client, wrong, NEW)
        assert payload == {"user": None, "errors": [WRONG]}
    assert await row_of(user) == before


async def test_the_new_password_differs_from_the_old(server: Server) -> None:
    old = "caf\u00e9 au lait 1"
    _, token = await sign_up(server.anonymous, email=EMAIL, password=old)
    client = server.anonymous.with_token(token)
    # Keyboards write é in two ways, which are one password.
    for new in (old, "cafe\u0301 au lait 1"):
        assert await change_password(client, old, new) == {"user": None, "errors": [SAME]}
    assert (await change_password(client, old, old.upper()))["errors"] == []


@pytest.mark.parametrize(
    ("new", "rule"),
    [
        ("x" * 129, "TOO_LONG"),
        ("password1", "TOO_COMMON"),
        ("ADA@example.com 1", "CONTAINS_IDENTITY"),
        ("my LOVELACE 1", "CONTAINS_IDENTITY"),
    ],
)
async def test_a_weak_new_password_changes_nothing(server: Server, new: str, rule: str) -> None:
    user, token = await sign_up(server.anonymous, email=EMAIL, lastName="Lovelace")
    before = await row_of(user)
    payload = await change_password(server.anonymous.with_token(token), PASSWORD, new)
    (error,) = payload.pop("errors")
    assert payload == {"user": None}
    assert (error["code"], error["brokenRules"]) == ("PASSWORD_WEAK", [rule])
    assert error["path"] == ["input", "newPassword"]
    assert await row_of(user) == before


async def test_a_new_password_is_text(server: Server) -> None:
    _, token = await sign_up(server.anonymous, email=EMAIL)
    message = "NUL characters and lone surrogates are not text."
    payload = await change_password(server.anonymous.with_token(token), PASSWORD, "battery\0staple")
    error = fault("INVALID", message, "input", "newPassword")
    assert payload == {"user": None, "errors": [error]}


async def test_the_project_says_what_it_wants(server: Server) -> None:
    _, token = await sign_up(server.anonymous, email=EMAIL)
    await Project.filter(is_default=True).update(
        password_min_length=20,
        password_require_uppercase=True,
        password_require_lowercase=True,
        password_require_digit=True,
        password_require_symbol=True,
    )
    client = server.anonymous.with_token(token)
    rules = ("TOO_SHORT", "NO_UPPERCASE", "NO_LOWERCASE", "NO_DIGIT", "NO_SYMBOL")
    message = (
        "Choose another password: use at least 20 characters; add a capital letter; add a small"
        " letter; add a digit; add a symbol such as ! or #."
    )
    payload = await change_password(client, PASSWORD, "東京東京東京東京東京")
    assert payload["errors"] == [weak(*rules, message=message, field="newPassword")]
    assert (await change_password(client, PASSWORD, "Battery staple, 2nd ed."))["errors"] == []


async def test_who_is_nobody_changes_nothing(server: Server) -> None:
    user, _ = await sign_up(server.anonymous, email=EMAIL)
    before = await row_of(user)
    values = {"currentPassword": PASSWORD, "newPassword": NEW}
    for caller in (server.anonymous, server.admin, server.anonymous.with_token("x")):
        answer = await caller.execute(CHANGE, {"input": values})
        assert answer["data"] == {"changePassword": None}
        (error,) = answer["errors"]
        assert error["extensions"] == {"code": "UNAUTHENTICATED"}
    assert await row_of(user) == before


async def test_the_session_that_changed_it_can_go_on_changing(server: Server) -> None:
    user, token = await sign_up(server.anonymous, email=EMAIL)
    client = server.anonymous.with_token(token)
    assert (await change_password(client, PASSWORD, NEW))["errors"] == []
    assert (await change_password(client, NEW, PASSWORD))["errors"] == []
    assert (await me(client))["id"] == user["id"]
