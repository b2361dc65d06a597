"""Administrators change users: anything, at once, and nothing where something is wrong."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from models.login_failures import LoginFailures
from models.session import Session
from models.user import User
from tests.accounts import (
    fault,
    is_signed_in,
    key_of,
    log_in,
    me,
    sign_up,
    stored,
    try_log_in,
    try_sign_up,
    weak,
)
from tests.administration import (
    NO_USER,
    UPDATE,
    change,
    create,
    everything,
    last_event,
    try_change,
)
from tests.callers import ADMINS, REFUSED, callers, code_of
from tests.schema.mutations.test_create_user import NO_ROLE, PROFILE
from tests.schema.mutations.test_refresh_token import refresh
from tests.schema.mutations.test_update_project import update as update_project

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
NULL = "This cannot be null: leave it out to keep it as it is."
CHANGES: dict[str, Any] = {
    **PROFILE,
    "email": "countess@example.com",
    "role": "teacher",
    "isActive": False,
    "isEmailVerified": True,
}
SETTLED = ("email", "role", "isActive", "isEmailVerified")
"""What a user always has."""


@pytest.mark.parametrize("name", CHANGES)
async def test_one_thing_changes_and_all_else_stays(server: Server, name: str) -> None:
    await update_project(server.admin, roles=["user", "teacher", "admin"])
    user = await create(server.admin, email=EMAIL)
    changed = await change(server.admin, user, **{name: CHANGES[name]})
    assert changed[name] == CHANGES[name]
    assert changed["updatedAt"] > user["updatedAt"]
    untouched = {name, "updatedAt"}
    assert {k: v for k, v in changed.items() if k not in untouched} == {
        k: v for k, v in user.items() if k not in untouched
    }
    assert await last_event() == ("USER_UPDATED", key_of(user), None, told(name))


def told(name: str) -> dict[str, Any]:
    """Give what the log says of the change of one field of a user without sessions."""
    ended = {"revokedCount": 0} if name == "isActive" else {}
    return {"fields": [name], **ended}


async def test_null_clears_what_a_user_can_be_without(server: Server) -> None:
    boss = await create(server.admin, email="boss@example.com")
    user = await create(server.admin, email=EMAIL, **PROFILE, referredById=boss["id"])
    changed = await change(server.admin, user, **dict.fromkeys((*PROFILE, "referredById")))
    nothing = dict.fromkeys(PROFILE) | {"data": {}, "preferences": {}}
    assert {name: changed[name] for name in PROFILE} == nothing
    assert changed["referredBy"] is None
    assert (await stored(boss)).referral_count == 0


async def test_null_is_refused_for_what_a_user_always_has(server: Server) -> None:
    user = await create(server.admin, email=EMAIL)
    before = await everything()
    payload = await try_change(server.admin, user, name="Ada", **dict.fromkeys(SETTLED))
    assert payload == {
        "user": None,
        "errors": [fault("REQUIRED", NULL, "input", name) for name in SETTLED],
    }
    assert await everything() == before


async def test_documents_are_merged(server: Server) -> None:
    user = await create(server.admin, email=EMAIL, data={"a": 1, "b": {"c": 1, "d": 2}})
    changed = await change(server.admin, user, data={"a": None, "b": {"c": True}})
    assert changed["data"] == {"b": {"c": True, "d": 2}}
    # In Python true equals 1, in JSON it does not.
    changed = await change(server.admin, user, data={"b": {"c": 1}})
    assert repr(changed["data"]) == repr({"b": {"c": 1, "d": 2}})


async def test_what_is_so_already_is_no_change(server: Server) -> None:
    user = await create(server.admin, email=EMAIL, **PROFILE)
    before = await everything()
    same = {name: user[name] for name in (*PROFILE, "email", "role", "isActive")}
    for changes in ({}, same, {"unlock": True}, {"unlock": False}, {"unlock": None}):
        assert await change(server.admin, user, **changes) == user
    assert await everything() == before


async def test_a_new_address_is_not_verified_unless_that_is_said(server: Server) -> None:
    user = await create(server.admin, email=EMAIL, isEmailVerified=True)
    assert (await change(server.admin, user, email="ADA@example.com"))["isEmailVerified"]
    assert not (await change(server.admin, user, email="b@example.com"))["isEmailVerified"]
    fields = {"fields": ["email", "isEmailVerified"]}
    assert await last_event() == ("USER_UPDATED", key_of(user), None, fields)
    changed = await change(server.admin, user, email="c@example.com", isEmailVerified=True)
    assert changed["isEmailVerified"]


async def test_a_deactivation_signs_out_at_once_and_for_good(server: Server) -> None:
    payload = await try_sign_up(server.anonymous, email=EMAIL)
    user, token = payload["user"], payload["tokens"]["accessToken"]
    clients = [server.anonymous.with_token(token)]
    clients.append(server.anonymous.with_token(await log_in(server.anonymous, email=EMAIL)))
    _, other = await sign_up(server.anonymous, email="bob@example.com")
    await change(server.admin, user, isActive=False)
    data = {"fields": ["isActive"], "revokedCount": 2}
    assert await last_event() == ("USER_UPDATED", key_of(user), None, data)
    assert [await is_signed_in(client) for client in clients] == [False, False]
    assert (await refresh(server.anonymous, payload["tokens"]["refreshToken"]))["errors"]
    refused = await try_log_in(server.anonymous, email=EMAIL)
    assert [error["code"] for error in refused["errors"]] == ["ACCOUNT_INACTIVE"]
    await change(server.admin, user, isActive=True)
    assert [await is_signed_in(client) for client in clients] == [False, False]
    assert (await refresh(server.anonymous, payload["tokens"]["refreshToken"]))["errors"]
    assert await log_in(server.anonymous, email=EMAIL)
    assert await is_signed_in(server.anonymous.with_token(other))


async def test_a_new_password_signs_out_at_once(server: Server) -> None:
    user, token = await sign_up(server.anonymous, email=EMAIL)
    await change(server.admin, user, password="pepper and rain")
    data = {"fields": ["password"], "revokedCount": 1}
    assert await last_event() == ("USER_UPDATED", key_of(user), None, data)
    assert not await is_signed_in(server.anonymous.with_token(token))
    assert (await try_log_in(server.anonymous, email=EMAIL))["errors"]
    token = await log_in(server.anonymous, email=EMAIL, password="pepper and rain")
    await change(server.admin, user, password=None)
    assert not await is_signed_in(server.anonymous.with_token(token))
    assert (await stored(user)).password_hash is None
    assert (await try_log_in(server.anonymous, email=EMAIL, password="pepper and rain"))["errors"]


async def test_a_new_password_obeys_the_rules_with_the_new_names(server: Server) -> None:
    user, token = await sign_up(server.anonymous, email=EMAIL, name="Ada Lovelace")
    before = await everything()
    message = "Choose another password: leave out your e-mail address and names."
    for changes in (
        {"password": "ada lovelace 1"},
        {"password": "grace hopper 1", "name": "Grace Hopper"},
    ):
        payload = await try_change(server.admin, user, **changes)
        assert payload["errors"] == [weak("CONTAINS_IDENTITY", message=message)]
    assert await everything() == before
    assert await is_signed_in(server.anonymous.with_token(token))
    await change(server.admin, user, password="ada lovelace 1", name=None)


async def test_a_lock_out_is_lifted(server: Server) -> None:
    user, _ = await sign_up(server.anonymous, email=EMAIL)
    await sign_up(server.anonymous, email="bob@example.com")
    for _ in range(10):
        await try_log_in(server.anonymous, email=EMAIL, password="wrong password")
    await try_log_in(server.anonymous, email="bob@example.com", password="wrong password")
    locked = await try_log_in(server.anonymous, email=EMAIL)
    assert [error["code"] for error in locked["errors"]] == ["ACCOUNT_LOCKED"]
    for unlock in (None, False):
        await change(server.admin, user, unlock=unlock)
    assert (await try_log_in(server.anonymous, email=EMAIL))["errors"]
    await change(server.admin, user, unlock=True)
    assert await last_event() == ("USER_UPDATED", key_of(user), None, {"fields": ["unlock"]})
    assert await LoginFailures.all().count() == 1
    assert await log_in(server.anonymous, email=EMAIL)


async def test_a_role_and_a_referrer_are_what_the_project_has(server: Server) -> None:
    _, other = await server.second_project()
    eve = await create(other, email="eve@example.com")
    user = await create(server.admin, email=EMAIL)
    before = await everything()
    for changes, error in (
        ({"role": "Admin"}, fault("INVALID", NO_ROLE, "input", "role")),
        ({"role": ""}, fault("INVALID", NO_ROLE, "input", "role")),
        (
            {"referredById": user["id"]},
            fault("INVALID", "Nobody is one's own referrer.", "input", "referredById"),
        ),
        *(
            (
                {"referredById": other_id},
                fault(
                    "REFERRER_NOT_FOUND",
                    "There is no user with this ID in this project.",
                    "input",
                    "referredById",
                ),
            )
            for other_id in (eve["id"], "", "garbage", "user_" + "0" * 26)
        ),
    ):
        payload = await try_change(server.admin, user, name="Ada", **changes)
        assert payload == {"user": None, "errors": [error]}
    assert await everything() == before


async def test_a_taken_address_or_name_is_refused(server: Server) -> None:
    await create(server.admin, email="bob@example.com", username="bob")
    user = await create(server.admin, email=EMAIL, username="ada")
    before = await everything()
    payload = await try_change(server.admin, user, email="BOB@example.com", username="BOB")
    assert [error["code"] for error in payload["errors"]] == ["EMAIL_TAKEN", "USERNAME_TAKEN"]
    assert await everything() == before
    changed = await change(server.admin, user, email=EMAIL.upper(), username="Ada")
    assert (changed["email"], changed["username"]) == (EMAIL.upper(), "Ada")


async def test_a_user_of_another_project_is_as_unknown_as_none(server: Server) -> None:
    _, other = await server.second_project()
    eve, token = await sign_up(other, email="eve@example.com")
    before = await everything()
    session = await Session.get()
    for unknown in (eve["id"], "user_" + "0" * 26, "", "garbage", str(session.id), "\0"):
        payload = await try_change(server.admin, {"id": unknown}, isActive=False, role="nobody")
        assert payload["errors"] == [fault("NOT_FOUND", NO_USER, "input", "id")]
    assert await everything() == before
    assert await is_signed_in(server.anonymous.with_token(token))


async def test_only_administrators_change_users(server: Server) -> None:
    everybody = await callers(server)
    user = await me(everybody["member"])
    before = await everything()
    values = {"input": {"id": user["id"], "role": "admin"}}
    refused = {
        name: code_of(await everybody[name].execute(UPDATE, values), "updateUser")
        for name in (*REFUSED, "other member")
    }
    assert refused == REFUSED | {"other member": "FORBIDDEN"}
    assert await everything() == before
    boss = await me(everybody["admin"])
    for name in ADMINS:
        assert (await change(everybody[name], user, name=name))["name"] == name
        actor = key_of(boss) if name.startswith("admin") else None
        actor = key_of(user) if name.startswith("member") else actor
        assert await last_event() == ("USER_UPDATED", key_of(user), actor, {"fields": ["name"]})


async def test_a_demoted_administrator_is_one_no_more_with_the_same_token(server: Server) -> None:
    everybody = await callers(server)
    boss = await me(everybody["admin"])
    await change(server.admin, boss, role="user")
    answer = await everybody["admin"].execute(UPDATE, {"input": {"id": boss["id"]}})
    assert code_of(answer, "updateUser") == "FORBIDDEN"
    await change(server.admin, boss, role="admin")
    assert await change(everybody["admin"], boss, name="Back") | {"name": "Back"}


async def test_logins_at_the_moment_of_a_deactivation_leave_no_session(server: Server) -> None:
    user, _ = await sign_up(server.anonymous, email=EMAIL)
    logins = [try_log_in(server.anonymous, email=EMAIL) for _ in range(8)]
    await asyncio.gather(change(server.admin, user, isActive=False), *logins)
    assert await Session.filter(revoked_at=None).count() == 0


async def test_users_who_become_each_others_referrers_at_once(server: Server) -> None:
    users = [await create(server.admin, email=f"{n}@example.com") for n in range(6)]
    for _ in range(5):
        await asyncio.gather(
            *[
                change(server.admin, one, referredById=another["id"])
                for one, another in zip(users, (*users[1:], users[0]), strict=True)
            ],
            *[
                change(server.admin, one, referredById=another["id"])
                for one, another in zip(users, (users[-1], *users[:-1]), strict=True)
            ],
        )
    rows = await User.all()
    referrers = [row.referred_by_id for row in rows]  # type: ignore[attr-defined]
    assert None not in referrers
    assert {row.id: row.referral_count for row in rows} == {
        row.id: referrers.count(row.id) for row in rows
    }


async def test_changes_of_one_user_at_once_are_all_kept(server: Server) -> None:
    user = await create(server.admin, email=EMAIL, data={"old": 1})
    patches = [{f"new{n}": n} for n in range(10)]
    await asyncio.gather(*[change(server.admin, user, data=patch) for patch in patches])
    assert (await stored(user)).data == {"old": 1} | {f"new{n}": n for n in range(10)}


async def test_of_many_who_are_given_one_name_at_once_one_gets_it(server: Server) -> None:
    users = [await create(server.admin, email=f"{n}@example.com") for n in range(8)]
    payloads = await asyncio.gather(
        *[try_change(server.admin, user, username="Ada", city="Rome") for user in users]
    )
    codes = [error["code"] for payload in payloads for error in payload["errors"]]
    assert codes == ["USERNAME_TAKEN"] * 7
    assert await User.filter(username="Ada").count() == await User.filter(city="Rome").count() == 1
