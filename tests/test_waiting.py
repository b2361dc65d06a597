"""Requests that change the same rows at once: on PostgreSQL none waits for another in a circle."""

from __future__ import annotations

import asyncio
from contextvars import copy_context
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.instants import now, to_micros
from models.database import again_if_chosen, transaction
from models.login_failures import LoginFailures
from models.session import RefreshToken, Session
from models.user import User
from tests.accounts import try_log_in, try_sign_up
from tests.administration import change
from tests.resolvers.test_upkeep import services_of
from tests.schema.mutations.test_refresh_token import refresh

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from tests.server import Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
ARRIVED = 0.5
"""Seconds until a request waits for what the test has locked; after one PostgreSQL looks around."""


async def in_between(
    first: Callable[[], Awaitable[Any]],
    request: Callable[[], Coroutine[Any, Any, Any]],
    then: Callable[[], Awaitable[Any]],
) -> Any:
    """Run a request between two steps of one transaction, and give what the request gives."""
    context = copy_context()  # That of the request is not in the transaction.
    tasks: list[asyncio.Task[Any]] = []

    async def steps() -> None:
        async with transaction():
            await first()
            if not tasks:
                tasks.append(asyncio.create_task(request(), context=context))
                await asyncio.sleep(ARRIVED)
            await then()

    await again_if_chosen(steps)
    return await tasks[0]


async def test_a_refresh_during_the_deletion_of_the_account(server: Server) -> None:
    token = (await try_sign_up(server.anonymous, email=EMAIL))["tokens"]["refreshToken"]
    payload = await in_between(
        lambda: Session.all().select_for_update().get(),
        lambda: refresh(server.anonymous, token),
        lambda: User.all().delete(),
    )
    assert payload["errors"][0]["code"] == "INVALID_TOKEN"
    assert await RefreshToken.all().count() == 0


async def test_the_use_of_sessions_is_written_while_they_end(server: Server) -> None:
    for email in (EMAIL, "bob@example.com"):
        await try_sign_up(server.anonymous, email=email)
    await Session.all().update(last_used_at=now() - timedelta(days=1))
    one, another = await Session.all().order_by("id")
    usage = services_of(server).usage
    for session in (one, another):
        usage.note(session.id, 0, to_micros(now()))
    await in_between(
        lambda: Session.filter(id=another.id).update(revoked_at=now()),
        lambda: usage.write(server.database),
        lambda: Session.filter(id=one.id).update(revoked_at=now()),
    )
    assert (await Session.get(id=one.id)).last_used_at > now() - timedelta(hours=1)
    assert await Session.filter(revoked_at=None).count() == 0


async def test_a_lock_out_is_lifted_before_the_user_is_locked(server: Server) -> None:
    user = (await try_sign_up(server.anonymous, email=EMAIL))["user"]
    await try_log_in(server.anonymous, email=EMAIL, password="wrong")
    await in_between(
        lambda: LoginFailures.all().select_for_update().get(),
        lambda: change(server.admin, user, unlock=True, name="Ada"),
        lambda: User.all().select_for_update(nowait=True).get(),
    )
    assert await LoginFailures.all().count() == 0
    assert (await User.get()).name == "Ada"
