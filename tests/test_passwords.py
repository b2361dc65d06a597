"""Passwords from end to end: long, imported, never in a log, never hashed in a transaction."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from typing import TYPE_CHECKING

import bcrypt
import pytest

from core.passwords import PasswordHasher
from models.database import sqlite_path
from models.session import Session
from models.user import User
from tests.accounts import (
    NOTHING,
    PASSWORD,
    change_password,
    fault,
    key_of,
    log_in,
    me,
    sign_up,
    stored,
    try_log_in,
    try_sign_up,
    weak,
)
from tests.server import CHEAP, running

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"


async def refused(server: Server, password: str) -> bool:
    """Whether a login is refused, which must be for its credentials."""
    errors = (await try_log_in(server.anonymous, email=EMAIL, password=password))["errors"]
    assert [error["code"] for error in errors] in ([], ["INVALID_CREDENTIALS"])
    return bool(errors)


@pytest.mark.parametrize("letter", ["x", "é", "😀"], ids=["1-byte", "2-byte", "4-byte"])
async def test_every_letter_of_the_longest_password_counts(server: Server, letter: str) -> None:
    password = letter * 128
    await sign_up(server.anonymous, email=EMAIL, password=password)
    assert not await refused(server, password)
    assert await refused(server, letter * 127)
    assert await refused(server, letter * 127 + "y")
    assert await refused(server, letter * 129)


async def test_passwords_that_differ_at_byte_73_differ(server: Server) -> None:
    head = "0123456789abcdef" * 4 + "01234567"
    await sign_up(server.anonymous, email=EMAIL, password=head + "A tail")
    assert not await refused(server, head + "A tail")
    for wrong in (head, head + "B tail", head + "A tai"):
        assert await refused(server, wrong)


@pytest.mark.parametrize(
    ("password", "rules", "advice"),
    [
        ("", ["TOO_SHORT"], "use at least 8 characters"),
        ("1234567", ["TOO_SHORT", "TOO_COMMON"], None),
        ("é" * 7, ["TOO_SHORT"], "use at least 8 characters"),
        ("x" * 129, ["TOO_LONG"], "use at most 128 characters"),
        ("e\u0301" * 129, ["TOO_LONG"], "use at most 128 characters"),
        ("x" * 500_000, ["TOO_LONG"], "use at most 128 characters"),
        ("Password1", ["TOO_COMMON"], "avoid passwords that many people use"),
        ("Ada@Example.COM", ["CONTAINS_IDENTITY"], "leave out your e-mail address and names"),
        ("i am Lovelace", ["CONTAINS_IDENTITY"], "leave out your e-mail address and names"),
    ],
)
async def test_weak_passwords_are_refused_with_all_their_rules(
    server: Server, password: str, rules: list[str], advice: str | None
) -> None:
    payload = await try_sign_up(
        server.anonymous, email=EMAIL, password=password, username="lovelace"
    )
    advice = advice or "use at least 8 characters; avoid passwords that many people use"
    error = weak(*rules, message=f"Choose another password: {advice}.")
    assert payload == NOTHING | {"errors": [error]}
    assert not await User.all().exists()


@pytest.mark.parametrize("password", ["securepass123", "e\u0301" * 128, "        x"])
async def test_other_passwords_are_taken(server: Server, password: str) -> None:
    await sign_up(server.anonymous, email=EMAIL, password=password)
    assert not await refused(server, password)


async def test_a_new_password_is_text(server: Server) -> None:
    message = "NUL characters and lone surrogates are not text."
    payload = await try_sign_up(server.anonymous, email=EMAIL, password="long enough\0")
    assert payload == NOTHING | {"errors": [fault("INVALID", message, "input", "password")]}


@pytest.mark.parametrize("kind", ["2a", "2b", "2y"])
async def test_an_imported_hash_logs_in_and_is_renewed(server: Server, kind: str) -> None:
    user, _ = await sign_up(server.anonymous, email=EMAIL)
    plain = "imported é 1"
    hashed = bcrypt.hashpw(plain.encode(), bcrypt.gensalt(5)).decode().replace("$2b$", f"${kind}$")
    await User.filter(id=key_of(user)).update(password_hash=hashed)
    assert await refused(server, PASSWORD)
    assert (await stored(user)).password_hash == hashed
    assert not await refused(server, plain)
    renewed = (await stored(user)).password_hash
    assert renewed.startswith(f"$rc1$$2b$0{CHEAP}$")
    assert not await refused(server, plain)
    assert (await stored(user)).password_hash == renewed


async def test_an_imported_password_beyond_72_bytes_is_renewed_as_it_was_typed(
    server: Server,
) -> None:
    user, _ = await sign_up(server.anonymous, email=EMAIL)
    long = "y" * 80
    hashed = bcrypt.hashpw(long[:72].encode(), bcrypt.gensalt(CHEAP)).decode()
    await User.filter(id=key_of(user)).update(password_hash=hashed)
    assert not await refused(server, long)
    assert await refused(server, long[:72])


async def test_a_hash_of_another_cost_is_renewed(server: Server) -> None:
    user, _ = await sign_up(server.anonymous, email=EMAIL)
    hasher = PasswordHasher(CHEAP + 1, threads=1)
    hashed = await hasher.hash(PASSWORD)
    hasher.close()
    await User.filter(id=key_of(user)).update(password_hash=hashed)
    await log_in(server.anonymous, email=EMAIL)
    renewed = (await stored(user)).password_hash
    assert (hashed[:12], renewed[:12]) == ("$rc1$$2b$05$", "$rc1$$2b$04$")


async def test_nothing_is_hashed_while_a_transaction_is_open(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On SQLite alone, which shows an open transaction so simply; the code is the same for both.
    calls = 0
    hashpw, checkpw = bcrypt.hashpw, bcrypt.checkpw

    def look() -> None:
        """Write beside the server, which an open transaction of its would not allow."""
        nonlocal calls
        calls += 1
        with sqlite3.connect(sqlite_path(sqlite_url), timeout=0) as beside:
            beside.execute("UPDATE projects SET name = name")

    def watched_hashpw(password: bytes, salt: bytes) -> bytes:
        look()
        return hashpw(password, salt)

    def watched_checkpw(password: bytes, hashed: bytes) -> bool:
        look()
        return checkpw(password, hashed)

    async with running(sqlite_url) as server:
        monkeypatch.setattr(bcrypt, "hashpw", watched_hashpw)
        monkeypatch.setattr(bcrypt, "checkpw", watched_checkpw)
        user, token = await sign_up(server.anonymous, email=EMAIL)
        await log_in(server.anonymous, email=EMAIL)
        await change_password(server.anonymous.with_token(token), PASSWORD, "battery staple 2")
        plain = bcrypt.gensalt(CHEAP)
        await User.filter(id=key_of(user)).update(password_hash=hashpw(b"plain", plain).decode())
        await log_in(server.anonymous, email=EMAIL, password="plain")
    assert calls == 1 + 1 + 2 + 2


async def test_the_server_answers_while_it_hashes(sqlite_url: str) -> None:
    async with running(sqlite_url, bcrypt_cost=12) as server:
        _, token = await sign_up(server.anonymous, email=EMAIL)
        client = server.anonymous.with_token(token)
        logins = [asyncio.create_task(log_in(server.anonymous, email=EMAIL)) for _ in range(6)]
        began, answers = time.perf_counter(), 0
        while not logins[0].done():
            await me(client)
            answers += 1
        hashed_for = time.perf_counter() - began
        await asyncio.gather(*logins)
    # A hash at this cost takes a tenth of a second at the very least, an answer a few thousandths.
    assert hashed_for > 0.1
    assert answers >= 3


async def test_a_slow_text_does_not_hold_up_the_server(server: Server) -> None:
    # Sorting the marks of either text by insertion would take many seconds on the event loop.
    marks = "a" + "\u0315\u0327" * 60_000
    began = time.perf_counter()
    assert await refused(server, marks)
    payload = await try_log_in(server.anonymous, email=marks)
    assert [error["code"] for error in payload["errors"]] == ["INVALID_CREDENTIALS"]
    payload = await try_sign_up(server.anonymous, email=EMAIL, password=marks)
    assert [error["brokenRules"] for error in payload["errors"]] == [["TOO_LONG"]]
    assert time.perf_counter() - began < 5
    assert not await Session.all().exists()


async def test_no_password_reaches_a_log(
    server: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    secret, other = "unspeakable-0451", "unspeakable-1984"
    _, token = await sign_up(server.anonymous, email=EMAIL, password=secret)
    await log_in(server.anonymous, email=EMAIL, password=secret)
    await try_log_in(server.anonymous, email=EMAIL, password=other)
    await change_password(server.anonymous.with_token(token), secret, other)
    literal = (
        f'mutation {{ login(input: {{email: "{EMAIL}", password: "{other}"}}) {{ user {{ x }} }} }}'
    )
    await server.anonymous.execute(literal)
    await server.anonymous.execute(literal.replace("{ x }", "{ id }"))
    await server.database.fetch("SELECT 1")
    await User.all().delete()
    output = capfd.readouterr()
    for text in (caplog.text, output.out, output.err):
        assert "unspeakable" not in text
        assert token not in text
