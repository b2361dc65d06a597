"""The store of files: the same behaviour in a folder and in S3, half-written objects included."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import obstore
import pytest

from core.storage import PART, Storage, StorageError, is_storage_url

if TYPE_CHECKING:
    from typing import Any

pytestmark = pytest.mark.anyio

HEADERS = {"Content-Type": "application/pdf", "Content-Disposition": "inline"}
LARGE = os.urandom(1024) * (2 * PART // 1024 + 100)
"""More than two parts of an upload to S3."""


class Broken(BytesIO):
    """A file that cannot be read further than some bytes."""

    def read(self, size: int | None = -1) -> bytes:
        """Read, but not beyond the first part."""
        if self.tell() >= PART:
            raise OSError(5, "Input/output error")
        return super().read(size)


async def read(storage: Storage, name: str, start: int, end: int) -> bytes:
    return b"".join([piece async for piece in storage.read(name, start, end)])


@pytest.mark.parametrize("content", [b"a", b"some bytes", LARGE], ids=len)
async def test_what_is_kept_is_read(store_url: str, content: bytes) -> None:
    storage = Storage(store_url)
    await storage.put("ab/abc", BytesIO(content), HEADERS)
    assert await read(storage, "ab/abc", 0, len(content)) == content
    middle = len(content) // 2
    assert await read(storage, "ab/abc", middle, middle + 1) == content[middle : middle + 1]
    with await storage.fetch("ab/abc", len(content)) as copy:
        copy.seek(0)
        assert copy.read() == content
    # Another process finds it too.
    assert await read(Storage(store_url), "ab/abc", 0, 1) == content[:1]


async def test_what_is_removed_is_gone_and_may_be_removed_again(store_url: str) -> None:
    storage = Storage(store_url)
    await storage.put("ab/abc", BytesIO(b"1"), HEADERS)
    await storage.put("ab/abd", BytesIO(b"2"), HEADERS)
    for _ in range(2):
        await storage.remove("ab/abc")
    with pytest.raises(StorageError):
        await read(storage, "ab/abc", 0, 1)
    with pytest.raises(StorageError):
        await storage.fetch("ab/abc", 1)
    assert await read(storage, "ab/abd", 0, 1) == b"2"


async def test_what_fails_half_way_is_not_there(store_url: str) -> None:
    storage = Storage(store_url)
    with pytest.raises(StorageError, match="Input/output error"):
        await storage.put("ab/abc", Broken(LARGE), HEADERS)
    with pytest.raises(StorageError):
        await read(storage, "ab/abc", 0, 1)
    assert obstore.list(storage._store).collect() == []


async def test_many_at_once(store_url: str) -> None:
    storage = Storage(store_url)
    contents = {f"{n}/a": str(n).encode() * 1000 for n in range(10, 30)}
    await asyncio.gather(
        *[storage.put(name, BytesIO(content), HEADERS) for name, content in contents.items()]
    )
    found = await asyncio.gather(*[read(storage, name, 0, 2000) for name in contents])
    assert dict(zip(contents, found, strict=True)) == contents


async def test_a_client_may_read_more_slowly_than_the_store_is_waited_for(
    s3_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # More than the system keeps of what a reader has yet to take.
    size = 40 * 1024 * 1024
    await Storage(s3_url).put("ab/abc", BytesIO(bytes(size)), HEADERS)
    monkeypatch.setattr("core.storage.PATIENCE", timedelta(seconds=2))
    taken = 0
    async for piece in Storage(s3_url).read("ab/abc", 0, size):
        if taken == 0:
            await asyncio.sleep(3)
        taken += len(piece)
    assert taken == size


async def test_a_store_that_falls_silent_is_given_up(
    s3_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    writers: list[asyncio.StreamWriter] = []

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await reader.readuntil(b"\r\n\r\n")
        told = "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-999999/1000000\r\n"
        told += 'Content-Length: 1000000\r\nETag: "a"\r\n'
        writer.write(f"{told}Last-Modified: Sat, 21 Nov 2026 00:00:00 GMT\r\n\r\n".encode())
        writer.write(bytes(500_000))

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
        monkeypatch.setattr("core.storage.PATIENCE", timedelta(seconds=1))
        with pytest.raises(StorageError, match="does not answer"):
            await read(Storage(s3_url), "ab/abc", 0, 1_000_000)
        for writer in writers:
            writer.transport.abort()
            with suppress(ConnectionError):
                await writer.wait_closed()
    assert writers


async def test_s3_serves_a_presigned_link_for_a_while(s3_url: str) -> None:
    storage = Storage(s3_url)
    await storage.put("ab/abc", BytesIO(b"some bytes"), HEADERS)
    link = await storage.link("ab/abc", timedelta(seconds=60))
    assert link is not None
    assert "X-Amz-Expires=60&" in link

    def fetch(url: str) -> tuple[bytes, Any]:
        with urlopen(url, timeout=30) as answer:  # noqa: S310 -- of a server of ours
            return answer.read(), answer.headers

    content, headers = await asyncio.to_thread(fetch, link)
    assert content == b"some bytes"
    assert {name: headers[name] for name in HEADERS} == HEADERS


async def test_a_folder_has_no_links_and_is_for_its_owner_alone(file_url: str) -> None:
    storage = Storage(file_url)
    with storage.spool() as file:
        file.write(b"1")
        assert storage.folder is not None
        assert list(storage.folder.iterdir()) == []
        assert storage.folder.stat().st_mode & 0o777 == 0o700
    assert await storage.link("ab/abc", timedelta(seconds=60)) is None


async def test_halves_that_a_killed_server_left_go_with_their_object(file_url: str) -> None:
    storage, folder = Storage(file_url), Path(file_url.removeprefix("file:"))
    (folder / "ab").mkdir(parents=True)
    for name in ("abc#1", "abc#2", "abcd#1"):
        (folder / "ab" / name).write_bytes(b"half")
    await storage.remove("ab/abc")
    assert [path.name for path in (folder / "ab").iterdir()] == ["abcd#1"]


async def test_a_store_that_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "files").write_text("I am a file.")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ada")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    for url in (f"file:{tmp_path}/files", "s3://bucket/files"):
        storage = Storage(url)
        with pytest.raises(StorageError):
            await storage.put("ab/abc", BytesIO(b"1"), HEADERS)
        with pytest.raises(StorageError):
            await read(storage, "ab/abc", 0, 1)
    with pytest.raises(StorageError):
        Storage(f"file:{tmp_path}/files").spool()


async def test_what_is_wrong_with_a_store_is_told(
    store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = Storage(store_url)
    assert await storage.fault() is None
    # Looking leaves nothing: neither an object nor a folder.
    assert storage.folder is None or not storage.folder.exists()
    if storage.folder is None:
        assert obstore.list(storage._store).collect() == []
    (tmp_path / "file").write_text("I am a file.")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        fault = f"Files cannot be kept in {folder}: it is no folder that the server may write."
        assert await Storage(f"file:{folder}").fault() == fault
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ada")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    found = await Storage("s3://bucket/files").fault()
    assert found is not None
    assert found.startswith("Files cannot be kept in the bucket of ROLLCALL_STORAGE_URL: ")


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("file:var/files", True),
        ("file:/var/files", True),
        ("file:///var/files", True),
        ("file:a%20b", True),
        ("file:", False),
        ("file:/", False),
        ("file://host/files", False),
        ("s3://bucket", True),
        ("s3://bucket/a/b", True),
        ("s3://", False),
        ("s3:bucket", False),
        ("s3://bucket/?region=x", False),
        ("gs://bucket", False),
        ("var/files", False),
    ],
)
def test_addresses_of_stores(url: str, *, is_one: bool) -> None:
    assert is_storage_url(url) is is_one
