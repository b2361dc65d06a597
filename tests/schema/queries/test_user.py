"""Who sees whom, and how much: every kind of caller, one user, the same answer for the unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.project import Project
from models.user import User
from tests.accounts import ACCOUNT, key_of, sign_up
from tests.api_keys import create

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

USER = f"query User($id: ID!) {{ user(id: $id) {{ ...Account }} }} {ACCOUNT}"
NODE = f"query Node($id: ID!) {{ node(id: $id) {{ __typename ...Account }} }} {ACCOUNT}"
PUBLIC = ("id", "username", "name", "firstName", "lastName", "avatarUrl", "createdAt")
ADA = {
    "email": "ada@example.com",
    "username": "ada",
    "name": "Ada Lovelace",
    "firstName": "Ada",
    "lastName": "Lovelace",
    "phone": "+44 20",
    "city": "London",
    "country": "UK",
    "timezone": "Europe/London",
    "avatarUrl": "https://example.com/a.png",
    "data": {"a": 1},
    "preferences": {"b": 2},
}


async def callers(server: Server) -> tuple[Any, dict[str, Client]]:
    """Give Ada's account, and callers of every kind."""
    friend, bob = await sign_up(server.anonymous, email="bob@example.com")
    ada, own = await sign_up(server.anonymous, **ADA, referredById=friend["id"])
    boss, administrator = await sign_up(server.anonymous, email="boss@example.com")
    await User.filter(id=key_of(boss)).update(role="admin")
    _, other = await server.second_project()
    stranger, foreign = await sign_up(other, email="eve@example.com")
    await User.filter(id=key_of(stranger)).update(role="admin")
    clients = (server.anonymous.with_token(token) for token in (own, bob, administrator, foreign))
    own_key, members, admins, foreigns = [(await create(client))[1] for client in clients]
    return ada, {
        "self": server.anonymous.with_token(own),
        "self by key": server.anonymous.with_token(own_key),
        "member by key": server.anonymous.with_token(members),
        "admin by key": server.anonymous.with_token(admins),
        "foreign admin by key": server.anonymous.with_token(foreigns),
        "admin": server.anonymous.with_token(administrator),
        "secret key": server.admin,
        "member with a secret key": server.admin.with_token(bob),
        "member": server.anonymous.with_token(bob),
        "member with a key": server.anonymous.with_key(server.publishable_key).with_token(bob),
        "foreign admin": server.anonymous.with_token(foreign),
        "foreign secret key": other,
        "nobody": server.anonymous,
        "key": server.anonymous.with_key(server.publishable_key),
    }


WHOLE = frozenset({"self", "admin", "secret key", "member with a secret key"})
WHOLE |= {"self by key", "admin by key"}
MEMBERS = frozenset({"member", "member with a key", "member by key"})
NOBODY = frozenset({"nobody", "key"})


@pytest.mark.parametrize("directory", [True, False])
async def test_every_kind_of_caller(server: Server, *, directory: bool) -> None:
    await Project.all().update(member_directory=directory)
    ada, everybody = await callers(server)
    public = {name: ada[name] if name in PUBLIC else None for name in ada}
    for name, caller in everybody.items():
        expected = ada if name in WHOLE else public if directory and name in MEMBERS else None
        for field, query in (("user", USER), ("node", NODE)):
            answer = await caller.execute(query, {"id": ada["id"]})
            errors = [error["extensions"]["code"] for error in answer.get("errors", [])]
            assert errors == (["UNAUTHENTICATED"] if name in NOBODY else []), name
            kind = {"__typename": "User"} if field == "node" and expected else {}
            assert answer["data"] == {field: expected and {**kind, **expected}}, name


async def test_what_is_not_there_is_answered_like_what_is_not_seen(server: Server) -> None:
    ada, everybody = await callers(server)
    unknown = "user_" + "0" * 26
    odd = ("", "user_", ada["id"].upper(), ada["id"][5:], ada["id"] + " ", "1", "\0", "x" * 10_000)
    for name in ("self", "secret key", "member"):
        for bad in (unknown, *odd):
            for query in (USER, NODE):
                answer = await everybody[name].execute(query, {"id": bad})
                assert list(answer) == ["data"]
                assert list(answer["data"].values()) == [None]
    hidden = await everybody["member"].execute(USER, {"id": ada["id"]})
    assert hidden == await everybody["member"].execute(USER, {"id": unknown})


async def test_hidden_fields_are_hidden_one_by_one(server: Server) -> None:
    await Project.all().update(member_directory=True)
    ada, everybody = await callers(server)
    document = """query ($id: ID!) { user(id: $id) {
      data preferences one: data(path: ["a"]) referrals { totalCount } referredBy { id }
      referralCount lastLoginAt mail: email
    } }"""
    data = await everybody["member"].data(document, {"id": ada["id"]})
    assert set(data["user"].values()) == {None}
    assert len(data["user"]) == 8


async def test_an_id_is_text(server: Server) -> None:
    for value in (None, ["a"], {"a": 1}, 1.5, True):
        answer = await server.admin.execute(USER, {"id": value})
        assert "data" not in answer
        assert [one["extensions"] for one in answer["errors"]] == [{"code": "BAD_USER_INPUT"}]
