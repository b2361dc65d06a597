"""Lock-outs: many wrong passwords lock a name for a while, whether or not somebody has it."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.instants import now
from core.passwords import PasswordHasher
from models.login_failures import LoginFailures
from models.session import Session
from models.user import User
from resolvers import lockout
from tests.accounts import (
    CHANGE,
    LOGIN,
    NOTHING,
    PASSWORD,
    change_password,
    fault,
    is_signed_in,
    key_of,
    row_of,
    sign_up,
    try_log_in,
)

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
WRONG = "wrong horse 1"
MESSAGE = "Too many failed attempts: wait for a while, and then try again."
LOCKED = fault("ACCOUNT_LOCKED", MESSAGE) | {"__typename": "LockedError"}
SHORT = """
mutation ($input: LoginInput!) {
  login(input: $input) { user { id } errors { code ... on LockedError { retryAfter } } }
}
"""


class Clock:
    """The time as lock-outs see it; it stands still between the calls of `forward`."""

    def __init__(self) -> None:
        self.time = now()

    def __call__(self) -> Any:
        """Give the time."""
        return self.time

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let the test set the time of lock-outs."""
    clock = Clock()
    monkeypatch.setattr(lockout, "now", clock)
    return clock


async def fail(client: Client, times: int, **name: str) -> list[str]:
    """Log in with a wrong password, again and again; give the codes."""
    name = name or {"email": EMAIL}
    payloads = [await try_log_in(client, password=WRONG, **name) for _ in range(times)]
    return [error["code"] for payload in payloads for error in payload["errors"]]


async def wait_of(client: Client, **values: str) -> int | None:
    """Try to log in; give the seconds to wait, or None if the password was looked at."""
    values = {"email": EMAIL, "password": PASSWORD, **values}
    payload = (await client.data(SHORT, {"input": values}))["login"]
    if payload["errors"] and payload["errors"][0]["code"] == "ACCOUNT_LOCKED":
        assert payload == {"user": None, "errors": payload["errors"]}
        return int(payload["errors"][0]["retryAfter"])
    return None


async def counted() -> list[int]:
    """Give the counts of all rows of failures."""
    return [row.count for row in await LoginFailures.all().order_by("failed_at")]


async def test_ten_failures_lock_and_the_right_password_is_refused_likewise(
    server: Server, clock: Clock
) -> None:
    user, token = await sign_up(server.anonymous, email=EMAIL)
    before = await row_of(user)
    assert await fail(server.anonymous, 10) == ["INVALID_CREDENTIALS"] * 10
    right = await try_log_in(server.anonymous, email=EMAIL)
    wrong = await try_log_in(server.anonymous, email=EMAIL, password=WRONG)
    assert right == wrong == NOTHING | {"errors": [LOCKED]}
    clock.forward(59.5)
    assert await wait_of(server.anonymous) == 1
    assert await row_of(user) == before
    assert await Session.all().count() == 1
    assert await is_signed_in(server.anonymous.with_token(token))
    assert await counted() == [10]


async def test_nine_failures_do_not_lock_and_a_success_ends_the_row(server: Server) -> None:
    await sign_up(server.anonymous, email=EMAIL)
    for _ in range(2):
        assert await fail(server.anonymous, 9) == ["INVALID_CREDENTIALS"] * 9
        assert await counted() == [9]
        assert (await try_log_in(server.anonymous, email=EMAIL))["errors"] == []
        assert await counted() == []


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com"])
async def test_each_lock_is_twice_as_long_as_the_last_and_an_hour_at_most(
    server: Server, clock: Clock, email: str
) -> None:
    await sign_up(server.anonymous, email=EMAIL)
    await fail(server.anonymous, 10, email=email)
    for seconds in (60, 120, 240, 480, 960, 1920, 3600, 3600, 3600):
        assert await wait_of(server.anonymous, email=email) == seconds
        # Attempts during a lock do not count.
        assert await fail(server.anonymous, 2, email=email) == ["ACCOUNT_LOCKED"] * 2
        clock.forward(seconds)
        assert await fail(server.anonymous, 1, email=email) == ["INVALID_CREDENTIALS"]
    assert await counted() == [19]
    clock.forward(3600)
    payload = await try_log_in(server.anonymous, email=EMAIL)
    assert payload["errors"] == []
    assert await counted() == ([] if email == EMAIL else [19])


async def test_nobodys_name_locks_with_the_same_bytes(server: Server, clock: Clock) -> None:
    user, _ = await sign_up(server.anonymous, email=EMAIL, username="ada")
    passwordless, _ = await sign_up(server.anonymous, email="old@example.com")
    await User.filter(id=key_of(passwordless)).update(password_hash=None)
    inactive, _ = await sign_up(server.anonymous, email="gone@example.com")
    await User.filter(id=key_of(inactive)).update(is_active=False)
    names = [
        {"email": EMAIL},
        {"email": "nobody@example.com"},
        {"username": "nobody"},
        {"email": "old@example.com"},
        {"email": "gone@example.com"},
        {"email": "nobody\0"},
    ]
    stories = [await story(server.anonymous, clock, name) for name in names]
    assert len({tuple(one) for one in stories}) == 1
    assert (await row_of(user))["username"] == "ada"
    assert await counted() == [10] * 6


async def story(client: Client, clock: Clock, name: dict[str, str]) -> list[bytes]:
    """Give the answers to twelve wrong passwords and to the right one."""
    start, answers = clock.time, []
    for password in [WRONG] * 12 + [PASSWORD]:
        values = {"input": {**name, "password": password}}
        body = json.dumps({"query": LOGIN, "variables": values}).encode()
        headers = {"content-type": "application/json"}
        answers.append((await client.request("POST", "/graphql", body=body, headers=headers)).body)
        clock.forward(1)
    clock.time = start
    return answers


