"""Files of users by `signup` and `updateProfile`: all or nothing, on both databases and stores."""

from __future__ import annotations

import asyncio
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Any, BinaryIO

import pytest

from core.storage import Storage
from models.audit import AuditEvent
from models.file import File
from models.user import User
from resolvers.new_files import MAX_FILES
from tests.accounts import ERRORS, PASSWORD, fault, is_signed_in, me, row_of, update
from tests.schema.mutations.test_delete_account import delete
from tests.uploads import (
    FILE,
    PDF,
    SIGNUP,
    SVG,
    UPDATE,
    Sent,
    docx,
    files_of,
    filled,
    form,
    get,
    in_store,
    picture,
    post,
    put,
    sign_up_with,
    swept,
    upload,
)

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
RED = Sent(picture("PNG"), "me.png", "image/png")
CV = Sent(PDF, "cv.pdf", "application/pdf")
NEITHER = (
    "This is no file of an allowed type, whatever its name says."
    " Allowed are JPEG, PNG, GIF, WebP, SVG, PDF, DOC and DOCX."
)
TROUBLE = "The server cannot keep this file at the moment: try again later."
FIELD_RULE = "The name of a field has 1 to 64 letters of English, digits and underscores."
REMOVE = f"""
mutation($input: UpdateProfileInput!) {{
  updateProfile(input: $input) {{ user {{ avatarUrl files {{ {FILE} }} }} {ERRORS} }}
}}"""


async def remove(client: Client, *fields: str, **more: Any) -> Any:
    values = {"removeFiles": list(fields), **more}
    return (await client.data(REMOVE, {"input": values}))["updateProfile"]


async def test_a_sign_up_with_files(stored: Server) -> None:
    user, client = await sign_up_with(stored.anonymous, EMAIL, avatar=RED, resume=CV)
    found = await files_of(client)
    assert found == {file["field"]: file for file in user["files"]}
    assert [found[name]["filename"] for name in ("avatar", "resume")] == ["me.png", "cv.pdf"]
    assert [file["contentType"] for file in found.values()] == ["image/png", "application/pdf"]
    assert found["resume"]["size"] == len(PDF)
    assert user["avatarUrl"] == found["avatar"]["url"]
    assert (await get(client, found["resume"]["url"])).body == PDF
    assert len(await swept(stored)) == 2


async def test_a_file_put_where_one_was_replaces_it(stored: Server) -> None:
    first, client = await sign_up_with(stored.anonymous, EMAIL, avatar=RED, resume=CV)
    other = Sent(picture("GIF", (30, 30)), "other.gif")
    payload = await put(client, avatar=other)
    found = await files_of(client)
    assert found["avatar"]["contentType"] == "image/gif"
    assert payload["user"]["avatarUrl"] == found["avatar"]["url"] != first["avatarUrl"]
    before = {file["field"]: file["id"] for file in first["files"]}
    assert found["avatar"]["id"] != before["avatar"]
    assert found["resume"]["id"] == before["resume"]
    assert len(await swept(stored)) == 2
    assert (await get(client, first["avatarUrl"])).status == 404
    assert (await get(client, found["avatar"]["url"])).status == 200


async def test_files_go_by_name(stored: Server) -> None:
    _, client = await sign_up_with(stored.anonymous, EMAIL, avatar=RED, resume=CV)
    assert (await remove(client, "avatar", "nothing", "avatar"))["errors"] == []
    assert list(await files_of(client)) == ["resume"]
    assert (await me(client))["avatarUrl"] is None
    assert len(await swept(stored)) == 1
    await remove(client, "resume")
    assert await swept(stored) == []


async def test_an_account_takes_its_files_along(stored: Server) -> None:
    _, client = await sign_up_with(stored.anonymous, EMAIL, avatar=RED, resume=CV)
    _, other = await sign_up_with(stored.anonymous, "bob@example.com", resume=CV)
    assert (await delete(client))["errors"] == []
    assert await File.all().count() == 1
    assert len(await swept(stored)) == 1
    assert list(await files_of(other)) == ["resume"]


