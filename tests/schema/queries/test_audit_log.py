"""The audit log: who may read it, its filter and pages, and that projects do not meet in it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.ids import Prefix, encode, new_id
from models.audit import AuditEvent
from models.user import User
from tests.accounts import key_of, sign_up
from tests.api_keys import create

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[3]
LOG = """
query Log($filter: AuditEventFilter, $first: Int, $after: String, $last: Int, $before: String) {
  auditLog(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    totalCount
    edges { cursor node { id } }
    nodes {
      id type actor { email } user { email } ipAddress userAgent data createdAt
    }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
EVENT = "query ($id: ID!) { node(id: $id) { __typename id ... on AuditEvent { type data } } }"


async def log(client: Client, **variables: Any) -> Any:
    return (await client.data(LOG, variables))["auditLog"]


async def ids(client: Client, **variables: Any) -> list[str]:
    return [node["id"] for node in (await log(client, **variables))["nodes"]]


async def refusal(client: Client, **variables: Any) -> Any:
    """Ask for the log, which must give nothing but one error."""
    answer = await client.execute(LOG, variables)
    assert answer["data"] == {"auditLog": None}
    (error,) = answer["errors"]
    return error


async def seeded(server: Server, count: int = 7) -> tuple[list[str], Any, Any]:
    """Write events of two users, some at one instant; give their IDs newest first, and the two."""
    ada, _ = await sign_up(server.anonymous, email="ada@example.com")
    bob, _ = await sign_up(server.anonymous, email="bob@example.com")
    await AuditEvent.all().delete()
    project, at = await server.project(), (await User.get(id=key_of(ada))).created_at
    events = [
        await AuditEvent.create(
            project_id=project.id,
            type=("LOGIN", "LOGOUT")[number % 2],
            user_id=key_of((ada, bob)[number % 2]),
            actor_id=key_of(ada),
            data={"number": number},
            created_at=at.replace(microsecond=number // 3),
        )
        for number in range(count)
    ]
    events.sort(key=lambda event: (event.created_at, event.id), reverse=True)
    return [encode(Prefix.EVENT, event.id) for event in events], ada, bob


async def test_the_log_is_for_administrators(server: Server) -> None:
    user, token = await sign_up(server.anonymous, email="ada@example.com")
    client = server.anonymous.with_token(token)
    event = (await ids(server.admin))[0]
    for caller in (server.anonymous, server.anonymous.with_key(server.publishable_key)):
        assert (await refusal(caller))["extensions"]["code"] == "UNAUTHENTICATED"
        answer = await caller.execute(EVENT, {"id": event})
        assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    error = await refusal(client)
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert error["message"] == (
        "Reading the audit log needs a secret key or the role admin in this project."
    )
    assert await client.data(EVENT, {"id": event}) == {"node": None}
    by_key = server.anonymous.with_token((await create(client))[1])
    assert (await refusal(by_key))["extensions"]["code"] == "FORBIDDEN"
    await User.filter(id=key_of(user)).update(role="admin")
    for caller in (client, by_key):
        assert event in await ids(caller)
        assert (await caller.data(EVENT, {"id": event}))["node"]["id"] == event


async def test_a_page_shows_everything_of_an_event(server: Server) -> None:
    _, other = await server.second_project()
    events, *_ = await seeded(server)
    page = await log(server.admin)
    assert [node["id"] for node in page["nodes"]] == events
    assert [edge["node"]["id"] for edge in page["edges"]] == events
    assert page["totalCount"] == len(events)
    assert page["nodes"][-1] == {
        "id": events[-1],
        "type": "LOGIN",
        "actor": {"email": "ada@example.com"},
        "user": {"email": "ada@example.com"},
        "ipAddress": None,
        "userAgent": None,
        "data": {"number": 0},
        "createdAt": page["nodes"][-1]["createdAt"],
    }
    seen = (await server.admin.data(EVENT, {"id": events[-1]}))["node"]
    node = {"__typename": "AuditEvent", "id": events[-1], "type": "LOGIN", "data": {"number": 0}}
    assert seen == node
    for unknown in (encode(Prefix.EVENT, new_id()), "evt_", "evt_1"):
        assert await server.admin.data(EVENT, {"id": unknown}) == {"node": None}
    assert (await log(other))["nodes"] == []
    assert await other.data(EVENT, {"id": events[0]}) == {"node": None}


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 100])
async def test_pages_in_both_directions_give_every_event_once(server: Server, size: int) -> None:
    events, *_ = await seeded(server)
    forwards: list[str] = []
    backwards: list[str] = []
    page = await log(server.admin, first=size)
    assert page["pageInfo"]["hasPreviousPage"] is False
    while True:
        forwards += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        page = await log(server.admin, first=size, after=page["pageInfo"]["endCursor"])
        assert page["pageInfo"]["hasPreviousPage"] is True
    page = await log(server.admin, last=size)
    assert page["pageInfo"]["hasNextPage"] is False
    while True:
        backwards = [node["id"] for node in page["nodes"]] + backwards
        if not page["pageInfo"]["hasPreviousPage"]:
            break
        page = await log(server.admin, last=size, before=page["pageInfo"]["startCursor"])
        assert page["pageInfo"]["hasNextPage"] is True
    assert forwards == events
    assert backwards == events


async def test_filters_are_conditions_that_all_hold(server: Server) -> None:
    events, ada, bob = await seeded(server)
    admin = server.admin
    nodes = (await log(admin))["nodes"]
    instants = [node["createdAt"] for node in nodes]
    newest = instants[0]
    of_ada = [node["id"] for node in nodes if node["data"]["number"] % 2 == 0]
    of_bob = [one for one in events if one not in of_ada]
    expected: list[tuple[Any, list[str]]] = [
        (None, events),
        ({}, events),
        ({"userId": ada["id"]}, of_ada),
        ({"userId": bob["id"]}, of_bob),
        ({"actorId": ada["id"]}, events),
        ({"actorId": bob["id"]}, []),
        ({"userId": "nobody"}, []),
        ({"type": ["LOGIN"]}, of_ada),
        ({"type": ["LOGIN", "LOGOUT"]}, events),
        ({"type": ["SIGNUP"]}, []),
        ({"type": []}, []),
        ({"type": ["LOGIN"], "userId": bob["id"]}, []),
        ({"createdAt": {"eq": newest}}, [events[0]]),
        ({"createdAt": {"ne": newest}}, events[1:]),
        ({"createdAt": {"lt": newest}}, events[1:]),
        ({"createdAt": {"gte": newest}}, [events[0]]),
        ({"createdAt": {"gt": instants[-1], "lt": newest}}, events[1:4]),
        ({"createdAt": {"isNull": False}}, events),
        ({"createdAt": {"isNull": True}}, []),
    ]
    for condition, found in expected:
        page = await log(admin, filter=condition)
        assert [node["id"] for node in page["nodes"]] == found, condition
        assert page["totalCount"] == len(found), condition


@pytest.mark.parametrize(
    ("condition", "place"),
    [
        ({"type": None}, ["filter", "type"]),
        ({"userId": None}, ["filter", "userId"]),
        ({"createdAt": None}, ["filter", "createdAt"]),
        ({"createdAt": {"gt": None}}, ["filter", "createdAt", "gt"]),
    ],
)
async def test_null_is_no_condition(server: Server, condition: Any, place: list[str]) -> None:
    error = await refusal(server.admin, filter=condition)
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argumentPath": place}


async def test_a_cursor_is_of_one_list_only(server: Server) -> None:
    _, ada, _ = await seeded(server)
    _, other = await server.second_project()
    cursor = (await log(server.admin))["pageInfo"]["startCursor"]
    users = "{ users { pageInfo { startCursor } } }"
    of_users = (await server.admin.data(users))["users"]["pageInfo"]["startCursor"]
    for client, variables in (
        (server.admin, {"after": cursor, "filter": {"userId": ada["id"]}}),
        (server.admin, {"before": of_users}),
        (server.admin, {"after": "x"}),
        (other, {"after": cursor}),
    ):
        error = await refusal(client, **variables)
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
    for variables in ({"first": 0}, {"last": 101}, {"first": 1, "last": 1}):
        error = await refusal(server.admin, **variables)
        assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_all_users_of_a_page_are_read_in_one_statement(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seeded(server)
    read: list[str] = []
    readers: Any = type(server.database)
    fetch = readers.fetch

    async def counted(self: Any, sql: str, values: Any = ()) -> Any:
        read.append(sql)
        return await fetch(self, sql, values)

    monkeypatch.setattr(readers, "fetch", counted)
    await server.admin.data("{ auditLog { nodes { actor { email } user { email } } } }")
    assert len([sql for sql in read if "FROM users" in sql]) == 1


def test_nothing_but_scrubbing_and_retention_changes_events() -> None:
    """Find each statement on events that is neither a look-up nor an addition."""
    allowed = {"resolvers/audit.py": "create", "resolvers/deletion.py": "of"}
    used = {}
    for folder in ("commands", "resolvers", "schema"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                    name = str(path.relative_to(ROOT))
                    if node.value.id == "AuditEvent" and name != "schema/audit.py":
                        used[name] = node.attr
            if "audit_events" in path.read_text("utf-8"):
                used[path.name] = "SQL"
    assert used == allowed | {"audit_log.py": "SQL", "upkeep.py": "SQL"}
    text = (ROOT / "resolvers/audit_log.py").read_text("utf-8")
    assert not any(word in text for word in ("UPDATE", "DELETE", "INSERT", ".update(", ".delete("))
