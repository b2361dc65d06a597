"""A project keeps an active administrator, unless a secret key says otherwise."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from models.user import User
from tests.accounts import PASSWORD, fault, key_of, log_in
from tests.administration import LAST, change, create, everything, try_change, try_delete
from tests.callers import admin_token
from tests.schema.mutations.test_delete_account import delete as delete_account

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio


async def administrators(server: Server, count: int) -> list[tuple[Any, Client]]:
    """Make administrators who are signed in."""
    made = []
    for number in range(count):
        email = f"admin{number}@example.com"
        user = await create(server.admin, email=email, password=PASSWORD, role="admin")
        token = await log_in(server.anonymous, email=email)
        made.append((user, server.anonymous.with_token(token)))
    return made


async def active_admins() -> int:
    return await User.filter(role="admin", is_active=True).count()


async def test_an_administrator_cannot_take_away_the_last_one(server: Server) -> None:
    ((ada, client),) = await administrators(server, 1)
    await create(server.admin, email="off@example.com", role="admin", isActive=False)
    _, other = await server.second_project()
    await admin_token(server, other, "eve@example.com")
    bob = await create(server.admin, email="bob@example.com")
    before = await everything()
    for changes, path in (
        ({"role": "user"}, ("input", "role")),
        ({"isActive": False}, ("input", "isActive")),
        ({"role": "user", "isActive": False}, ("input", "role")),
    ):
        payload = await try_change(client, ada, name="New", **changes)
        assert payload == {"user": None, "errors": [fault("LAST_ADMIN", LAST, *path)]}
    for ids in ([ada["id"]], [bob["id"], ada["id"]]):
        payload = await try_delete(client, *ids)
        error = fault("LAST_ADMIN", LAST, "input", "ids")
        assert payload == {"deletedIds": [], "errors": [error]}
    payload = await delete_account(client)
    assert payload == {"deletedId": None, "errors": [fault("LAST_ADMIN", LAST)]}
    assert await everything() == before


async def test_a_wrong_password_is_told_before_anything_else(server: Server) -> None:
    ((_, client),) = await administrators(server, 1)
    payload = await delete_account(client, "wrong password")
    assert [error["code"] for error in payload["errors"]] == ["WRONG_PASSWORD"]


async def test_whatever_leaves_the_last_one_an_administrator_is_fine(server: Server) -> None:
    ((ada, client),) = await administrators(server, 1)
    off = await create(server.admin, email="off@example.com", role="admin", isActive=False)
    changed = await change(client, ada, name="Ada", role="admin", isActive=True)
    assert changed["name"] == "Ada"
    await change(client, off, role="user")
    assert (await try_delete(client, off["id"]))["errors"] == []


@pytest.mark.parametrize("changes", [{"role": "user"}, {"isActive": False}, None])
async def test_a_secret_key_may(server: Server, changes: dict[str, Any] | None) -> None:
    ((ada, _),) = await administrators(server, 1)
    if changes is None:
        assert (await try_delete(server.admin, ada["id"]))["errors"] == []
    else:
        await change(server.admin, ada, **changes)
    assert await active_admins() == 0


async def test_the_last_one_may_go_with_the_secret_key_beside_the_token(server: Server) -> None:
    ((_, client),) = await administrators(server, 1)
    payload = await delete_account(client.with_key(server.secret_key))
    assert payload["errors"] == []
    assert await active_admins() == 0


@pytest.mark.parametrize("way", ["role", "isActive", "deleteUsers", "deleteAccount"])
async def test_of_all_who_go_at_once_one_stays(server: Server, way: str) -> None:
    everybody = await administrators(server, 4)
    if way == "deleteAccount":
        requests = [delete_account(client) for _, client in everybody]
    elif way == "deleteUsers":
        requests = [try_delete(client, user["id"]) for user, client in everybody]
    else:
        value = {"role": "user", "isActive": False}[way]
        requests = [try_change(client, user, **{way: value}) for user, client in everybody]
    payloads = await asyncio.gather(*requests)
    codes = [error["code"] for payload in payloads for error in payload["errors"]]
    assert codes == ["LAST_ADMIN"]
    assert await active_admins() == 1


async def test_of_two_who_remove_each_other_at_once_one_stays(server: Server) -> None:
    for _ in range(3):
        await User.all().delete()
        (ada, by_ada), (bob, by_bob) = await administrators(server, 2)
        await asyncio.gather(
            by_ada.execute(DEMOTE, {"id": bob["id"]}), by_bob.execute(DEMOTE, {"id": ada["id"]})
        )
        assert await active_admins() == 1
        assert await User.filter(id__in=[key_of(ada), key_of(bob)]).count() == 2


DEMOTE = """
mutation ($id: ID!) { updateUser(input: {id: $id, role: "user"}) { errors { code } } }"""
