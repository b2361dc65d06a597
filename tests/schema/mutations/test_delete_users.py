"""Administrators delete users: all of them or none."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from models.audit import AuditEvent
from models.login_failures import LoginFailures
from models.session import RefreshToken, Session
from models.user import User
from tests.accounts import fault, is_signed_in, key_of, me, sign_up, stored, try_log_in
from tests.administration import DELETE, NO_USER, create, everything, last_event, try_delete
from tests.callers import ADMINS, REFUSED, callers, code_of

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio


async def test_users_go_with_their_sessions_and_those_they_brought_stay(server: Server) -> None:
    top = await create(server.admin, email="top@example.com")
    ada, token = await sign_up(server.anonymous, email="ada@example.com", referredById=top["id"])
    bob, _ = await sign_up(server.anonymous, email="bob@example.com", referredById=ada["id"])
    cleo, other = await sign_up(server.anonymous, email="cleo@example.com", referredById=bob["id"])
    await try_log_in(server.anonymous, email="ada@example.com", password="wrong password")
    ids = [ada["id"], bob["id"]]
    assert await try_delete(server.admin, *ids) == {"deletedIds": ids, "errors": []}
    assert not await is_signed_in(server.anonymous.with_token(token))
    assert await is_signed_in(server.anonymous.with_token(other))
    assert {user.id for user in await User.all()} == {key_of(top), key_of(cleo)}
    assert (await Session.all().count(), await RefreshToken.all().count()) == (1, 1)
    assert await LoginFailures.all().count() == 0
    assert (await me(server.anonymous.with_token(other)))["referredBy"] is None
    assert (await stored(top)).referral_count == 0
    assert await sign_up(server.anonymous, email="ada@example.com")


async def test_one_unknown_id_saves_all(server: Server) -> None:
    _, other = await server.second_project()
    eve = await create(other, email="eve@example.com")
    ada = await create(server.admin, email="ada@example.com")
    before = await everything()
    unknown = ["user_" + "0" * 26, "garbage", "", eve["id"], ada["id"].upper(), "\0", "garbage"]
    payload = await try_delete(server.admin, ada["id"], *unknown)
    assert payload == {
        "deletedIds": [],
        "errors": [fault("NOT_FOUND", NO_USER, "input", "ids", str(n)) for n in range(1, 8)],
    }
    assert await everything() == before


async def test_an_id_that_stands_there_twice_counts_once(server: Server) -> None:
    ada = await create(server.admin, email="ada@example.com")
    payload = await try_delete(server.admin, *[ada["id"]] * 3)
    assert payload == {"deletedIds": [ada["id"]], "errors": []}
    assert await AuditEvent.filter(type="USER_DELETED").count() == 1
    payload = await try_delete(server.admin, ada["id"])
    assert payload["errors"] == [fault("NOT_FOUND", NO_USER, "input", "ids", "0")]


async def test_of_none_nobody_goes(server: Server) -> None:
    await create(server.admin, email="ada@example.com")
    before = await everything()
    assert await try_delete(server.admin) == {"deletedIds": [], "errors": []}
    assert await everything() == before


async def test_five_hundred_go_at_once_and_no_more(server: Server) -> None:
    row = await User.get(id=key_of(await create(server.admin, email="0@example.com")))
    for number in range(1, 501):
        email = f"{number}@example.com"
        copy = row.clone(pk=None)
        copy.update_from_dict({"email": email, "email_folded": email})
        copy.id = type(row)._meta.pk.default()
        await copy.save(force_create=True)
    users = (await server.admin.data(ALL))["users"]
    assert users["totalCount"] == 501
    ids = await every_id(server)
    before = await everything()
    message = "At most 500 at once, but there are 501."
    payload = await try_delete(server.admin, *ids)
    assert payload == {"deletedIds": [], "errors": [fault("TOO_LONG", message, "input", "ids")]}
    assert await everything() == before
    payload = await try_delete(server.admin, *ids[:500])
    assert payload == {"deletedIds": ids[:500], "errors": []}
    assert await every_id(server) == ids[500:]
    assert await AuditEvent.filter(type="USER_DELETED").count() == 500


ALL = "{ users { totalCount } }"
PAGE = """query ($after: String) {
  users(first: 100, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } }
}"""


async def every_id(server: Server) -> list[str]:
    """Read the IDs of all users, page by page."""
    ids: list[str] = []
    after, goes_on = None, True
    while goes_on:
        page = (await server.admin.data(PAGE, {"after": after}))["users"]
        ids += [node["id"] for node in page["nodes"]]
        after, goes_on = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    return ids


async def test_only_administrators_delete_users(server: Server) -> None:
    everybody = await callers(server)
    users = [await create(server.admin, email=f"{n}@example.com") for n in range(len(ADMINS))]
    before = await everything()
    values = {"ids": [users[0]["id"]]}
    refused = {
        name: code_of(await everybody[name].execute(DELETE, values), "deleteUsers")
        for name in (*REFUSED, "other member")
    }
    assert refused == REFUSED | {"other member": "FORBIDDEN"}
    for name in ("other secret", "other admin"):
        payload = await try_delete(everybody[name], users[0]["id"])
        assert [error["code"] for error in payload["errors"]] == ["NOT_FOUND"]
    assert await everything() == before
    for name, user in zip(ADMINS, users, strict=True):
        assert (await try_delete(everybody[name], user["id"]))["errors"] == []


async def test_events_stay_without_the_addresses_of_who_is_gone(server: Server) -> None:
    everybody = await callers(server)
    boss, user = await me(everybody["admin"]), await me(everybody["member"])
    client = everybody["admin"]
    client.headers["user-agent"] = "Desk/1"
    assert (await try_delete(client, user["id"]))["errors"] == []
    assert await last_event() == ("USER_DELETED", key_of(user), key_of(boss), {})
    events = await AuditEvent.filter(user_id=key_of(user)).order_by("created_at", "id")
    told = [(one.type, one.ip_address, one.user_agent) for one in events]
    assert told == [
        ("SIGNUP", None, None),
        ("API_KEY_CREATED", None, None),
        ("USER_DELETED", "127.0.0.1", "Desk/1"),
    ]


async def test_deletions_of_the_same_users_at_once(server: Server) -> None:
    users = [await create(server.admin, email=f"{n}@example.com") for n in range(6)]
    for one, another in zip(users, (*users[1:], users[0]), strict=True):
        await User.filter(id=key_of(one)).update(referred_by_id=key_of(another))
    ids = [user["id"] for user in users]
    payloads = await asyncio.gather(
        *[try_delete(server.admin, *ids), try_delete(server.admin, *reversed(ids))],
        *[try_delete(server.admin, one) for one in ids],
    )
    gone = [one for payload in payloads for one in payload["deletedIds"]]
    assert sorted(gone) == sorted(ids)
    codes = {error["code"] for payload in payloads for error in payload["errors"]}
    assert codes == {"NOT_FOUND"}
    assert await User.all().count() == 0
