"""What resolvers need for files: the store, a thread for pictures, and how links are made."""

import asyncio
import hmac
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from core.config import Settings
from core.content_types import EXTENSIONS
from core.ids import Prefix, encode
from core.instants import now
from core.sealing import Sealer
from core.storage import Storage
from resolvers.records import FileRecord, Key

T = TypeVar("T")
PURPOSE = "file link"
PUBLIC_FIELDS = frozenset({"avatar"})
"""Fields whose files are for everybody who knows the address."""


def _one_thread() -> ThreadPoolExecutor:
    # Of pictures one is decoded at a time, because some take 400 MB of memory.
    return ThreadPoolExecutor(1, "pictures")


@dataclass(frozen=True, slots=True)
class FileTools:
    """The tools of a process.

    `base` is where files are served, and `is_presigned` has S3 itself serve what it can.
    """

    storage: Storage
    sealer: Sealer
    base: str
    link_lifetime: timedelta
    is_presigned: bool
    waste: asyncio.Event = field(default_factory=asyncio.Event)
    """Set where objects have just become waste, so that they are removed at once."""
    thread: ThreadPoolExecutor = field(default_factory=_one_thread)
    shrinking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def work(self, job: Callable[[], T]) -> T:
        """Do something that takes its time and memory, after all others."""
        return await asyncio.get_running_loop().run_in_executor(self.thread, job)

    def url(self, file: FileRecord, width: int | None = None) -> str:
        """Give our own address of a file, signed unless the file is for everybody."""
        address = f"{self.base}{path_of(file.id, file.field, file.content_type)}"
        query = [] if width is None else [f"width={width}"]
        if file.field not in PUBLIC_FIELDS:
            expires = int((now() + self.link_lifetime).timestamp())
            signature = self.sign(file.id, width, expires)
            query += [f"expires={expires}", f"signature={signature}"]
        return f"{address}?{'&'.join(query)}" if query else address

    def sign(self, key: Key, width: int | None, expires: int) -> str:
        """Give the signature of a link to one file at one width until `expires` (Unix time)."""
        return self.sealer.keyed_hash(PURPOSE, f"{key} {width or 0} {expires}").hex()

    def seconds_left(self, key: Key, width: int | None, expires: int, signature: str) -> int:
        """Tell how long a link holds yet; 0 for one that has run out or was not made here."""
        wanted = self.sign(key, width, expires)
        if not hmac.compare_digest(wanted.encode(), signature.encode()):
            return 0
        return max(0, expires - int(now().timestamp()))

    def close(self) -> None:
        """End the thread."""
        self.thread.shutdown(wait=False, cancel_futures=True)


def make_file_tools(settings: Settings, sealer: Sealer) -> FileTools:
    """Make the tools by the settings; nothing is opened yet."""
    return FileTools(
        storage=Storage(settings.storage_url),
        sealer=sealer,
        base=f"{settings.public_url}/files/",
        link_lifetime=timedelta(seconds=settings.file_link_lifetime),
        is_presigned=settings.file_links_presigned,
    )


def path_of(key: Key, field_name: str, content_type: str) -> str:
    """Give the last two parts of a file's address. The name in it is ours, not the client's."""
    return f"{encode(Prefix.FILE, key)}/{field_name}.{EXTENSIONS[content_type]}"


def avatar_url(base: str, path: str | None, otherwise: str | None) -> str | None:
    """Give where a user's picture is: the uploaded one before the one that the profile names."""
    return otherwise if path is None else base + path
