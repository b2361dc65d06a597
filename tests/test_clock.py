"""The clock of the server moves by an hour: tokens are judged by the times that stand in them."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import jwt
import pytest

from core import instants
from models.session import RefreshToken, Session
from resolvers import keyring
from resolvers.keyring import PURPOSE
from resolvers.rotation import rotate
from tests.accounts import ERRORS, SESSION, TOKENS, is_signed_in, try_log_in, try_sign_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
HOUR = timedelta(hours=1)
MONTH = timedelta(days=30)
REFRESH = f"""mutation Refresh($token: String!) {{
  refreshToken(input: {{refreshToken: $token}}) {{ {TOKENS} {SESSION} {ERRORS} }}
}}"""
SESSIONS = "{ me { sessions { createdAt lastUsedAt expiresAt isCurrent } } }"


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Move the clock of the server, wherever it is read."""

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Moved:
            return cls.fromtimestamp(time.time() + by.total_seconds(), tz)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(instants, "datetime", Moved)
        patched.setattr(keyring, "time", lambda: time.time() + by.total_seconds())
        yield


async def refresh(client: Client, token: str) -> Any:
    """Refresh, which must succeed; give the payload."""
    payload = (await client.data(REFRESH, {"token": token}))["refreshToken"]
    assert payload["errors"] == []
    return payload


def check_lives(payload: Any) -> None:
    """Check that what was issued lives as long as it should, by its own times and as told."""
    tokens, session = payload["tokens"], payload["session"]
    claims = jwt.decode(tokens["accessToken"], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == tokens["expiresIn"] == 900
    assert datetime.fromisoformat(tokens["expiresAt"]).timestamp() == claims["exp"]
    last_used, expires = (
        datetime.fromisoformat(session[name]) for name in ("lastUsedAt", "expiresAt")
    )
    assert expires - last_used == MONTH
    assert tokens["refreshExpiresAt"] == session["expiresAt"]


async def test_the_clock_is_really_moved(server: Server) -> None:
    before = instants.now()
    with moved(HOUR):
        ahead = await try_sign_up(server.anonymous, email=EMAIL)
    created = datetime.fromisoformat(ahead["session"]["createdAt"])
    assert timedelta(0) <= created - (before + HOUR) < timedelta(minutes=10)


@pytest.mark.parametrize("by", [HOUR, -HOUR], ids=["forward", "back"])
async def test_who_signed_in_before_stays_signed_in(server: Server, by: timedelta) -> None:
    before = await try_sign_up(server.anonymous, email=EMAIL)
    client = server.anonymous.with_token(before["tokens"]["accessToken"])
    assert await is_signed_in(client)
    with moved(by):
        # An access token lives a quarter of an hour; one that is told to begin later is no less.
        assert await is_signed_in(client) == (by < timedelta(0))
        renewed = await refresh(server.anonymous, before["tokens"]["refreshToken"])
        check_lives(renewed)
        assert renewed["session"]["id"] == before["session"]["id"]
        assert await is_signed_in(server.anonymous.with_token(renewed["tokens"]["accessToken"]))
        check_lives(await refresh(server.anonymous, renewed["tokens"]["refreshToken"]))
        check_lives(await try_log_in(server.anonymous, email=EMAIL))


@pytest.mark.parametrize("by", [HOUR, -HOUR], ids=["forward", "back"])
async def test_who_signed_in_meanwhile_stays_so_when_it_is_set_right(
    server: Server, by: timedelta
) -> None:
    with moved(by):
        meanwhile = await try_sign_up(server.anonymous, email=EMAIL)
        check_lives(meanwhile)
    client = server.anonymous.with_token(meanwhile["tokens"]["accessToken"])
    assert await is_signed_in(client) == (by > timedelta(0))
    renewed = await refresh(server.anonymous, meanwhile["tokens"]["refreshToken"])
    check_lives(renewed)
    client = server.anonymous.with_token(renewed["tokens"]["accessToken"])
    (session,) = (await client.data(SESSIONS))["me"]["sessions"]
    assert session["isCurrent"]
    assert session["createdAt"] < session["expiresAt"]
    assert session["lastUsedAt"] < session["expiresAt"]


@pytest.mark.parametrize("by", [HOUR, -HOUR], ids=["forward", "back"])
async def test_everything_runs_out_after_it_was_made(server: Server, by: timedelta) -> None:
    first = await try_sign_up(server.anonymous, email=EMAIL)
    with moved(by):
        second = await refresh(server.anonymous, first["tokens"]["refreshToken"])
    await refresh(server.anonymous, second["tokens"]["refreshToken"])
    for token in await RefreshToken.all():
        assert token.created_at < token.expires_at
    (session,) = await Session.all()
    assert session.created_at < session.expires_at
    assert session.last_used_at < session.expires_at


@pytest.mark.parametrize("by", [HOUR, -HOUR], ids=["forward", "back"])
async def test_a_rotation_of_keys_under_a_moved_clock_signs_nobody_out(
    server: Server, by: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await try_sign_up(server.anonymous, email=EMAIL)
    await rotate(server.sealer.for_purpose(PURPOSE))
    monkeypatch.setattr(keyring, "MAX_AGE", 0.0)
    monkeypatch.setattr(keyring, "RELOAD_INTERVAL", 0.0)
    with moved(by):
        renewed = await refresh(server.anonymous, before["tokens"]["refreshToken"])
        assert await is_signed_in(server.anonymous.with_token(renewed["tokens"]["accessToken"]))
        if by < timedelta(0):
            assert await is_signed_in(server.anonymous.with_token(before["tokens"]["accessToken"]))
