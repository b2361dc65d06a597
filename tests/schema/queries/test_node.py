"""Objects by their ID: sessions for their owner only, and nothing for what is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from core.ids import Prefix, encode, new_id
from models.api_key import ApiKey
from models.session import Session
from models.user import User
from tests.accounts import key_of, sign_up, try_sign_up
from tests.api_keys import create

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

NODE = """query ($id: ID!) { node(id: $id) {
  __typename id
  ... on Session { isCurrent userAgent ipAddress createdAt lastUsedAt expiresAt }
} }"""


async def node(client: Client, identifier: str) -> Any:
    """Ask for a node, which must give no error."""
    return (await client.data(NODE, {"id": identifier}))["node"]


async def test_a_session_is_seen_by_its_owner(server: Server) -> None:
    payload = await try_sign_up(server.anonymous, email="ada@example.com")
    session = payload["session"]
    client = server.anonymous.with_token(payload["tokens"]["accessToken"])
    current = {"__typename": "Session", **session, "isCurrent": True}
    assert await node(client, session["id"]) == current
    assert await node(client.with_key(server.publishable_key), session["id"]) == current


async def test_a_session_is_seen_by_administrators_and_nobody_else(server: Server) -> None:
    payload = await try_sign_up(server.anonymous, email="ada@example.com")
    session = payload["session"]["id"]
    _, bob = await sign_up(server.anonymous, email="bob@example.com")
    boss, admin = await sign_up(server.anonymous, email="boss@example.com")
    await User.filter(id=key_of(boss)).update(role="admin")
    _, other = await server.second_project()
    _, eve = await sign_up(other, email="eve@example.com")
    bobs = (await create(server.anonymous.with_token(bob)))[1]
    for token in (bob, bobs, eve):
        assert await node(server.anonymous.with_token(token), session) is None
    admins = server.anonymous.with_token(admin)
    by_key = server.anonymous.with_token((await create(admins))[1])
    for administrator in (server.admin, admins, by_key):
        assert (await node(administrator, session))["id"] == session
    assert await node(other, session) is None
    answer = await server.anonymous.execute(NODE, {"id": session})
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "UNAUTHENTICATED"}]


async def test_a_revoked_session_is_gone(server: Server) -> None:
    first = await try_sign_up(server.anonymous, email="ada@example.com")
    mutation = """mutation { login(input: {email: "ada@example.com", password: "correct horse 1"}) {
      session { id } tokens { accessToken }
    } }"""
    second = (await server.anonymous.data(mutation))["login"]
    client = server.anonymous.with_token(first["tokens"]["accessToken"])
    seen = await node(client, second["session"]["id"])
    assert (seen["id"], seen["isCurrent"]) == (second["session"]["id"], False)
    current = await Session.all().order_by("id").first()
    assert current is not None
    await Session.exclude(id=current.id).update(revoked_at=current.created_at)
    assert await node(client, second["session"]["id"]) is None


async def test_other_kinds_and_malformed_ids_give_null(server: Server) -> None:
    payload = await try_sign_up(server.anonymous, email="ada@example.com")
    user, session = payload["user"]["id"], payload["session"]["id"]
    key = await ApiKey.all().first()
    assert key is not None
    others = (
        encode(Prefix.PROJECT, new_id()),
        encode(Prefix.USER, key.id),
        session.replace("sess_", "user_"),
        user.replace("user_", "sess_"),
        user.replace("user_", "USER_"),
        "sess_" + "0" * 26,
        "sess_" + "z" * 26,
        "sess_" + "8" + "0" * 25,
        "sess_",
        "_",
        "",
        "\0",
        session + "\n",
        "x" * 10_000,
    )
    client = server.anonymous.with_token(payload["tokens"]["accessToken"])
    for identifier in others:
        assert await node(client, identifier) is None
        assert await node(server.admin, identifier) is None
