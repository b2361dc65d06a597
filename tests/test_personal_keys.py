"""Personal keys in the header Authorization: what they may and may not, and when they end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from core.instants import from_micros
from core.tokens import KeyKind, new_api_key
from models.api_key import ApiKey
from models.database import Database
from models.session import Session
from models.user import User
from tests.accounts import (
    CHANGE,
    PASSWORD,
    is_signed_in,
    key_of,
    log_in,
    me,
    row_of,
    sign_up,
    try_log_in,
    try_sign_up,
    update,
)
from tests.api_keys import CREATE, create, own_keys, personal, promote, revoke
from tests.schema.mutations.test_delete_account import delete
from tests.schema.mutations.test_logout import LOGOUT, MISSING, REVOKE
from tests.server import running

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
BAD_KEY = "The API key is not valid: it is unknown, revoked or expired."
MISPLACED = "A personal key is sent in the header Authorization: Bearer pk_…, not in X-API-Key."
IN_BEARER = "A key of this kind is sent in the header X-API-Key, not in Authorization."
MIXED = "The headers X-API-Key and Authorization belong to different projects."
USERS = "{ users { totalCount } }"
SIGNUP = f"""mutation {{
  signup(input: {{email: "new@example.com", password: "{PASSWORD}"}}) {{ user {{ id }} }}
}}"""
SESSIONS = "{ me { sessions { id isCurrent } } }"


async def refusal(client: Client, query: str = "{ me { id } }") -> str:
    """Give the message with which the caller is refused, which must be UNAUTHENTICATED."""
    answer = await client.execute(query)
    assert list(answer["data"].values()) == [None]
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}
    return str(error["message"])


async def test_a_personal_key_reads_and_writes_as_its_user(server: Server) -> None:
    user, _, by_key = await personal(server, email=EMAIL, username="ada")
    assert (await me(by_key))["id"] == user["id"]
    assert (await update(by_key, city="Rome"))["user"]["city"] == "Rome"
    answer = await by_key.execute(USERS)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    await promote(user)
    assert await by_key.data(USERS) == {"users": {"totalCount": 1}}


async def test_a_personal_key_does_not_change_the_password(server: Server) -> None:
    user, _, by_key = await personal(server, email=EMAIL)
    before = await row_of(user)
    for current in (PASSWORD, "wrong password"):
        values = {"currentPassword": current, "newPassword": "battery staple 2"}
        answer = await by_key.execute(CHANGE, {"input": values})
        (error,) = answer["errors"]
        assert (answer["data"], error["extensions"]) == (
            {"changePassword": None},
            {"code": "FORBIDDEN"},
        )
        assert error["message"] == (
            "Changing the password needs a sign-in: a personal key may not."
        )
    assert await row_of(user) == before
    assert await log_in(server.anonymous, email=EMAIL)


async def test_a_personal_key_of_an_admin_changes_nobody_s_password(server: Server) -> None:
    user, _, by_key = await personal(server, email=EMAIL)
    await promote(user)
    bob, _ = await sign_up(server.anonymous, email="bob@example.com")
    mutation = """mutation ($input: UpdateUserInput!) {
      updateUser(input: $input) { user { city } errors { code } }
    }"""
    for target in (user, bob):
        before = await row_of(target)
        for password in ("battery staple 2", None, ""):
            values = {"id": target["id"], "password": password, "city": "Rome"}
            answer = await by_key.execute(mutation, {"input": values})
            (error,) = answer["errors"]
            assert error["extensions"] == {"code": "FORBIDDEN"}
            sentence = "Changing a password needs a sign-in: a personal key may not."
            assert error["message"] == sentence
        assert await row_of(target) == before
        changed = await by_key.data(mutation, {"input": {"id": target["id"], "city": "Rome"}})
        assert changed == {"updateUser": {"user": {"city": "Rome"}, "errors": []}}


async def test_passwords_cannot_be_guessed_by_a_key_without_end(server: Server) -> None:
    _, _, by_key = await personal(server, email=EMAIL)
    for _ in range(10):
        await delete(by_key, "wrong password")
    (error,) = (await delete(by_key, PASSWORD))["errors"]
    assert error["code"] == "ACCOUNT_LOCKED"


async def test_who_knows_the_password_deletes_the_account_with_all_keys(server: Server) -> None:
    user, _, by_key = await personal(server, email=EMAIL)
    assert await delete(by_key) == {"deletedId": user["id"], "errors": []}
    assert await refusal(by_key) == BAD_KEY
    assert await ApiKey.filter(kind="personal").count() == 0


async def test_no_session_is_the_current_one_of_a_key(server: Server) -> None:
    _, client, by_key = await personal(server, email=EMAIL)
    await log_in(server.anonymous, email=EMAIL)
    own = (await client.data(SESSIONS))["me"]["sessions"]
    assert [session["isCurrent"] for session in own] == [False, True]
    seen = (await by_key.data(SESSIONS))["me"]["sessions"]
    assert seen == [{**session, "isCurrent": False} for session in own]


@pytest.mark.parametrize(("scope", "count"), [(None, 0), ("CURRENT", 0), ("OTHERS", 2), ("ALL", 2)])
async def test_a_key_has_no_session_to_log_out_of_and_outlives_them(
    server: Server, scope: str | None, count: int
) -> None:
    _, client, by_key = await personal(server, email=EMAIL)
    await log_in(server.anonymous, email=EMAIL)
    variables = {} if scope is None else {"input": {"scope": scope}}
    answer = await by_key.data(LOGOUT, variables)
    assert answer == {"logout": {"revokedCount": count, "errors": []}}
    assert await is_signed_in(client) == (count == 0)
    assert await is_signed_in(by_key)


async def test_a_key_ends_sessions_of_its_user_by_their_ids(server: Server) -> None:
    _, client, by_key = await personal(server, email=EMAIL)
    _, other = await sign_up(server.anonymous, email="bob@example.com")
    ids = {}
    for name, caller in (("own", client), ("other", server.anonymous.with_token(other))):
        ids[name] = (await caller.data(SESSIONS))["me"]["sessions"][0]["id"]
    assert (await by_key.data(REVOKE, {"id": ids["other"]}))["revokeSession"] == MISSING
    assert (await by_key.data(REVOKE, {"id": ids["own"]}))["revokeSession"]["errors"] == []
    assert not await is_signed_in(client)
    assert await is_signed_in(server.anonymous.with_token(other))


async def test_a_password_that_changes_leaves_the_keys(server: Server) -> None:
    _, client, by_key = await personal(server, email=EMAIL)
    values = {"currentPassword": PASSWORD, "newPassword": "battery staple 2"}
    await client.data(CHANGE, {"input": values})
    assert await is_signed_in(by_key)


@pytest.mark.parametrize("what", ["revoked", "expired", "inactive", "deleted"])
async def test_a_key_ends_at_once_with_what_it_stands_for(server: Server, what: str) -> None:
    user, client, by_key = await personal(server, email=EMAIL)
    assert await is_signed_in(by_key)
    match what:
        case "revoked":
            await revoke(client, (await own_keys(client))[0]["id"])
        case "expired":
            await ApiKey.filter(kind="personal").update(expires_at=from_micros(1))
        case "inactive":
            await User.filter(id=key_of(user)).update(is_active=False)
        case _:
            await User.filter(id=key_of(user)).delete()
    for query in ("{ me { id } }", USERS, SIGNUP):
        assert await refusal(by_key, query) == BAD_KEY
    assert await User.filter(email="new@example.com").count() == 0


async def test_who_is_active_again_has_the_keys_again(server: Server) -> None:
    user, _, by_key = await personal(server, email=EMAIL)
    await User.filter(id=key_of(user)).update(is_active=False)
    assert not await is_signed_in(by_key)
    await User.filter(id=key_of(user)).update(is_active=True)
    assert await is_signed_in(by_key)


async def test_what_is_no_key_of_ours_is_nobody(server: Server) -> None:
    _, client, _ = await personal(server, email=EMAIL)
    _, key = await create(client)
    swapped = "rk_sec_" + key.removeprefix("pk_")
    unknown = new_api_key(KeyKind.PERSONAL)
    for bad in (unknown, key[:-1], key + "A", key + "é", "pk_", "pk_" + "a" * 10_000, "pk_\x00"):
        assert await refusal(server.anonymous.with_token(bad)) == BAD_KEY
        assert await refusal(server.anonymous.with_token(bad), SIGNUP) == BAD_KEY
    for bad in (key.upper(), key.lower(), f" {key}", swapped):
        assert not await is_signed_in(server.anonymous.with_token(bad)) or bad.strip() == key
    assert await refusal(server.anonymous.with_key(swapped)) == BAD_KEY
    assert await User.all().count() == 1


async def test_each_kind_of_key_has_its_header(server: Server) -> None:
    _, client, _ = await personal(server, email=EMAIL)
    _, key = await create(client)
    for misplaced in (key, new_api_key(KeyKind.PERSONAL)):
        assert await refusal(server.anonymous.with_key(misplaced)) == MISPLACED
        assert await refusal(client.with_key(misplaced)) == MISPLACED
    unknown = new_api_key(KeyKind.SECRET)
    for misplaced in (server.secret_key, server.publishable_key, unknown):
        for caller in (server.anonymous, server.admin):
            assert await refusal(caller.with_token(misplaced), USERS) == IN_BEARER


async def test_with_a_key_of_its_project(server: Server) -> None:
    user, _, by_key = await personal(server, email=EMAIL)
    assert (await me(by_key.with_key(server.publishable_key)))["id"] == user["id"]
    both = by_key.with_key(server.secret_key)
    assert (await me(both))["id"] == user["id"]
    assert await both.data(USERS) == {"users": {"totalCount": 1}}


async def test_with_a_key_of_another_project_it_is_nobody(server: Server) -> None:
    _, _, by_key = await personal(server, email=EMAIL)
    project, other = await server.second_project()
    for kind in ("SECRET", "PUBLISHABLE"):
        _, foreign = await create(other, kind=kind)
        for query in ("{ me { id } }", USERS, SIGNUP):
            assert await refusal(by_key.with_key(foreign), query) == MIXED
    wrong = by_key.with_key(new_api_key(KeyKind.SECRET))
    assert await refusal(wrong, USERS) == BAD_KEY
    assert await User.filter(email="new@example.com").count() == 0
    assert await User.filter(project_id=project.id).count() == 0


async def test_a_wrong_personal_key_is_not_mended_by_a_right_key(server: Server) -> None:
    unknown = server.admin.with_token(new_api_key(KeyKind.PERSONAL))
    for query in (USERS, SIGNUP):
        assert await refusal(unknown, query) == BAD_KEY


async def test_a_personal_key_names_its_project_by_itself(server: Server) -> None:
    _, other = await server.second_project()
    payload = await try_sign_up(other, email=EMAIL, city="There")
    token = payload["tokens"]["accessToken"]
    _, key = await create(server.anonymous.with_token(token))
    await sign_up(server.anonymous, email=EMAIL, city="Here")
    assert (await me(server.anonymous.with_token(key)))["city"] == "There"


async def test_where_every_request_needs_a_key_a_personal_one_is_enough(database_url: str) -> None:
    async with running(database_url, require_api_key=True) as server:
        visitor = server.anonymous.with_key(server.publishable_key)
        user, token = await sign_up(visitor, email=EMAIL)
        _, key = await create(visitor.with_token(token))
        assert (await me(server.anonymous.with_token(key)))["id"] == user["id"]
        unknown = server.anonymous.with_token(new_api_key(KeyKind.PERSONAL))
        assert await refusal(unknown) == BAD_KEY


@pytest.mark.parametrize("kind", [KeyKind.PERSONAL, KeyKind.SECRET])
async def test_a_wrong_key_costs_the_same_whatever_is_wrong_with_it(
    server: Server, monkeypatch: pytest.MonkeyPatch, kind: KeyKind
) -> None:
    _, client, _ = await personal(server, email=EMAIL)
    maker = client if kind is KeyKind.PERSONAL else server.admin
    keys = {"unknown": new_api_key(kind)}
    for name in ("expired", "revoked"):
        key, keys[name] = await create(maker, name=name, kind=kind.name)
        if name == "revoked":
            await revoke(maker, key["id"])
    await ApiKey.filter(name="expired").update(expires_at=from_micros(1))
    statements: list[str] = []
    fetch = Database.fetch

    async def noted(self: Any, sql: str, values: Any = ()) -> Any:
        statements.append(sql)
        return await fetch(self, sql, values)

    monkeypatch.setattr(Database, "fetch", noted)
    nobody = server.anonymous
    for key in keys.values():
        caller = nobody.with_token(key) if kind is KeyKind.PERSONAL else nobody.with_key(key)
        assert await refusal(caller) == BAD_KEY
    assert len(statements) == 3
    assert len(set(statements)) == 1


async def test_keys_made_while_their_user_goes_are_worth_nothing(server: Server) -> None:
    user, client, _ = await personal(server, email=EMAIL)
    values = {"input": {"name": "late", "kind": "PERSONAL"}}
    deleted, *answers = await asyncio.gather(
        delete(client), *[client.execute(CREATE, values) for _ in range(10)]
    )
    assert deleted["errors"] == []
    faults = [error for answer in answers for error in answer.get("errors", ())]
    codes = {error["extensions"]["code"] for error in faults}
    assert codes <= {"UNAUTHENTICATED"}
    assert not await User.filter(id=key_of(user)).exists()
    assert await ApiKey.filter(kind="personal").count() == 0


async def test_a_sign_up_can_ask_for_a_key(server: Server) -> None:
    mutation = """mutation ($input: SignupInput!) {
      signup(input: $input) { user { id apiKeys { name kind } } apiKey errors { code } }
    }"""
    values = {"email": EMAIL, "password": PASSWORD}
    with_key = {"input": {**values, "withApiKey": True}}
    payload = (await server.anonymous.data(mutation, with_key))["signup"]
    user, key = payload["user"], payload["apiKey"]
    assert user["apiKeys"] == [{"name": "sign-up", "kind": "PERSONAL"}]
    assert (await me(server.anonymous.with_token(key)))["id"] == user["id"]
    refused = (await server.anonymous.data(mutation, with_key))["signup"]
    assert refused == {"user": None, "apiKey": None, "errors": [{"code": "EMAIL_TAKEN"}]}
    assert await ApiKey.filter(kind="personal").count() == 1
    for more in ({"withApiKey": False}, {}):
        values["email"] = f"{len(more)}@example.com"
        payload = (await server.anonymous.data(mutation, {"input": values | more}))["signup"]
        assert (payload["apiKey"], payload["user"]["apiKeys"]) == (None, [])
    answer = await server.anonymous.execute(mutation, {"input": {**values, "withApiKey": None}})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


async def test_a_key_does_not_stand_in_the_way_of_a_login(server: Server) -> None:
    _, _, by_key = await personal(server, email=EMAIL)
    payload = await try_log_in(by_key, email=EMAIL)
    assert payload["errors"] == []
    assert not payload["session"]["isCurrent"]
    assert await Session.all().count() == 2
