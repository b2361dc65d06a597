"""Logins that fail do the same work, at the cost of real servers, whatever the reason.

Time that other programs take is left out, so that a busy machine does not blur the comparison.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

import pytest

from models.user import User
from tests.accounts import PASSWORD, key_of, sign_up, try_log_in
from tests.server import running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.server import Server

pytestmark = pytest.mark.anyio

ROUNDS = 9
"""As many failures in a row as do not lock."""
TOLERANCE = 0.1
ATTEMPTS = {
    "unknown address": {"email": "nobody@example.com", "password": PASSWORD},
    "unknown user name": {"username": "nobody", "password": PASSWORD},
    "wrong password": {"email": "ada@example.com", "password": "wrong horse 1"},
    "passwordless": {"email": "invited@example.com", "password": PASSWORD},
    "inactive": {"email": "gone@example.com", "password": "wrong horse 1"},
}


@pytest.fixture
async def costly(sqlite_url: str) -> AsyncIterator[Server]:
    """Run a server that hashes as real ones do."""
    async with running(sqlite_url, bcrypt_cost=12) as started:
        yield started


async def test_time_does_not_tell_why_a_login_failed(costly: Server) -> None:
    users = {
        name: (await sign_up(costly.anonymous, email=f"{name}@example.com"))[0]
        for name in ("ada", "invited", "gone")
    }
    await User.filter(id=key_of(users["invited"])).update(password_hash=None)
    await User.filter(id=key_of(users["gone"])).update(is_active=False)
    # Each round is compared with itself, because the machine may be slower in the next.
    shares: dict[str, list[float]] = {name: [] for name in ATTEMPTS}
    for _ in range(ROUNDS):
        taken = {name: await work_of(costly, values) for name, values in ATTEMPTS.items()}
        usual = statistics.median(taken.values())
        for name, seconds in taken.items():
            shares[name].append(seconds / usual)
    medians = {name: statistics.median(values) for name, values in shares.items()}
    assert all(abs(median - 1) < TOLERANCE for median in medians.values()), medians


async def work_of(server: Server, values: dict[str, str]) -> float:
    """Fail to log in, and give the seconds of a core that it took."""
    begun = time.process_time()
    payload = await try_log_in(server.anonymous, **values)
    taken = time.process_time() - begun
    assert [error["code"] for error in payload["errors"]] == ["INVALID_CREDENTIALS"]
    return taken