async def test_the_uploaded_picture_goes_before_the_url_of_the_profile(server: Server) -> None:
    _, client = await sign_up_with(server.anonymous, EMAIL)
    url = "https://example.com/a.png"
    await update(client, avatarUrl=url)
    assert (await me(client))["avatarUrl"] == url
    payload = await put(client, avatar=RED)
    uploaded = payload["user"]["avatarUrl"]
    assert uploaded.startswith("http://127.0.0.1:8000/files/file_")
    lists = "{ users { nodes { avatarUrl } edges { node { avatarUrl } } } me { avatarUrl } }"
    data = await server.admin.with_token(client.headers["authorization"][7:]).data(lists)
    assert data["users"]["nodes"] == [{"avatarUrl": uploaded}]
    assert data["users"]["edges"] == [{"node": {"avatarUrl": uploaded}}]
    assert data["me"] == {"avatarUrl": uploaded}
    other = "https://example.com/b.png"
    assert (await update(client, avatarUrl=other))["user"]["avatarUrl"] == uploaded
    assert (await remove(client, "avatar"))["user"]["avatarUrl"] == other


async def test_other_fields_change_with_the_files_or_not_at_all(stored: Server) -> None:
    user, client = await sign_up_with(stored.anonymous, EMAIL, resume=CV)
    before, kept = await row_of(user), await swept(stored)
    payload = await upload(client, UPDATE, {"name": "Ada", "city": "a" * 101}, {"avatar": RED})
    too_long = fault("TOO_LONG", "At most 100 characters, but there are 101.", "input", "city")
    assert payload == {"user": None, "errors": [too_long]}
    payload = await upload(client, UPDATE, {"data": {"a": "\0"}}, {"avatar": RED, "resume": RED})
    assert [error["path"] for error in payload["errors"]] == [["input", "data"]]
    assert await row_of(user) == before
    assert await swept(stored) == kept
    payload = await upload(client, UPDATE, {"name": "Ada"}, {"avatar": RED})
    assert payload["user"]["name"] == "Ada"
    assert list(await files_of(client)) == ["avatar", "resume"]


async def test_a_sign_up_that_fails_leaves_no_file(stored: Server) -> None:
    await sign_up_with(stored.anonymous, EMAIL, resume=CV)
    kept = await swept(stored)
    values = {"email": EMAIL.upper(), "password": PASSWORD}
    payload = await upload(stored.anonymous, SIGNUP, values, {"avatar": RED})
    assert [error["code"] for error in payload["errors"]] == ["EMAIL_TAKEN"]
    assert await swept(stored) == kept


async def test_of_sign_ups_at_once_the_files_of_one_stay(stored: Server) -> None:
    values = {"email": EMAIL, "password": PASSWORD}
    payloads = await asyncio.gather(
        *[upload(stored.anonymous, SIGNUP, values, {"resume": CV}) for _ in range(5)]
    )
    assert sorted(len(payload["errors"]) for payload in payloads) == [0, 1, 1, 1, 1]
    assert len(await swept(stored)) == 1


async def test_of_uploads_at_once_into_one_field_one_stays(stored: Server) -> None:
    _, client = await sign_up_with(stored.anonymous, EMAIL)
    payloads = await asyncio.gather(*[put(client, avatar=RED) for _ in range(6)])
    assert [payload["errors"] for payload in payloads] == [[]] * 6
    found = await files_of(client)
    assert list(found) == ["avatar"]
    assert (await me(client))["avatarUrl"] == found["avatar"]["url"]
    assert len(await swept(stored)) == 1


HTML = b"<!doctype html><script>alert(document.domain)</script>"
SCRIPTED = SVG.replace(b"<circle", b"<script>alert(1)</script><circle")


@pytest.mark.parametrize(
    ("sent", "code", "message"),
    [
        (Sent(b"", "a.png"), "INVALID", "The file is empty."),
        (Sent(HTML, "a.png", "image/png"), "FILE_TYPE_NOT_ALLOWED", NEITHER),
        (Sent(HTML + PDF, "a.pdf", "application/pdf"), "FILE_TYPE_NOT_ALLOWED", NEITHER),
        (Sent(SCRIPTED, "a.svg", "image/svg+xml"), "FILE_TYPE_NOT_ALLOWED", NEITHER),
        (Sent(docx(b"another"), "a.docx"), "FILE_TYPE_NOT_ALLOWED", NEITHER),
        (
            Sent(picture("PNG", (300, 300))[:300], "a.png"),
            "INVALID",
            "This picture is damaged: it cannot be decoded.",
        ),
        (
            Sent(picture("PNG", (16_001, 1_000)), "a.png"),
            "FILE_TOO_LARGE",
            (
                "Pictures have at most 16 million pixels, all frames of a moving one together, and"
                " 1,000 frames; a JPEG has at most 64 million pixels, and 100 scans."
            ),
        ),
    ],
    ids=["empty", "html", "pdf behind html", "script", "zip", "half a picture", "bomb"],
)
async def test_a_file_that_is_refused_changes_nothing(
    server: Server, sent: Sent, code: str, message: str
) -> None:
    user, client = await sign_up_with(server.anonymous, EMAIL, avatar=RED)
    before, kept, events = await row_of(user), await swept(server), await AuditEvent.all().count()
    payload = await upload(client, UPDATE, {"name": "Ada"}, {"resume": CV, "avatar": sent})
    wrong = fault(code, message, "input", "files", "1", "file")
    assert payload == {"user": None, "errors": [wrong]}
    values = {"email": "bob@example.com", "password": PASSWORD}
    payload = await upload(server.anonymous, SIGNUP, values, {"resume": CV, "avatar": sent})
    assert payload["errors"] == [wrong]
    assert await row_of(user) == before
    assert await User.all().count() == 1
    assert await AuditEvent.all().count() == events
    assert await swept(server) == kept