async def test_names_of_one_account_share_a_count_in_every_case(server: Server) -> None:
    await sign_up(server.anonymous, email="Éva@example.com", username="Éva")
    names = [{"email": "Éva@example.com"}, {"username": "ÉVA"}, {"email": "e\u0301va@EXAMPLE.com"}]
    for name in names * 3:
        assert await fail(server.anonymous, 1, **name) == ["INVALID_CREDENTIALS"]
    assert await counted() == [9]
    for name in [{"email": "Ö@example.com"}, {"email": "ö@EXAMPLE.com"}]:
        await fail(server.anonymous, 1, **name)
    assert await counted() == [9, 2]


async def test_a_lock_is_for_one_project_alone(server: Server) -> None:
    _, other = await server.second_project()
    for client in (server.anonymous, other):
        await sign_up(client, email=EMAIL)
    await fail(server.anonymous, 10)
    await fail(server.anonymous, 10, email="nobody@example.com")
    assert (await try_log_in(server.anonymous, email=EMAIL))["errors"] == [LOCKED]
    assert (await try_log_in(other, email=EMAIL))["errors"] == []
    assert await fail(other, 1, email="nobody@example.com") == ["INVALID_CREDENTIALS"]


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com"])
async def test_failures_at_the_same_moment_all_count(server: Server, email: str) -> None:
    await sign_up(server.anonymous, email=EMAIL)
    burst = [fail(server.anonymous, 1, email=email) for _ in range(9)]
    assert await asyncio.gather(*burst) == [["INVALID_CREDENTIALS"]] * 9
    assert await counted() == [9]


async def test_of_a_burst_of_guesses_ten_are_answered(server: Server) -> None:
    await sign_up(server.anonymous, email=EMAIL)
    answers = await asyncio.gather(*[fail(server.anonymous, 1) for _ in range(20)])
    codes = [code for one in answers for code in one]
    assert sorted(codes) == ["ACCOUNT_LOCKED"] * 10 + ["INVALID_CREDENTIALS"] * 10
    assert await counted() == [10]


async def test_the_right_guess_behind_a_burst_of_wrong_ones_is_not_told(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sign_up(server.anonymous, email=EMAIL)
    checked = asyncio.Event()
    verify = PasswordHasher.verify

    async def slow(self: Any, password: str, stored: str | None) -> Any:
        verdict = await verify(self, password, stored)
        if password == PASSWORD:
            await checked.wait()
        return verdict

    monkeypatch.setattr(PasswordHasher, "verify", slow)
    right = asyncio.create_task(try_log_in(server.anonymous, email=EMAIL))
    await fail(server.anonymous, 10)
    checked.set()
    assert await right == NOTHING | {"errors": [LOCKED]}
    assert await Session.all().count() == 1


async def test_an_inactive_account_is_not_told_behind_a_lock(server: Server) -> None:
    user, _ = await sign_up(server.anonymous, email=EMAIL)
    await User.filter(id=key_of(user)).update(is_active=False)
    await fail(server.anonymous, 10)
    assert (await try_log_in(server.anonymous, email=EMAIL))["errors"] == [LOCKED]


async def test_thirty_aliases_are_thirty_attempts(server: Server) -> None:
    await sign_up(server.anonymous, email=EMAIL)
    guesses = [WRONG] * 29 + [PASSWORD]
    fields = " ".join(
        f'a{n}: login(input: {{email: "{EMAIL}", password: "{guess}"}}) {{ errors {{ code }} }}'
        for n, guess in enumerate(guesses)
    )
    data = await server.anonymous.data(f"mutation {{ {fields} }}")
    codes = [data[f"a{n}"]["errors"][0]["code"] for n in range(30)]
    assert codes == ["INVALID_CREDENTIALS"] * 10 + ["ACCOUNT_LOCKED"] * 20
    assert await Session.all().count() == 1


async def test_a_wrong_current_password_counts_and_is_locked_likewise(server: Server) -> None:
    user, token = await sign_up(server.anonymous, email=EMAIL)
    client, before = server.anonymous.with_token(token), await row_of(user)
    await fail(server.anonymous, 5)
    for _ in range(5):
        payload = await change_password(client, WRONG, "battery staple 2")
        assert [error["code"] for error in payload["errors"]] == ["WRONG_PASSWORD"]
    locked = [LOCKED | {"path": ["input", "currentPassword"]}]
    for current in (WRONG, PASSWORD):
        payload = await change_password(client, current, "short")
        assert payload == {"user": None, "errors": locked}
    assert (await try_log_in(server.anonymous, email=EMAIL))["errors"] == [LOCKED]
    assert await row_of(user) == before
    assert await counted() == [10]


async def test_a_changed_password_ends_the_row(server: Server) -> None:
    _, token = await sign_up(server.anonymous, email=EMAIL)
    await fail(server.anonymous, 9)
    client = server.anonymous.with_token(token)
    weak = await client.data(CHANGE, {"input": {"currentPassword": PASSWORD, "newPassword": "x"}})
    assert [one["code"] for one in weak["changePassword"]["errors"]] == ["PASSWORD_WEAK"]
    assert await counted() == [9]
    assert (await change_password(client, PASSWORD, "battery staple 2"))["errors"] == []
    assert await counted() == []


async def test_what_is_stored_names_nobody(server: Server) -> None:
    await sign_up(server.anonymous, email=EMAIL)
    await fail(server.anonymous, 1)
    await fail(server.anonymous, 1, email="nobody@example.com")
    subjects = [row.subject for row in await LoginFailures.all()]
    assert len(set(subjects)) == 2
    assert all(len(bytes.fromhex(subject)) == 32 for subject in subjects)
