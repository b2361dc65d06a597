"""Administrators make users: with a password, with the hash of one, or with neither."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import bcrypt
import pytest

from models.session import Session
from models.user import User
from tests.accounts import (
    PASSWORD,
    fault,
    key_of,
    log_in,
    me,
    sign_up,
    stored,
    try_log_in,
    weak,
)
from tests.administration import CREATE, create, everything, last_event, try_create
from tests.callers import ADMINS, REFUSED, callers, code_of
from tests.schema.mutations.test_update_project import update as update_project
from tests.server import CHEAP

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
PROFILE: dict[str, Any] = {
    "username": "ada",
    "name": "Ada Lovelace",
    "firstName": "Ada",
    "lastName": "Lovelace",
    "phone": "+44 20 7946 0000",
    "city": "London",
    "country": "England",
    "timezone": "Europe/London",
    "avatarUrl": "https://example.com/ada.png",
    "data": {"age": 36, "tags": ["analyst"]},
    "preferences": {"theme": "dark"},
}
NO_HASH = "This is no bcrypt hash: one begins with $2a$, $2b$ or $2y$ and has 60 characters."
NO_ROLE = "This is none of the project's roles; `updateProject` can add it."


def hashed(password: str, kind: str = "2b") -> str:
    """Give the bcrypt hash of a password as another system has stored it."""
    made = bcrypt.hashpw(password.encode(), bcrypt.gensalt(CHEAP)).decode()
    return made.replace("$2b$", f"${kind}$", 1)


async def test_everything_is_stored_and_shown(server: Server) -> None:
    await update_project(server.admin, roles=["user", "teacher", "admin"])
    boss = await create(server.admin, email="boss@example.com")
    more = {"role": "teacher", "isActive": False, "isEmailVerified": True}
    values = {"email": EMAIL, **PROFILE, **more}
    user = await create(server.admin, **values, referredById=boss["id"], password=PASSWORD)
    assert {name: user[name] for name in values} == values
    assert user["referredBy"] == {"id": boss["id"]}
    assert (user["lastLoginAt"], user["referralCount"]) == (None, 0)
    assert (await stored(boss)).referral_count == 1
    assert await Session.all().count() == 0


async def test_what_is_left_out_or_null(server: Server) -> None:
    await update_project(server.admin, roles=["user", "pupil", "admin"], defaultRole="pupil")
    bare = await create(server.admin, email=EMAIL)
    nulls = dict.fromkeys((*PROFILE, "password", "passwordHash", "role", "referredById"))
    same = await create(server.admin, email="b@example.com", **nulls)
    for user in (bare, same):
        nothing = dict.fromkeys(PROFILE) | {"data": {}, "preferences": {}}
        assert {name: user[name] for name in PROFILE} == nothing
        assert (user["role"], user["isActive"], user["isEmailVerified"]) == ("pupil", True, False)


async def test_a_password_logs_in(server: Server) -> None:
    user = await create(server.admin, email=EMAIL, password=PASSWORD)
    token = await log_in(server.anonymous, email=EMAIL)
    assert (await me(server.anonymous.with_token(token)))["id"] == user["id"]


@pytest.mark.parametrize("kind", ["2a", "2b", "2y"])
async def test_a_hash_from_elsewhere_logs_in_and_is_renewed(server: Server, kind: str) -> None:
    foreign = hashed("kurz", kind)
    user = await create(server.admin, email=EMAIL, passwordHash=foreign)
    assert (await stored(user)).password_hash == foreign
    wrong = await try_log_in(server.anonymous, email=EMAIL, password="kurz 2")
    assert [error["code"] for error in wrong["errors"]] == ["INVALID_CREDENTIALS"]
    assert await log_in(server.anonymous, email=EMAIL, password="kurz")
    assert str((await stored(user)).password_hash).startswith("$rc1$")
    assert await log_in(server.anonymous, email=EMAIL, password="kurz")


async def test_a_hash_that_rollcall_has_made_logs_in(server: Server) -> None:
    long = "long " * 25
    user, _ = await sign_up(server.anonymous, email=EMAIL, password=long)
    moved = (await stored(user)).password_hash
    _, other = await server.second_project()
    await create(other, email=EMAIL, passwordHash=moved)
    assert await log_in(other, email=EMAIL, password=long)


async def test_without_a_password_nobody_logs_in(server: Server) -> None:
    user = await create(server.admin, email=EMAIL)
    assert (await stored(user)).password_hash is None
    for password in ("", "null", "None", PASSWORD):
        payload = await try_log_in(server.anonymous, email=EMAIL, password=password)
        assert [error["code"] for error in payload["errors"]] == ["INVALID_CREDENTIALS"]


async def test_an_inactive_user_cannot_log_in(server: Server) -> None:
    await create(server.admin, email=EMAIL, password=PASSWORD, isActive=False)
    payload = await try_log_in(server.anonymous, email=EMAIL)
    assert [error["code"] for error in payload["errors"]] == ["ACCOUNT_INACTIVE"]


@pytest.mark.parametrize(
    "password_hash",
    [
        "",
        "secret",
        "$2b$04$",
        "$2x$04$" + "." * 53,
        "$2b$03$" + "." * 53,
        "$2b$04$" + "." * 54,
        "$2b$04$" + "." * 52 + "é",
        "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$aGFzaA",
        "$rc1$$rc1$$2b$04$" + "." * 53,
        "\0",
        "x" * 100_000,
    ],
)
async def test_what_is_no_bcrypt_hash_is_refused(server: Server, password_hash: str) -> None:
    payload = await try_create(server.admin, email=EMAIL, passwordHash=password_hash)
    assert payload["errors"] == [fault("INVALID", NO_HASH, "input", "passwordHash")]
    assert await User.all().count() == 0


async def test_a_hash_that_would_take_minutes_to_check_is_refused(server: Server) -> None:
    for cost in (17, 31):
        hash_ = f"$2b${cost}$" + "." * 53
        payload = await try_create(server.admin, email=EMAIL, passwordHash=hash_)
        message = f"The cost of a bcrypt hash is at most 16, but here it is {cost}."
        assert payload["errors"] == [fault("INVALID", message, "input", "passwordHash")]
    assert await User.all().count() == 0


async def test_all_faults_are_told_at_once(server: Server) -> None:
    await sign_up(server.anonymous, email=EMAIL, username="ada")
    before = await everything()
    values = {
        "email": EMAIL.upper(),
        "username": "ADA",
        "timezone": "Mars",
        "data": [],
        "password": "short",
        "passwordHash": hashed("a"),
        "role": "boss",
        "referredById": "user_garbage",
    }
    short = weak("TOO_SHORT", message="Choose another password: use at least 8 characters.")
    assert (await try_create(server.admin, **values))["errors"] == [
        fault("INVALID", "This is no IANA time zone; one is, for example, Asia/Karachi.")
        | {"path": ["input", "timezone"]},
        fault("INVALID", "The document must be a JSON object.", "input", "data"),
        short,
        fault("INVALID", "Give a password or the hash of one, not both.", "input", "passwordHash"),
        fault(
            "REFERRER_NOT_FOUND",
            "There is no user with this ID in this project.",
            "input",
            "referredById",
        ),
        fault(
            "EMAIL_TAKEN", "There is already an account with this e-mail address.", "input", "email"
        ),
        fault(
            "USERNAME_TAKEN",
            "There is already an account with this user name.",
            "input",
            "username",
        ),
        fault("INVALID", NO_ROLE, "input", "role"),
    ]
    assert await everything() == before


async def test_a_role_is_one_of_the_projects_to_the_letter(server: Server) -> None:
    for role in ("Admin", "head teacher", "", " user", "x" * 10_000):
        payload = await try_create(server.admin, email=EMAIL, role=role)
        assert payload["errors"] == [fault("INVALID", NO_ROLE, "input", "role")]
    for number, role in enumerate(("user", "admin")):
        user = await create(server.admin, email=f"{number}@example.com", role=role)
        assert user["role"] == role


async def test_only_administrators_make_users(server: Server) -> None:
    everybody = await callers(server)
    before = await everything()
    values = {"input": {"email": EMAIL, "role": "admin"}}
    refused = {
        name: code_of(await everybody[name].execute(CREATE, values), "createUser")
        for name in (*REFUSED, "other member")
    }
    assert refused == REFUSED | {"other member": "FORBIDDEN"}
    assert await everything() == before
    here = (await server.project()).id
    for number, name in enumerate((*ADMINS, "other secret", "other admin")):
        user = await stored(await create(everybody[name], email=f"{number}@example.com"))
        assert (user.project_id == here) == (name in ADMINS)


async def test_a_referrer_of_another_project_is_none(server: Server) -> None:
    _, other = await server.second_project()
    eve = await create(other, email="eve@example.com")
    payload = await try_create(server.admin, email=EMAIL, referredById=eve["id"])
    assert [error["code"] for error in payload["errors"]] == ["REFERRER_NOT_FOUND"]
    assert (await stored(eve)).referral_count == 0


async def test_a_closed_project_takes_users_from_administrators(server: Server) -> None:
    await update_project(server.admin, signupEnabled=False)
    assert await create(server.admin, email=EMAIL)


async def test_it_is_recorded_without_what_was_typed(server: Server) -> None:
    everybody = await callers(server)
    boss = await me(everybody["admin"])
    user = await create(everybody["admin"], email=EMAIL, password=PASSWORD)
    assert await last_event() == ("USER_CREATED", key_of(user), key_of(boss), {})
    user = await create(server.admin, email="b@example.com")
    assert await last_event() == ("USER_CREATED", key_of(user), None, {})


async def test_of_many_at_once_with_one_address_one_is_made(server: Server) -> None:
    payloads = await asyncio.gather(
        *[try_create(server.admin, email=email) for email in (EMAIL, EMAIL.upper()) * 5]
    )
    codes = [error["code"] for payload in payloads for error in payload["errors"]]
    assert codes == ["EMAIL_TAKEN"] * 9
    assert await User.all().count() == 1