async def test_names_and_types_that_clients_claim_count_for_nothing(server: Server) -> None:
    claimed = Sent(picture("PNG"), "../../cv\u202e.pdf", "application/pdf")
    user, _ = await sign_up_with(server.anonymous, EMAIL, cover_photo=claimed)
    (file,) = user["files"]
    assert (file["contentType"], file["filename"]) == ("image/png", "cv.pdf")
    assert "/cover_photo.png?" in file["url"]


async def test_what_hides_behind_a_picture_goes(server: Server) -> None:
    for kind in ("PNG", "GIF", "JPEG", "WEBP"):
        polyglot = Sent(picture(kind) + HTML + docx(), "a.html", "text/html")
        user, client = await sign_up_with(server.anonymous, f"{kind}@example.com", avatar=polyglot)
        body = (await get(client, user["avatarUrl"])).body
        assert HTML not in body
        assert b"word/" not in body


@pytest.mark.parametrize("field", ["", "../../etc", "a b", "é", "a" * 65, "a\0"])
async def test_a_field_that_cannot_be(server: Server, field: str) -> None:
    _, client = await sign_up_with(server.anonymous, EMAIL)
    payload = await put(client, **{field: CV})
    path = ["input", "files", "0", "field"]
    assert payload["errors"] == [fault("INVALID", FIELD_RULE, *path)]
    payload = await remove(client, "ok", field)
    path = ["input", "removeFiles", "1"]
    assert payload["errors"] == [fault("INVALID", FIELD_RULE, *path)]
    assert in_store(server) == []


async def test_two_files_for_one_field_and_a_field_that_is_to_go_too(server: Server) -> None:
    _, client = await sign_up_with(server.anonymous, EMAIL)
    body = filled(UPDATE, {"removeFiles": ["b"]}, {"a": CV, "b": CV})
    answer = await post(client, body.replace(b'"field": "b"', b'"field": "a"'))
    twice = "Another file is for this field already."
    assert answer.json["data"]["updateProfile"]["errors"] == [
        fault("INVALID", twice, "input", "files", "1", "field")
    ]
    answer = await post(client, body)
    both = "A file is put into this field by the same request."
    assert answer.json["data"]["updateProfile"]["errors"] == [
        fault("INVALID", both, "input", "removeFiles", "0")
    ]
    too_many = await remove(client, *[f"f{n}" for n in range(51)])
    message = "At most 50 fields at once, but there are 51."
    assert too_many["errors"] == [fault("INVALID", message, "input", "removeFiles")]
    assert await swept(server) == []


async def test_null_changes_nothing(server: Server) -> None:
    _, client = await sign_up_with(server.anonymous, EMAIL, resume=CV)
    nothing: list[Any] = [{"files": None}, {"removeFiles": None}, {"files": []}, {}]
    for values in [*nothing, {"files": [], "removeFiles": []}]:
        payload = (await client.data(UPDATE, {"input": values}))["updateProfile"]
        assert payload["errors"] == []
    assert list(await files_of(client)) == ["resume"]
    values = {"email": "bob@example.com", "password": PASSWORD, "files": None}
    payload = (await server.anonymous.data(SIGNUP, {"input": values}))["signup"]
    assert payload["user"]["files"] == []


async def test_a_user_has_fifty_files_at_most(server: Server) -> None:
    _, client = await sign_up_with(server.anonymous, EMAIL)
    for start in range(0, MAX_FILES, 10):
        payload = await put(client, **{f"f{n}": CV for n in range(start, start + 10)})
        assert payload["errors"] == []
    kept = await swept(server)
    message = "A user has at most 50 files: remove one first."
    full = [fault("INVALID", message, "input", "files", "0", "file")]
    assert (await put(client, another=CV))["errors"] == full
    assert await swept(server) == kept
    # In place of another there is room, whether it is replaced or removed.
    assert (await put(client, f0=RED))["errors"] == []
    payload = await upload(client, UPDATE, {"removeFiles": ["f1"]}, {"another": CV})
    assert payload["errors"] == []
    assert len(await swept(server)) == MAX_FILES


