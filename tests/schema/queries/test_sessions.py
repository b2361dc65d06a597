"""Sessions of users in an answer: those of many users by one statement, and only so many."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.ids import Prefix, encode, new_id
from core.instants import now
from models.database import Database
from models.session import Session
from resolvers.session_list import MAX_LISTED
from tests.accounts import key_of, log_in, sign_up, try_sign_up

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

OF_ALL = "{ users(orderBy: [{field: CREATED_AT}]) { nodes { sessions { id isCurrent } } } }"
OF_ME = "{ me { sessions { id isCurrent } } }"


async def test_the_sessions_of_many_users_are_read_by_one_statement(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = [(await sign_up(server.anonymous, email=f"{n}@example.com"))[0] for n in range(4)]
    for number in range(1, 4):
        for _ in range(number):
            await log_in(server.anonymous, email=f"{number}@example.com")
    await Session.filter(user_id=key_of(users[0])).update(revoked_at=now())
    await Session.filter(user_id=key_of(users[3])).update(expires_at=now())
    stored = await Session.filter(revoked_at=None, expires_at__gt=now()).order_by("-id")
    statements: list[str] = []
    fetch = Database.fetch

    async def noted(self: Any, sql: str, values: Any = ()) -> Any:
        statements.append(sql)
        return await fetch(self, sql, values)

    monkeypatch.setattr(Database, "fetch", noted)
    nodes = (await server.admin.data(OF_ALL))["users"]["nodes"]
    expected = [
        [encode(Prefix.SESSION, row.id) for row in stored if row.user_id == key_of(user)]
        for user in users
    ]
    assert [[one["id"] for one in node["sessions"]] for node in nodes] == expected
    assert [len(one) for one in expected] == [0, 2, 3, 0]
    assert len([sql for sql in statements if "FROM sessions" in sql]) == 1


async def test_no_more_than_the_newest_are_listed(server: Server) -> None:
    payload = await try_sign_up(server.anonymous, email="ada@example.com")
    client = server.anonymous.with_token(payload["tokens"]["accessToken"])
    first = await Session.get()
    at = now()
    rows = [
        Session(
            id=new_id(),
            project_id=first.project_id,
            user_id=first.user_id,
            last_used_at=at,
            expires_at=at + timedelta(days=1),
        )
        for _ in range(MAX_LISTED)
    ]
    assert (await client.data(OF_ME))["me"]["sessions"] == [
        {"id": payload["session"]["id"], "isCurrent": True}
    ]
    await Session.bulk_create(rows)
    newest = sorted((encode(Prefix.SESSION, row.id) for row in rows), reverse=True)
    listed = (await client.data(OF_ME))["me"]["sessions"]
    assert [one["id"] for one in listed] == newest
    assert (await client.data("mutation { logout(input: {scope: ALL}) { revokedCount } }")) == {
        "logout": {"revokedCount": MAX_LISTED + 1}
    }
