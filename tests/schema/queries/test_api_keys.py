"""Seeing API keys: in `me`, of other users, and by ID; never the keys themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from core.ids import Prefix, encode
from models.api_key import ApiKey
from models.database import Database
from models.project import Project
from tests.accounts import sign_up
from tests.api_keys import KEY, create, own_keys, personal, promote
from tests.callers import ADMINS, REFUSED, callers, code_of

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
MEMBERS = {name for name, code in REFUSED.items() if code == "FORBIDDEN"}
NOBODY = REFUSED.keys() - MEMBERS
LIST = "{ users(orderBy: [{field: EMAIL}]) { nodes { email apiKeys { name } } } }"
NODE = f"query ($id: ID!) {{ node(id: $id) {{ __typename id ... on ApiKey {{ {KEY} }} }} }}"
USER = f"query ($id: ID!) {{ user(id: $id) {{ apiKeys {{ {KEY} }} }} }}"


async def node(client: Client, key_id: str) -> Any:
    """Ask for a key by its ID, which must give no error."""
    return (await client.data(NODE, {"id": key_id}))["node"]


async def test_own_keys_are_listed_newest_first_without_the_keys_of_others(server: Server) -> None:
    _, client, _ = await personal(server, email=EMAIL)
    await personal(server, email="bob@example.com")
    await create(server.admin, kind="SECRET")
    second, secret = await create(client, name="second")
    first = (await own_keys(client))[1]
    assert await own_keys(client) == [second, first]
    assert (first["name"], second["name"]) == ("laptop", "second")
    assert secret not in str(await own_keys(client))


async def test_who_has_none_sees_none(server: Server) -> None:
    _, token = await sign_up(server.anonymous, email=EMAIL)
    assert await own_keys(server.anonymous.with_token(token)) == []


@pytest.mark.parametrize("directory", [True, False])
async def test_keys_of_a_user_are_shown_to_it_and_to_administrators(
    server: Server, *, directory: bool
) -> None:
    await Project.filter(is_default=True).update(member_directory=directory)
    user, owner, by_key = await personal(server, email="owner@example.com")
    expected = await own_keys(owner)
    assert len(expected) == 1
    everybody = await callers(server)
    shown = {"data": {"user": {"apiKeys": expected}}}
    hidden = {"user": {"apiKeys": None}} if directory else {"user": None}
    for name, client in everybody.items():
        answer = await client.execute(USER, {"id": user["id"]})
        if name in ADMINS:
            assert answer == shown, name
        elif name in MEMBERS:
            assert answer == {"data": hidden}, name
        elif name in NOBODY:
            assert code_of(answer, "user") == "UNAUTHENTICATED", name
        else:
            assert answer == {"data": {"user": None}}, name
    for client in (owner, by_key):
        assert await client.execute(USER, {"id": user["id"]}) == shown


async def test_a_key_by_its_id_is_seen_by_its_owner_and_by_administrators(server: Server) -> None:
    _, owner, by_key = await personal(server, email="owner@example.com")
    (key,) = await own_keys(owner)
    shown = {"__typename": "ApiKey", **key}
    for client in (owner, by_key):
        assert await node(client, key["id"]) == shown
    for name, client in (await callers(server)).items():
        if name in NOBODY:
            answer = await client.execute(NODE, {"id": key["id"]})
            assert code_of(answer, "node") == "UNAUTHENTICATED", name
        else:
            assert await node(client, key["id"]) == (shown if name in ADMINS else None), name


async def test_keys_of_the_project_are_seen_by_its_administrators(server: Server) -> None:
    key = encode(Prefix.KEY, (await ApiKey.get(kind="publishable")).id)
    user, client, _ = await personal(server, email=EMAIL)
    assert await node(client, key) is None
    assert (await node(server.admin, key))["kind"] == "PUBLISHABLE"
    await promote(user)
    assert (await node(client, key))["kind"] == "PUBLISHABLE"
    _, other = await server.second_project()
    assert await node(other, key) is None


PROJECT = f"{{ project {{ apiKeys {{ {KEY} }} }} }}"


async def test_administrators_see_the_keys_of_their_project_newest_first(server: Server) -> None:
    new, secret = await create(server.admin, name="new", kind="SECRET", requestsPerHour=5)
    everybody = await callers(server)
    keys = (await server.admin.data(PROJECT))["project"]["apiKeys"]
    assert keys[0] == new
    assert [key["name"] for key in keys] == ["new", "secret", "publishable"]
    assert secret not in str(keys)
    for name in ADMINS:
        assert (await everybody[name].data(PROJECT))["project"]["apiKeys"] == keys, name
    refused = {name: code_of(await everybody[name].execute(PROJECT), "project") for name in REFUSED}
    assert refused == REFUSED
    (other,) = (await everybody["other secret"].data(PROJECT))["project"]["apiKeys"]
    assert other["id"] not in {key["id"] for key in keys}


async def test_the_keys_of_many_users_are_read_by_one_statement(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        _, client, _ = await personal(server, email=f"{number}@example.com")
        for _ in range(number - 1):
            await create(client, name=f"more of {number}")
    await sign_up(server.anonymous, email="4@example.com")
    statements: list[str] = []
    fetch = Database.fetch

    async def noted(self: Any, sql: str, values: Any = ()) -> Any:
        statements.append(sql)
        return await fetch(self, sql, values)

    monkeypatch.setattr(Database, "fetch", noted)
    nodes = (await server.admin.data(LIST))["users"]["nodes"]
    names = [[key["name"] for key in node["apiKeys"]] for node in nodes]
    more = [f"more of {number}" for number in range(4)]
    assert names == [["laptop"], ["laptop"], [more[2], "laptop"], [more[3], more[3], "laptop"], []]
    # One tells who calls, the other one reads all.
    assert len([sql for sql in statements if "FROM api_keys" in sql]) == 2
