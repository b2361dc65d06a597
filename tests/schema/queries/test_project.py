"""The project: what its administrators read of it, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from core.ids import Prefix, encode, new_id
from core.instants import format_micros, to_micros
from models.user import User
from tests.accounts import key_of, sign_up
from tests.callers import ADMINS, REFUSED, callers, code_of

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

FIELDS = """{
  __typename id name createdAt userCount
  settings {
    defaultRole roles passwordMinLength passwordRequireUppercase passwordRequireLowercase
    passwordRequireDigit passwordRequireSymbol accessTokenLifetime refreshTokenLifetime
    memberDirectory signupEnabled
  }
}"""
PROJECT = f"{{ project {FIELDS} }}"
NODE = f"query ($id: ID!) {{ node(id: $id) {{ ... on Project {FIELDS} }} }}"
SETTINGS: dict[str, Any] = {
    "defaultRole": "user",
    "roles": ["user", "admin"],
    "passwordMinLength": 8,
    "passwordRequireUppercase": False,
    "passwordRequireLowercase": False,
    "passwordRequireDigit": False,
    "passwordRequireSymbol": False,
    "accessTokenLifetime": 900,
    "refreshTokenLifetime": 2_592_000,
    "memberDirectory": False,
    "signupEnabled": True,
}


async def test_a_new_project_as_it_is_read(server: Server) -> None:
    row = await server.project()
    assert (await server.admin.data(PROJECT))["project"] == {
        "__typename": "Project",
        "id": encode(Prefix.PROJECT, row.id),
        "name": "default",
        "createdAt": format_micros(to_micros(row.created_at)),
        "userCount": 0,
        "settings": SETTINGS,
    }


async def test_users_are_counted_whatever_their_state(server: Server) -> None:
    for number in range(2):
        await sign_up(server.anonymous, email=f"{number}@example.com")
    user, _ = await sign_up(server.anonymous, email="2@example.com")
    await User.filter(id=key_of(user)).update(is_active=False)
    _, other = await server.second_project()
    await sign_up(other, email="0@example.com")
    for client, count in ((server.admin, 3), (other, 1)):
        assert (await client.data("{ project { userCount } }"))["project"] == {"userCount": count}


async def test_only_administrators_read_it(server: Server) -> None:
    everybody = await callers(server)
    for name in ADMINS:
        assert (await everybody[name].data(PROJECT))["project"]["name"] == "default"
    for name in ("other secret", "other admin"):
        assert (await everybody[name].data(PROJECT))["project"]["name"] == "other"
    refused = {
        name: code_of(await everybody[name].execute(PROJECT), "project")
        for name in (*REFUSED, "other member")
    }
    assert refused == REFUSED | {"other member": "FORBIDDEN"}


async def test_its_node_is_seen_by_its_administrators_alone(server: Server) -> None:
    everybody = await callers(server)
    project = (await server.admin.data(PROJECT))["project"]
    for name in ADMINS:
        assert (await everybody[name].data(NODE, {"id": project["id"]}))["node"] == project
    unknown = encode(Prefix.PROJECT, new_id())
    for name in ("member", "other member", "other secret", "other admin"):
        for node_id in (project["id"], unknown, "proj_garbage"):
            assert (await everybody[name].data(NODE, {"id": node_id})) == {"node": None}
    assert (await server.admin.data(NODE, {"id": unknown})) == {"node": None}
    for name in ("anonymous", "publishable", "garbage", "mixed"):
        answer = await everybody[name].execute(NODE, {"id": project["id"]})
        assert code_of(answer, "node") == "UNAUTHENTICATED"
