"""Files by administrators: put into the fields of users, removed from them, and gone with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.audit import AuditEvent
from models.user import User
from tests.accounts import ERRORS, PASSWORD, fault, row_of
from tests.schema.mutations.test_files import CV, EMAIL, HTML, NEITHER, RED
from tests.uploads import FILE, Sent, files_of, get, in_store, sign_up_with, swept, upload

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

USER = f"user {{ id avatarUrl files {{ {FILE} }} }} {ERRORS}"
CREATE = f"mutation($input: CreateUserInput!) {{ createUser(input: $input) {{ {USER} }} }}"
UPDATE = f"mutation($input: UpdateUserInput!) {{ updateUser(input: $input) {{ {USER} }} }}"
DELETE = f"""mutation($ids: [ID!]!) {{
  deleteUsers(input: {{ids: $ids}}) {{ deletedIds {ERRORS} }}
}}"""
REFUSED = r"FORBIDDEN|UNAUTHENTICATED"
BAD = Sent(HTML, "a.png", "image/png")


async def test_a_user_is_made_with_files(stored: Server) -> None:
    values = {"email": EMAIL, "password": PASSWORD}
    payload = await upload(stored.admin, CREATE, values, {"avatar": RED, "resume": CV})
    assert payload["errors"] == []
    files = payload["user"]["files"]
    assert [file["field"] for file in files] == ["avatar", "resume"]
    assert payload["user"]["avatarUrl"] == files[0]["url"]
    assert (await get(stored.admin, files[1]["url"])).body == CV.content
    assert len(await swept(stored)) == 2


async def test_a_user_with_a_bad_file_is_not_made(server: Server) -> None:
    payload = await upload(server.admin, CREATE, {"email": "no"}, {"avatar": RED, "b": BAD})
    assert payload["user"] is None
    paths = [error["path"] for error in payload["errors"]]
    assert paths == [["input", "email"], ["input", "files", "1", "file"]]
    payload = await upload(server.admin, CREATE, {"email": EMAIL}, {"avatar": RED, "b": BAD})
    wrong = fault("FILE_TYPE_NOT_ALLOWED", NEITHER, "input", "files", "1", "file")
    assert payload == {"user": None, "errors": [wrong]}
    assert await User.all().count() == 0
    assert await swept(server) == []


async def test_files_of_a_user_are_replaced_and_removed(stored: Server) -> None:
    user, client = await sign_up_with(stored.anonymous, EMAIL, avatar=RED, resume=CV, plan=CV)
    before = {file["field"]: file["id"] for file in user["files"]}
    values = {"id": user["id"], "removeFiles": ["avatar", "nothing"], "city": "Here"}
    payload = await upload(stored.admin, UPDATE, values, {"resume": CV})
    assert payload["errors"] == []
    found = await files_of(client)
    assert list(found) == ["plan", "resume"]
    assert found["plan"]["id"] == before["plan"]
    assert found["resume"]["id"] != before["resume"]
    assert payload["user"]["avatarUrl"] is None
    ids = {file["field"]: file["id"] for file in payload["user"]["files"]}
    assert ids == {field: file["id"] for field, file in found.items()}
    event = await AuditEvent.get(type="USER_UPDATED")
    assert event.data == {"fields": ["city", "files"]}
    assert len(await swept(stored)) == 2


async def test_a_change_that_fails_keeps_the_files(server: Server) -> None:
    user, _ = await sign_up_with(server.anonymous, EMAIL, resume=CV)
    before, kept = await row_of(user), await swept(server)
    for values, files in (
        ({"role": "pirate"}, {"resume": RED}),
        ({"city": "Here"}, {"resume": BAD}),
        ({"removeFiles": ["resume"]}, {"resume": RED}),
        ({"data": {"a": "\0"}}, {"resume": RED}),
    ):
        payload = await upload(server.admin, UPDATE, {"id": user["id"], **values}, files)
        assert len(payload["errors"]) == 1
    missing = "user_01m7y51k9eej581bve8cr8h7cx"
    payload = await upload(server.admin, UPDATE, {"id": missing}, {"resume": RED})
    assert [error["code"] for error in payload["errors"]] == ["NOT_FOUND"]
    assert await row_of(user) == before
    assert await swept(server) == kept


async def test_only_administrators_touch_files_of_others(server: Server) -> None:
    user, client = await sign_up_with(server.anonymous, EMAIL, resume=CV)
    _, bob = await sign_up_with(server.anonymous, "bob@example.com")
    _, elsewhere = await server.second_project()
    kept = await swept(server)
    values = {"id": user["id"]}
    for caller in (server.anonymous, bob, client):
        with pytest.raises(AssertionError, match=REFUSED):
            await upload(caller, UPDATE, values, {"resume": RED})
        with pytest.raises(AssertionError, match=REFUSED):
            await upload(caller, CREATE, {"email": "new@example.com"}, {"resume": RED})
    payload = await upload(elsewhere, UPDATE, values, {"resume": RED})
    assert [error["code"] for error in payload["errors"]] == ["NOT_FOUND"]
    assert await swept(server) == kept


async def test_deleted_users_take_their_files_along(stored: Server) -> None:
    ids = []
    for name in "abc":
        user, client = await sign_up_with(
            stored.anonymous, f"{name}@example.com", avatar=RED, resume=CV
        )
        assert (await get(client, f"{user['avatarUrl']}?width=64")).status == 200
        ids.append(user["id"])
    assert len(in_store(stored)) == 6
    payload = (await stored.admin.data(DELETE, {"ids": ids[:2]}))["deleteUsers"]
    assert payload == {"deletedIds": ids[:2], "errors": []}
    assert len(await swept(stored)) == 2
