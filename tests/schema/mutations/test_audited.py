"""Every mutation leaves its event, in its transaction, and no event holds a secret."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.instants import now
from models.audit import AuditEvent
from models.session import RefreshToken
from tests.accounts import (
    PASSWORD,
    change_password,
    key_of,
    log_in,
    sign_up,
    try_log_in,
    try_sign_up,
    update,
)
from tests.schema.mutations.test_logout import LOGOUT, REVOKE
from tests.schema.mutations.test_refresh_token import refresh

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"


async def events() -> list[AuditEvent]:
    """Give all events, the oldest first."""
    return await AuditEvent.all().order_by("created_at", "id")


async def last() -> AuditEvent:
    """Give the newest event."""
    return (await events())[-1]


async def signed_up(server: Server) -> tuple[Any, Client]:
    payload = await try_sign_up(server.anonymous, email=EMAIL)
    return payload, server.anonymous.with_token(payload["tokens"]["accessToken"])


def told(event: AuditEvent) -> tuple[Any, ...]:
    """Give what an event says, but for when and from where."""
    return event.type, event.user_id, event.actor_id, event.data


async def test_signing_up_and_in_are_recorded_with_the_client(server: Server) -> None:
    client = server.anonymous
    client.headers["user-agent"] = "Browser/1"
    payload = await try_sign_up(client, email=EMAIL)
    ada, session = key_of(payload["user"]), payload["session"]["id"]
    event = await last()
    assert told(event) == ("SIGNUP", ada, ada, {"sessionId": session})
    assert (event.ip_address, event.user_agent) == ("127.0.0.1", "Browser/1")
    session = (await try_log_in(client, email=EMAIL))["session"]["id"]
    assert told(await last()) == ("LOGIN", ada, ada, {"sessionId": session})
    assert len(await events()) == 2


async def test_a_failed_login_is_recorded_though_nothing_else_is(server: Server) -> None:
    user, _ = await sign_up(server.anonymous, email=EMAIL)
    data = {"code": "INVALID_CREDENTIALS"}
    await try_log_in(server.anonymous, email=EMAIL, password="wrong password 1")
    assert told(await last()) == ("LOGIN_FAILED", key_of(user), None, data)
    await try_log_in(server.anonymous, email="nobody@example.com", password="wrong password 2")
    assert told(await last()) == ("LOGIN_FAILED", None, None, data)
    assert len(await events()) == 3


async def test_a_lock_is_recorded_whether_or_not_there_is_an_account(server: Server) -> None:
    user, _ = await sign_up(server.anonymous, email=EMAIL)
    for email, key in ((EMAIL, key_of(user)), ("nobody@example.com", None)):
        for _ in range(11):
            await try_log_in(server.anonymous, email=email, password="wrong password 1")
        newest = [told(event) for event in (await events())[-3:]]
        assert newest == [
            ("LOCKED_OUT", key, None, {"failures": 10}),
            ("LOGIN_FAILED", key, None, {"code": "INVALID_CREDENTIALS"}),
            ("LOGIN_FAILED", key, None, {"code": "ACCOUNT_LOCKED"}),
        ]


async def test_refreshing_and_its_abuse_are_recorded(server: Server) -> None:
    payload, _ = await signed_up(server)
    ada, data = key_of(payload["user"]), {"sessionId": payload["session"]["id"]}
    token = payload["tokens"]["refreshToken"]
    await refresh(server.anonymous, token)
    assert told(await last()) == ("TOKEN_REFRESHED", ada, ada, data)
    at = now() - timedelta(seconds=11)
    await RefreshToken.filter(used_at__not_isnull=True).update(used_at=at)
    for _ in range(2):
        assert (await refresh(server.anonymous, token))["errors"]
        assert told(await last()) == ("TOKEN_REUSED", ada, None, data)
    assert len(await events()) == 3


async def test_ending_sessions_is_recorded_once(server: Server) -> None:
    payload, client = await signed_up(server)
    ada, session = key_of(payload["user"]), payload["session"]["id"]
    second = server.anonymous.with_token(await log_in(server.anonymous, email=EMAIL))
    await second.data(REVOKE, {"id": session})
    assert told(await last()) == ("SESSION_REVOKED", ada, ada, {"sessionId": session})
    await server.admin.data(REVOKE, {"id": session})
    await log_in(server.anonymous, email=EMAIL)
    await second.data(LOGOUT, {"input": {"scope": "ALL"}})
    assert told(await last()) == ("LOGOUT", ada, ada, {"scope": "ALL", "revokedCount": 2})
    assert len(await events()) == 5
    await log_in(server.anonymous, email=EMAIL)
    newest = (await try_log_in(server.anonymous, email=EMAIL))["session"]["id"]
    await server.admin.data(REVOKE, {"id": newest})
    assert told(await last()) == ("SESSION_REVOKED", ada, None, {"sessionId": newest})
    assert client is not second


async def test_of_a_profile_the_log_names_the_fields_that_differ(server: Server) -> None:
    payload, client = await signed_up(server)
    ada = key_of(payload["user"])
    changes = {"firstName": "Secret name", "data": {"key": "secret value"}, "city": None}
    await update(client, **changes)
    assert told(await last()) == ("PROFILE_UPDATED", ada, ada, {"fields": ["firstName", "data"]})
    assert (await update(client, username="a b"))["errors"]
    await update(client)
    assert len(await events()) == 2


async def test_a_password_change_counts_the_sessions_it_ends(server: Server) -> None:
    payload, client = await signed_up(server)
    ada = key_of(payload["user"])
    await log_in(server.anonymous, email=EMAIL)
    assert (await change_password(client, "wrong", "another secret 1"))["errors"]
    assert (await last()).type == "LOGIN"
    await change_password(client, PASSWORD, "another secret 1")
    assert told(await last()) == ("PASSWORD_CHANGED", ada, ada, {"revokedCount": 1})


async def test_what_is_refused_leaves_no_event_of_success(server: Server) -> None:
    requests = [try_sign_up(server.anonymous, email=EMAIL) for _ in range(5)]
    payloads = await asyncio.gather(*requests)
    assert len([one for one in payloads if not one["errors"]]) == 1
    assert [event.type for event in await events()] == ["SIGNUP"]


async def test_no_event_holds_what_somebody_typed(server: Server) -> None:
    payload, client = await signed_up(server)
    tokens = payload["tokens"]
    await update(client, name="planted name", data={"planted": "planted value"})
    await try_log_in(server.anonymous, email=PASSWORD, password="planted password")
    await change_password(client, PASSWORD, "planted password 2")
    await refresh(server.anonymous, tokens["refreshToken"])
    written = repr(await AuditEvent.all().values())
    for secret in ("planted", PASSWORD, tokens["accessToken"], tokens["refreshToken"], "$2b$"):
        assert secret not in written
