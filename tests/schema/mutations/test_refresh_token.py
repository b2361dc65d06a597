"""Refreshing: each token works once, honest double use is forgiven, theft ends the session."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.instants import now
from models.session import RefreshToken, Session
from models.user import User
from tests.accounts import ERRORS, NOTHING, SESSION, TOKENS, fault, is_signed_in, try_sign_up

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

REFRESH = f"""
mutation Refresh($input: RefreshTokenInput!) {{
  refreshToken(input: $input) {{ user {{ id email }} {TOKENS} {SESSION} {ERRORS} }}
}}"""
REFUSED = {
    **NOTHING,
    "errors": [
        fault(
            "INVALID_TOKEN",
            "The refresh token is not valid any more: log in again.",
            "input",
            "refreshToken",
        )
    ],
}


async def refresh(client: Client, token: str | None) -> Any:
    variables = {"input": {"refreshToken": token}}
    return (await client.data(REFRESH, variables))["refreshToken"]


async def used_long_ago(seconds: float) -> None:
    """Put the first use of every used token into the past."""
    at = now() - timedelta(seconds=seconds)
    await RefreshToken.filter(used_at__not_isnull=True).update(used_at=at)


async def test_a_refresh_gives_a_new_pair_for_the_same_session(server: Server) -> None:
    first = await try_sign_up(server.anonymous, email="ada@example.com")
    second = await refresh(server.anonymous, first["tokens"]["refreshToken"])
    assert second["errors"] == []
    assert second["user"] == {"id": first["user"]["id"], "email": "ada@example.com"}
    assert second["session"]["id"] == first["session"]["id"]
    assert second["session"]["createdAt"] == first["session"]["createdAt"]
    assert second["session"]["expiresAt"] > first["session"]["expiresAt"]
    assert second["session"]["expiresAt"] == second["tokens"]["refreshExpiresAt"]
    assert second["tokens"]["refreshToken"] != first["tokens"]["refreshToken"]
    assert await is_signed_in(server.anonymous.with_token(second["tokens"]["accessToken"]))
    third = await refresh(server.anonymous, second["tokens"]["refreshToken"])
    assert third["errors"] == []


async def test_only_hashes_of_tokens_are_stored(server: Server) -> None:
    token = (await try_sign_up(server.anonymous, email="ada@example.com"))["tokens"]["refreshToken"]
    (stored,) = await RefreshToken.all()
    assert token not in repr([getattr(stored, name) for name in stored._meta.fields])


async def test_a_second_use_within_the_grace_works(server: Server) -> None:
    first = await try_sign_up(server.anonymous, email="ada@example.com")
    token = first["tokens"]["refreshToken"]
    one = await refresh(server.anonymous, token)
    await used_long_ago(9)
    two = await refresh(server.anonymous, token)
    assert one["errors"] == two["errors"] == []
    assert one["session"]["id"] == two["session"]["id"]
    for answer in (one, two):
        assert await is_signed_in(server.anonymous.with_token(answer["tokens"]["accessToken"]))
        assert (await refresh(server.anonymous, answer["tokens"]["refreshToken"]))["errors"] == []


async def test_a_later_second_use_ends_the_session_for_everybody(server: Server) -> None:
    first = await try_sign_up(server.anonymous, email="ada@example.com")
    other = await try_sign_up(server.anonymous, email="bob@example.com")
    token = first["tokens"]["refreshToken"]
    renewed = await refresh(server.anonymous, token)
    await used_long_ago(11)
    assert await refresh(server.anonymous, token) == REFUSED
    assert not await is_signed_in(server.anonymous.with_token(renewed["tokens"]["accessToken"]))
    assert await refresh(server.anonymous, renewed["tokens"]["refreshToken"]) == REFUSED
    assert await is_signed_in(server.anonymous.with_token(other["tokens"]["accessToken"]))


async def test_the_grace_counts_from_the_first_use(server: Server) -> None:
    token = (await try_sign_up(server.anonymous, email="ada@example.com"))["tokens"]["refreshToken"]
    await refresh(server.anonymous, token)
    await used_long_ago(6)
    assert (await refresh(server.anonymous, token))["errors"] == []
    await used_long_ago(11)
    assert await refresh(server.anonymous, token) == REFUSED


async def test_many_uses_at_once_lose_nobody_and_make_one_family(server: Server) -> None:
    first = await try_sign_up(server.anonymous, email="ada@example.com")
    token = first["tokens"]["refreshToken"]
    answers = await asyncio.gather(*(refresh(server.anonymous, token) for _ in range(20)))
    assert [answer["errors"] for answer in answers] == [[]] * 20
    assert {answer["session"]["id"] for answer in answers} == {first["session"]["id"]}
    assert await Session.all().count() == 1
    for answer in answers:
        assert await is_signed_in(server.anonymous.with_token(answer["tokens"]["accessToken"]))


@pytest.mark.parametrize("token", ["", "nonsense", "é" * 10_000, "a\x00b"])
async def test_a_token_that_is_none_is_refused(server: Server, token: str) -> None:
    assert await refresh(server.anonymous, token) == REFUSED


async def test_no_token_is_refused(server: Server) -> None:
    wanted = fault("REQUIRED", "Give the refresh token.", "input", "refreshToken")
    assert await refresh(server.anonymous, None) == {**NOTHING, "errors": [wanted]}


async def test_a_token_that_has_run_out_is_refused(server: Server) -> None:
    token = (await try_sign_up(server.anonymous, email="ada@example.com"))["tokens"]["refreshToken"]
    await RefreshToken.all().update(expires_at=now())
    assert await refresh(server.anonymous, token) == REFUSED


async def test_an_inactive_user_cannot_refresh(server: Server) -> None:
    token = (await try_sign_up(server.anonymous, email="ada@example.com"))["tokens"]["refreshToken"]
    await User.filter(email="ada@example.com").update(is_active=False)
    assert await refresh(server.anonymous, token) == REFUSED


async def test_a_token_of_another_project_is_nothing(server: Server) -> None:
    _, other = await server.second_project()
    token = (await try_sign_up(server.anonymous, email="ada@example.com"))["tokens"]["refreshToken"]
    assert await refresh(other, token) == REFUSED
    assert await RefreshToken.filter(used_at__not_isnull=True).count() == 0
    await used_long_ago(11)
    assert await refresh(other, token) == REFUSED
    assert await Session.filter(revoked_at=None).count() == 1


async def test_an_old_access_token_in_the_header_does_not_hinder(server: Server) -> None:
    token = (await try_sign_up(server.anonymous, email="ada@example.com"))["tokens"]["refreshToken"]
    answer = await refresh(server.anonymous.with_token("run.out.token"), token)
    assert answer["errors"] == []
