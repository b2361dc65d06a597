"""Files as they are served: to whom, for how long, and so that a browser runs nothing in them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from structlog.testing import capture_logs

from core.storage import Storage, StorageError
from models.file import File, StoredObject
from tests.compound import compound_file
from tests.schema.http.wire import fault
from tests.server import running
from tests.uploads import (
    PDF,
    SVG,
    Sent,
    docx,
    files_of,
    get,
    in_store,
    moving,
    picture,
    put,
    sign_up_with,
    swept,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.server import Answer, Client, Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
CONTENT = PDF + bytes(range(256)) * 4000
NOT_THERE = "There is no such file, or the link to it has run out: ask the API for a new one."
WIDE = Sent(picture("PNG", (2000, 100)), "wide.png")
URL = """query ($width: Int) {
  me { avatarUrl files { field url(width: $width) } file(field: "avatar") { url(width: $width) } }
}"""


async def resume(server: Server, content: bytes = CONTENT) -> tuple[str, Client]:
    user, client = await sign_up_with(server.anonymous, EMAIL, resume=Sent(content, "cv.pdf"))
    return user["files"][0]["url"], client


def is_nothing(answer: Answer) -> bool:
    return (answer.status, answer.json) == (404, fault(NOT_THERE))


async def test_a_private_file(stored: Server) -> None:
    url, client = await resume(stored)
    answer = await get(client, url, x_request_id="1")
    assert (answer.status, answer.body) == (200, CONTENT)
    tag = answer.headers.pop("etag")
    seconds = int(answer.headers["cache-control"].split("max-age=")[1].split(",")[0])
    assert 3590 <= seconds <= 3600
    assert answer.headers == {
        "content-type": "application/pdf",
        "content-length": str(len(CONTENT)),
        "content-disposition": "inline; filename*=UTF-8''cv.pdf",
        "accept-ranges": "bytes",
        "cache-control": f"private, max-age={seconds}, immutable",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "cross-origin-resource-policy": "cross-origin",
        "referrer-policy": "no-referrer",
        "x-frame-options": "DENY",
        "x-request-id": "1",
    }
    head = await get(client, url, "HEAD", x_request_id="1")
    assert (head.status, head.body) == (200, b"")
    assert head.headers == answer.headers | {"etag": tag}


async def test_an_avatar_is_for_everybody(stored: Server) -> None:
    user, client = await sign_up_with(stored.anonymous, EMAIL, avatar=WIDE)
    assert "?" not in user["avatarUrl"]
    answer = await get(client, user["avatarUrl"])
    assert Image.open(BytesIO(answer.body)).size == (2000, 100)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (picture("JPEG"), "inline"),
        (picture("GIF"), "inline"),
        (picture("WEBP"), "inline"),
        (picture("PNG"), "inline"),
        (PDF, "inline"),
        (SVG, "attachment"),
        (docx(), "attachment"),
        (compound_file("WordDocument"), "attachment"),
    ],
)
async def test_browsers_show_pictures_and_pdf_alone(
    server: Server, content: bytes, how: str
) -> None:
    sent = Sent(content, 'a "Résumé";\\.x')
    user, client = await sign_up_with(server.anonymous, EMAIL, avatar=sent)
    answer = await get(client, user["avatarUrl"])
    assert answer.status == 200
    disposition = answer.headers["content-disposition"]
    assert disposition == f"{how}; filename*=UTF-8''x"
    assert answer.headers["content-type"] == user["files"][0]["contentType"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_name_that_is_not_ascii(server: Server) -> None:
    sent = Sent(PDF, "Résumé; 2%.pdf")
    user, client = await sign_up_with(server.anonymous, EMAIL, resume=sent)
    answer = await get(client, user["files"][0]["url"])
    disposition = "inline; filename*=UTF-8''R%C3%A9sum%C3%A9%3B%202%25.pdf"
    assert answer.headers["content-disposition"] == disposition


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=5-", 5, -1),
        ("bytes=-7", -7, -1),
        ("bytes=-99999999999", 0, -1),
        ("bytes=0-99999999999", 0, -1),
        ("bytes= 3-4 ", 3, 4),
    ],
)
async def test_a_range(stored: Server, asked: str, first: int, last: int) -> None:
    size = len(CONTENT)
    start, end = first % size, last % size
    url, client = await resume(stored)
    answer = await get(client, url, range=asked)
    assert answer.status == 206
    assert answer.body == CONTENT[start : end + 1]
    assert answer.headers["content-range"] == f"bytes {start}-{end}/{size}"
    assert answer.headers["content-length"] == str(end - start + 1)
    head = await get(client, url, "HEAD", range=asked)
    assert (head.status, head.headers["content-length"]) == (200, str(size))


@pytest.mark.parametrize(
    "asked",
    ["bytes=1-0", "bytes=a-b", "bytes=-", "items=0-1", "bytes=0-1,3-4", "0-1", "bytes=٣-", ""],
)
async def test_what_is_no_range_is_passed_over(server: Server, asked: str) -> None:
    url, client = await resume(server)
    answer = await get(client, url, range=asked.encode().decode("latin-1"))
    assert (answer.status, answer.body) == (200, CONTENT)


@pytest.mark.parametrize("asked", [f"bytes={len(CONTENT)}-", "bytes=-0", "bytes=9999999-99999999"])
async def test_a_range_behind_the_end(server: Server, asked: str) -> None:
    url, client = await resume(server)
    answer = await get(client, url, range=asked)
    assert (answer.status, answer.body) == (416, b"")
    assert answer.headers["content-range"] == f"bytes */{len(CONTENT)}"


async def test_conditions(server: Server) -> None:
    url, client = await resume(server)
    tag = (await get(client, url, "HEAD")).headers["etag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        answer = await get(client, url, if_none_match=known)
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", tag)
    assert (await get(client, url, if_none_match='"other"')).status == 200
    assert (await get(client, url, range="bytes=0-0", if_range=tag)).status == 206
    assert (await get(client, url, range="bytes=0-0", if_range='"other"')).status == 200


def with_query(url: str, **changes: str | None) -> str:
    """Change the query of an address; None takes a part out."""
    address, _, query = url.partition("?")
    parts = dict(part.split("=", 1) for part in query.split("&") if part) | changes
    return f"{address}?{'&'.join(f'{k}={v}' for k, v in parts.items() if v is not None)}"


async def test_a_link_that_somebody_has_changed_gives_nothing(server: Server) -> None:
    url, client = await resume(server)
    payload = await put(client, cover=WIDE, plan=Sent(PDF))
    cover, plan = [file["url"] for file in payload["user"]["files"][:2]]
    signature = url.rpartition("=")[2]
    expires = url.partition("expires=")[2].partition("&")[0]
    flipped = signature[:-1] + ("0" if signature[-1] != "0" else "1")
    wrong = [
        url.partition("?")[0],
        with_query(url, signature=None),
        with_query(url, signature=""),
        with_query(url, signature=flipped),
        with_query(url, signature=signature.upper()),
        with_query(url, signature="é"),
        with_query(url, expires=None),
        with_query(url, expires=str(int(expires) + 1)),
        with_query(url, expires=f"0{expires}x"),
        with_query(url, expires="9" * 400),
        with_query(url, expires="-1"),
        with_query(url, width="64"),
        with_query(cover, width="64"),
        with_query(cover, width="65"),
        url.replace("resume.pdf", "resume.png"),
        url.replace("resume.pdf", "avatar.pdf"),
        # The signature of one file, at the address of another.
        f"{plan.partition('?')[0]}?{url.partition('?')[2]}",
        f"{cover.partition('?')[0]}?{url.partition('?')[2]}",
    ]
    for address in wrong:
        answer = await get(client, address)
        assert is_nothing(answer), address
    assert (await get(client, url)).status == 200


async def test_a_link_says_nothing_after_its_time(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, client = await resume(server)
    then = datetime.now(UTC)
    for seconds, status in ((3500, 200), (3601, 404), (10**6, 404)):
        later = then + timedelta(seconds=seconds)
        monkeypatch.setattr("resolvers.file_tools.now", lambda later=later: later)
        answer = await get(client, url, range="bytes=0-9")
        assert answer.status == (206 if status == 200 else 404)
        if status == 404:
            assert is_nothing(answer)
            # The same as for what was never there, to the letter.
            stranger = url.replace("/file_", "/file_01m7y51k9be90twabfpzmtas")[: len(url)]
            assert (await get(client, stranger)).json == answer.json
    monkeypatch.undo()
    assert (await get(client, url)).status == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_time_of_links_is_a_setting(database_url: str, tmp_path: Any) -> None:
    more = {"storage_url": f"file:{tmp_path}/files", "file_link_lifetime": 10}
    async with running(database_url, **more) as server:
        url, client = await resume(server)
        age = (await get(client, url)).headers["cache-control"]
        assert 8 <= int(age.split("max-age=")[1].split(",")[0]) <= 10


@pytest.mark.parametrize(
    "path",
    [
        "/files/file_/a.pdf",
        "/files/file_01m7y51k9be90twabfpzmtasth/a.pdf",
        "/files/user_01m7y51k9be90twabfpzmtasth/a.pdf",
        "/files/%2e%2e/%2e%2e",
        "/files/..%2f..%2fetc/passwd",
        "/files/%00/%00",
        "/files/é/é",
    ],
)
async def test_what_was_never_there(server: Server, path: str) -> None:
    assert (await server.anonymous.request("GET", path)).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_files_are_only_read(server: Server, method: str) -> None:
    url, client = await resume(server)
    answer = await get(client, url, method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    assert (await get(client, url)).status == 200


@pytest.mark.parametrize("width", [64, 256, 1024])
async def test_smaller_pictures_are_made_once(stored: Server, width: int) -> None:
    _, client = await sign_up_with(stored.anonymous, EMAIL, avatar=WIDE, cover=WIDE)
    me = (await client.data(URL, {"width": width}))["me"]
    urls = {file["field"]: file["url"] for file in me["files"]}
    assert me["file"]["url"] == urls["avatar"] == f"{me['avatarUrl']}?width={width}"
    assert len(in_store(stored)) == 2
    for url in urls.values():
        answers = await asyncio.gather(*[get(client, url) for _ in range(3)])
        assert {answer.status for answer in answers} == {200}
        assert Image.open(BytesIO(answers[0].body)).size == (width, round(width / 20))
        assert len({answer.body for answer in answers}) == 1
        assert answers[0].headers["content-type"] == "image/png"
    assert len(await swept(stored)) == 4
    assert {row.width for row in await StoredObject.all()} == {0, width}
    # They go with their file.
    await put(client, avatar=Sent(picture("PNG")), cover=Sent(picture("PNG")))
    assert len(await swept(stored)) == 2


async def test_a_picture_that_is_narrow_is_given_as_it_is(server: Server) -> None:
    narrow = Sent(picture("PNG", (64, 10)))
    user, client = await sign_up_with(server.anonymous, EMAIL, avatar=narrow, resume=Sent(PDF))
    me = (await client.data(URL, {"width": 64}))["me"]
    urls = {file["field"]: file["url"] for file in me["files"]}
    assert urls["avatar"] == user["avatarUrl"]
    assert (await get(client, urls["resume"])).body == PDF
    answer = await get(client, f"{user['avatarUrl']}?width=64")
    assert Image.open(BytesIO(answer.body)).size == (64, 10)
    assert len(await swept(server)) == 2


async def test_a_moving_picture_stands_still_when_it_is_small(server: Server) -> None:
    sent = Sent(moving("GIF", 3, (300, 30)))
    user, client = await sign_up_with(server.anonymous, EMAIL, avatar=sent)
    whole = Image.open(BytesIO((await get(client, user["avatarUrl"])).body))
    small = Image.open(BytesIO((await get(client, f"{user['avatarUrl']}?width=64")).body))
    assert [getattr(image, "n_frames", 1) for image in (whole, small)] == [3, 1]


@pytest.mark.parametrize("width", [0, -64, 63, 65, 2048])
async def test_other_widths_are_told(server: Server, width: int) -> None:
    user, client = await sign_up_with(server.anonymous, EMAIL, avatar=WIDE)
    answer = await client.execute(URL, {"width": width})
    assert answer["errors"][0]["message"] == f"width: 64, 256 or 1024 pixels, not {width}."
    assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
    assert (await get(client, f"{user['avatarUrl']}?width={width}")).status == 404
    assert len(in_store(server)) == 1


async def test_a_store_that_has_lost_a_file_is_told_by_a_status(stored: Server) -> None:
    user, client = await sign_up_with(stored.anonymous, EMAIL, avatar=WIDE)
    (name,) = in_store(stored)
    await Storage(stored.settings.storage_url).remove(name)
    message = "The store of the files does not answer at the moment: try again later."
    for url in (user["avatarUrl"], f"{user['avatarUrl']}?width=64"):
        answer = await get(client, url)
        assert (answer.status, answer.json) == (503, fault(message))
        assert answer.headers["retry-after"] == "10"


async def test_a_store_that_fails_while_a_file_is_sent_is_in_the_log(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, client = await sign_up_with(server.anonymous, EMAIL, avatar=WIDE)

    async def read(*_: object) -> AsyncIterator[bytes]:
        yield b"a"
        raise StorageError("The bucket has gone.")

    monkeypatch.setattr(Storage, "read", read)
    # The server that runs the application ends the connection then.
    with capture_logs() as lines, pytest.raises(StorageError):
        await get(client, user["avatarUrl"])
    assert [(line["event"], line.get("reason")) for line in lines] == [
        ("file_not_served_whole", "The bucket has gone.")
    ]


async def test_files_of_other_projects_and_members(server: Server) -> None:
    url, client = await resume(server)
    file = (await files_of(client))["resume"]
    _, elsewhere = await server.second_project()
    _, bob = await sign_up_with(server.anonymous, "bob@example.com")
    node = """query ($id: ID!) {
      node(id: $id) { id ... on File { field filename contentType size url(width: null) } }
    }"""
    shown = {key: file[key] for key in ("id", "field", "filename", "contentType", "size")}
    for caller in (client, server.admin):
        found = (await caller.data(node, {"id": file["id"]}))["node"]
        assert found.pop("url").partition("?")[0] == url.partition("?")[0]
        assert found == shown
    for caller in (elsewhere, bob):
        assert await caller.data(node, {"id": file["id"]}) == {"node": None}
    answer = await server.anonymous.execute(node, {"id": file["id"]})
    assert answer["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
    assert await File.all().count() == 1


async def test_members_see_no_files_of_others_but_their_picture(server: Server) -> None:
    user, _ = await sign_up_with(server.anonymous, EMAIL, avatar=WIDE, resume=Sent(PDF))
    _, bob = await sign_up_with(server.anonymous, "bob@example.com")
    project = await server.project()
    project.member_directory = True
    await project.save()
    asked = """query ($id: ID!) {
      user(id: $id) { avatarUrl files { id } file(field: "avatar") { id } }
    }"""
    seen = (await bob.data(asked, {"id": user["id"]}))["user"]
    assert seen == {"avatarUrl": user["avatarUrl"], "files": None, "file": None}
    whole = (await server.admin.data(asked, {"id": user["id"]}))["user"]
    assert len(whole["files"]) == 2
    assert whole["file"] == whole["files"][0]


async def test_links_may_lead_to_s3_itself(database_url: str, s3_url: str) -> None:
    more = {"storage_url": s3_url, "file_links_presigned": True}
    async with running(database_url, **more) as server:
        user, client = await sign_up_with(server.anonymous, EMAIL, avatar=WIDE, cover=WIDE)
        urls = {file["field"]: file["url"] for file in user["files"]}
        assert urls["avatar"] == user["avatarUrl"]
        assert "X-Amz-Expires=3600&" in urls["cover"]
        small = (await client.data(URL, {"width": 64}))["me"]["files"][1]["url"]
        assert (await get(client, small)).status == 200
