"""Sessions: seen in `me`, and ended by `logout` and `revokeSession` on the very next request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.user import User
from tests.accounts import ERRORS, SESSION, fault, is_signed_in, log_in, sign_up, try_sign_up

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

SESSIONS = "{ me { sessions { id isCurrent userAgent ipAddress } } }"
LOGOUT = (
    f"mutation Logout($input: LogoutInput) {{ logout(input: $input) {{ revokedCount {ERRORS} }} }}"
)
REVOKE = f"""
mutation Revoke($id: ID!) {{ revokeSession(input: {{id: $id}}) {{ {SESSION} {ERRORS} }} }}
"""
MISSING = {
    "session": None,
    "errors": [fault("NOT_FOUND", "There is no session with this ID.", "input", "id")],
}


async def sessions(client: Client) -> Any:
    return (await client.data(SESSIONS))["me"]["sessions"]


async def three(server: Server) -> list[Client]:
    """Sign one user in three times; give the callers, the oldest session first."""
    _, token = await sign_up(server.anonymous, email="ada@example.com")
    tokens = [token, *[await log_in(server.anonymous, email="ada@example.com") for _ in "ab"]]
    return [server.anonymous.with_token(one) for one in tokens]


async def signed_in(clients: list[Client]) -> list[bool]:
    return [await is_signed_in(client) for client in clients]


async def test_sessions_are_listed_newest_first_and_know_the_current_one(server: Server) -> None:
    clients = await three(server)
    seen = await sessions(clients[1])
    assert [session["isCurrent"] for session in seen] == [False, True, False]
    assert {session["ipAddress"] for session in seen} == {"127.0.0.1"}
    assert seen[0]["id"] > seen[1]["id"] > seen[2]["id"]


@pytest.mark.parametrize(
    ("variables", "count", "left"),
    [
        ({}, 1, [True, False, True]),
        ({"input": None}, 1, [True, False, True]),
        ({"input": {}}, 1, [True, False, True]),
        ({"input": {"scope": "CURRENT"}}, 1, [True, False, True]),
        ({"input": {"scope": "OTHERS"}}, 2, [False, True, False]),
        ({"input": {"scope": "ALL"}}, 3, [False, False, False]),
    ],
)
async def test_logout_ends_what_its_scope_says(
    server: Server, variables: Any, count: int, left: list[bool]
) -> None:
    clients = await three(server)
    stranger = server.anonymous.with_token((await sign_up(server.anonymous, email="b@b.org"))[1])
    answer = await clients[1].data(LOGOUT, variables)
    assert answer["logout"] == {"revokedCount": count, "errors": []}
    assert await signed_in(clients) == left
    assert await is_signed_in(stranger)


async def test_logout_needs_a_session(server: Server) -> None:
    answer = await server.anonymous.execute(LOGOUT)
    assert answer["data"] == {"logout": None}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]


async def test_a_session_is_ended_by_the_id_that_the_list_gives(server: Server) -> None:
    clients = await three(server)
    oldest = (await sessions(clients[1]))[2]["id"]
    ended = (await clients[1].data(REVOKE, {"id": oldest}))["revokeSession"]
    assert ended["errors"] == []
    assert ended["session"]["id"] == oldest
    assert await signed_in(clients) == [False, True, True]
    assert len(await sessions(clients[1])) == 2
    again = (await clients[1].data(REVOKE, {"id": oldest}))["revokeSession"]
    assert again == MISSING


@pytest.mark.parametrize("known", ["sess_01h455vb4pex5vsknk084sn02q", "user_1", "", "sess_é"])
async def test_an_unknown_session_is_not_found(server: Server, known: str) -> None:
    (client, *_) = await three(server)
    assert (await client.data(REVOKE, {"id": known}))["revokeSession"] == MISSING


async def test_a_session_of_somebody_else_is_not_found(server: Server) -> None:
    _, token = await sign_up(server.anonymous, email="bob@example.com")
    other = (await try_sign_up(server.anonymous, email="ada@example.com"))["session"]["id"]
    bob = server.anonymous.with_token(token)
    assert (await bob.data(REVOKE, {"id": other}))["revokeSession"] == MISSING
    _, stranger = await server.second_project()
    assert (await stranger.data(REVOKE, {"id": other}))["revokeSession"] == MISSING
    assert (await server.admin.data(REVOKE, {"id": other}))["revokeSession"]["errors"] == []


async def test_sessions_are_shown_to_the_user_and_to_administrators_only(server: Server) -> None:
    await (await server.project()).update_from_dict({"member_directory": True}).save()
    user, _ = await sign_up(server.anonymous, email="ada@example.com")
    _, token = await sign_up(server.anonymous, email="bob@example.com")
    query = f'{{ user(id: "{user["id"]}") {{ sessions {{ isCurrent }} }} }}'
    bob = server.anonymous.with_token(token)
    assert await bob.data(query) == {"user": {"sessions": None}}
    assert await server.admin.data(query) == {"user": {"sessions": [{"isCurrent": False}]}}
    await User.filter(email="bob@example.com").update(role="admin")
    assert await bob.data(query) == {"user": {"sessions": [{"isCurrent": False}]}}