class Broken(BytesIO):
    """A file that cannot be read."""

    def read(self, _size: int | None = -1) -> bytes:
        """Fail as a disk does."""
        raise OSError(28, "No space left on device")


async def test_a_store_that_fails_half_way(stored: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    user, client = await sign_up_with(stored.anonymous, EMAIL, resume=CV)
    before, kept = await row_of(user), await swept(stored)
    put_whole, puts = Storage.put, count(1)

    async def put_one(self: Storage, name: str, file: BinaryIO, headers: dict[str, str]) -> None:
        await put_whole(self, name, Broken() if next(puts) == 2 else file, headers)

    with monkeypatch.context() as patched:
        patched.setattr(Storage, "put", put_one)
        payload = await upload(client, UPDATE, {"name": "Ada"}, {"avatar": RED, "resume": CV})
    trouble = fault("INVALID", TROUBLE, "input", "files", "1", "file")
    assert payload == {"user": None, "errors": [trouble]}
    assert await row_of(user) == before
    assert await swept(stored) == kept


class NoRoom(BytesIO):
    """A file on a disk that is full: it fails when it is written, or later when that is due."""

    def __init__(self, failing: str) -> None:
        super().__init__()
        self.failing = failing

    def _fail(self, what: str) -> None:
        if what == self.failing:
            raise OSError(28, "No space left on device")

    def write(self, piece: Any) -> int:
        """See above."""
        self._fail("write")
        return super().write(piece)

    def seek(self, offset: int, whence: int = 0) -> int:
        """See above."""
        self._fail("seek")
        return super().seek(offset, whence)

    def close(self) -> None:
        """See above."""
        super().close()
        self._fail("seek")


@pytest.mark.parametrize("failing", ["write", "seek"])
@pytest.mark.parametrize("number", [0, 1])
async def test_a_disk_without_room_for_what_comes_in(
    server: Server, monkeypatch: pytest.MonkeyPatch, failing: str, number: int
) -> None:
    user, client = await sign_up_with(server.anonymous, EMAIL, resume=CV)
    before, kept = await row_of(user), await swept(server)
    # The first is what comes in, the second is the picture made anew.
    files: list[BytesIO] = [BytesIO(), BytesIO()]
    files[number] = NoRoom(failing)
    with monkeypatch.context() as patched:
        patched.setattr("tempfile.TemporaryFile", lambda **_: files.pop(0))
        payload = await upload(client, UPDATE, {"name": "Ada"}, {"avatar": RED})
    trouble = fault("INVALID", TROUBLE, "input", "files", "0", "file")
    assert payload == {"user": None, "errors": [trouble]}
    assert await row_of(user) == before
    assert await swept(server) == kept


async def test_one_picture_for_two_fields(server: Server) -> None:
    given = [{"field": field, "file": None} for field in ("avatar", "cover")]
    values = {"email": EMAIL, "password": PASSWORD, "files": given}
    operations = {"query": SIGNUP, "variables": {"input": values}}
    places = {"0": [f"variables.input.files.{n}.file" for n in range(2)]}
    answer = await post(server.anonymous, form(operations, places, [("0", RED)]))
    payload = answer.json["data"]["signup"]
    assert payload["errors"] == []
    assert {file["field"] for file in payload["user"]["files"]} == {"avatar", "cover"}
    assert len(await swept(server)) == 2


async def test_the_log_tells_that_files_changed_and_nothing_of_them(server: Server) -> None:
    _, client = await sign_up_with(server.anonymous, EMAIL)
    await upload(client, UPDATE, {"name": "Ada"}, {"secret_plan": CV})
    await remove(client, "secret_plan")
    events = await AuditEvent.filter(type="PROFILE_UPDATED").order_by("id")
    assert [event.data for event in events] == [
        {"fields": ["name", "files"]},
        {"fields": ["files"]},
    ]


async def test_only_who_is_signed_in_puts_files(server: Server) -> None:
    _, client = await sign_up_with(server.anonymous, EMAIL)
    for caller in (server.anonymous, server.admin, client.with_token("wrong")):
        answer = await post(caller, filled(UPDATE, {}, {"avatar": RED}))
        assert answer.json["data"] == {"updateProfile": None}
        assert answer.json["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
    assert await is_signed_in(client)
    assert in_store(server) == []
