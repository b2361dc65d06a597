"""Where the bytes of files are kept: a folder, or a bucket of an S3-compatible store.

Both behave alike: an object appears whole or not at all, and is read in pieces.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

FILE, S3 = "file:", "s3:"
READ = 64 * 1024
"""Bytes that are read at a time."""
PIECE = 256 * 1024
"""Bytes that are written to a folder at a time."""
PART = 5 * 1024 * 1024
"""Bytes that are written to S3 at a time: the smallest part that it takes."""
WRITERS = 2
"""Objects that a process writes to a folder at a time."""
S3_WRITERS = 1
"""The same for S3, where each holds some parts in memory, which take some 15 MiB."""
PATIENCE = timedelta(seconds=20)
"""How long S3 is waited for, and how long a request to it is tried again."""
READING = timedelta(hours=6)
"""How long S3 may be read from in one request: as long as the slowest client takes."""
NOT_WRITABLE = "Files cannot be kept in {}: it is no folder that the server may write."
FAILURES = (OSError, BaseError)
"""What obstore raises where the store cannot do what is asked."""


class StorageError(Exception):
    """The store cannot do what is asked now: it is full, away, or not ours; its text says why."""


def is_storage_url(url: str) -> bool:
    """Tell whether `url` is `file:PATH` or `s3://BUCKET/PREFIX`."""
    if url.startswith(FILE):
        return bool(_path(url).name)
    parts = urlsplit(url)
    return url.startswith("s3://") and bool(parts.netloc) and not parts.query


class Storage:
    """The store at `url`; it is made, or asked for the first time, when something is kept."""

    def __init__(self, url: str) -> None:
        self.folder = _path(url).absolute() if url.startswith(FILE) else None
        self._url = url
        self._writers = asyncio.Semaphore(WRITERS if self.folder else S3_WRITERS)

    @cached_property
    def _store(self) -> ObjectStore:
        return self._open(PATIENCE)

    @cached_property
    def _source(self) -> ObjectStore:
        return self._open(READING)

    def _open(self, timeout: timedelta) -> ObjectStore:
        if self.folder is not None:
            return LocalStore(self.folder, mkdir=True)
        # Endpoint, region and keys come from the AWS variables, which obstore reads by itself.
        return S3Store.from_url(
            self._url,
            # The address of the endpoint says whether to speak TLS, and the usual one does.
            client_options={
                "allow_http": True,
                "timeout": timeout,
                "connect_timeout": PATIENCE,
            },
            retry_config={"max_retries": 3, "retry_timeout": PATIENCE},
        )

    async def fault(self) -> str | None:
        """Say in a sentence why nothing could be kept; None if all is well.

        A folder is only looked at. Into a bucket a small object is written, and removed at once.
        """
        if self.folder is not None:
            return None if _is_writable(self.folder) else NOT_WRITABLE.format(self.folder)
        name = f"check/{uuid4().hex}"
        try:
            await self.put(name, BytesIO(b"Rollcall was here."), {})
            await self.remove(name)
        except StorageError as error:
            return f"Files cannot be kept in the bucket of ROLLCALL_STORAGE_URL: {error}"
        return None

    def spool(self) -> BinaryIO:
        """Open a file without a name for what is being received: it goes with the process.

        Raises:
            StorageError: there is no room for it.
        """
        try:
            if self.folder is not None:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return cast("BinaryIO", tempfile.TemporaryFile(dir=self.folder))
        except OSError as error:
            raise StorageError(_reason(error)) from error

    async def put(self, name: str, file: BinaryIO, headers: dict[str, str]) -> None:
        """Keep the whole of a file under a name that was never used before, and on the disk.

        `headers` are what S3 answers with to who reads the object there.

        Raises:
            StorageError: nothing is kept then.
        """
        file.seek(0)
        async with self._writers:
            try:
                await obstore.put_async(
                    self._store,
                    name,
                    file,
                    attributes=None if self.folder else headers,
                    chunk_size=PIECE if self.folder else PART,
                    max_concurrency=1,
                )
                if self.folder is not None:
                    await asyncio.to_thread(_flush, self.folder / name)
            except FAILURES as error:
                raise StorageError(_reason(error)) from error

    async def read(self, name: str, start: int, end: int) -> AsyncIterator[bytes]:
        """Give the bytes from `start` up to `end` in pieces.

        Raises:
            StorageError: there is no such object, or the store is away.
        """
        try:
            async with _patience():
                found = await obstore.get_async(self._source, name, options={"range": (start, end)})
            pieces = found.stream(min_chunk_size=READ)
            while True:
                # Only the store is hurried, not the client that the piece is for.
                async with _patience():
                    piece = await anext(pieces, None)
                if piece is None:
                    return
                yield bytes(piece)
        except FAILURES as error:
            raise StorageError(_reason(error)) from error

    async def fetch(self, name: str, size: int) -> BinaryIO:
        """Copy an object into a file without a name, which the caller closes.

        Raises:
            StorageError: there is no such object, the store is away, or there is no room.
        """
        file = self.spool()
        try:
            async for piece in self.read(name, 0, size):
                await asyncio.to_thread(file.write, piece)
        except OSError as error:
            file.close()
            raise StorageError(_reason(error)) from error
        except BaseException:
            file.close()
            raise
        return file

    async def remove(self, name: str) -> None:
        """Remove an object, and what a killed server has left of the writing of it.

        Raises:
            StorageError: it may still be there.
        """
        try:
            await obstore.delete_async(self._store, name)
        except FileNotFoundError:
            pass
        except FAILURES as error:
            raise StorageError(_reason(error)) from error
        if self.folder is not None:
            await asyncio.to_thread(_remove_halves, self.folder / name)

    async def link(self, name: str, lifetime: timedelta) -> str | None:
        """Give an address at which S3 itself serves the object for a while; None for a folder."""
        if self.folder is not None:
            return None
        return await obstore.sign_async(cast("S3Store", self._store), "GET", name, lifetime)


def _path(url: str) -> Path:
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if not parts.netloc else Path()


def _is_writable(folder: Path) -> bool:
    """Tell whether a folder can be written, or made where it is not there yet."""
    place = next(path for path in (folder, *folder.parents) if path.exists())
    return place.is_dir() and os.access(place, os.W_OK | os.X_OK)


def _patience() -> asyncio.Timeout:
    return asyncio.timeout(PATIENCE.total_seconds())


def _flush(path: Path) -> None:
    """Have the system write a new file, its name in its folder, and that of the folder to disk."""
    for place in (path, path.parent, path.parent.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove_halves(path: Path) -> None:
    """Remove what obstore writes beside an object before it gives it its name: NAME#1."""
    for half in path.parent.glob(f"{path.name}#*"):
        half.unlink(missing_ok=True)


def _reason(error: BaseException) -> str:
    # Of obstore's texts the first line is for people; the rest is its own state.
    return str(error).partition("\n")[0] or "It does not answer."
