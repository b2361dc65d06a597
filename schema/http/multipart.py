"""Multipart requests with files: read as they come, each file straight into a file of the system.

See the GraphQL multipart request specification
(github.com/jaydenseric/graphql-multipart-request-spec): the parts are `operations`, `map`, and then
the files, each of which `map` puts into places of `operations`.
"""

import asyncio
from collections.abc import Callable, Iterator
from email.message import Message
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

import orjson
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from core.logs import get_logger
from core.storage import StorageError
from core.uploads import Upload
from schema.http.incoming import Incoming

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FORM = "multipart/form-data"
MAX_FILES = 10
MAX_FILE = 50 * 1024 * 1024
"""Bytes of one file."""
MAX_TEXT = 1024 * 1024
"""Bytes of `operations` and `map` together."""
MAX_TOTAL = MAX_FILES * MAX_FILE + 2 * MAX_TEXT
"""Bytes of a whole request: its files, its text, and what stands between the parts."""
MAX_SECONDS = 15 * 60
"""How long a request may take to arrive."""
PIECE = 128 * 1024
"""Bytes of a file that are written at a time."""
BROKEN = "The body is no multipart/form-data with this boundary, or not all of it."
TEXTS = ("operations", "map")
ORDER = "The first part is `operations`, the second is `map`, and then come the files."
BAD_MAP = (
    '`map` must be a JSON object of lists of places, e.g. {"0": ["variables.input.files.0.file"]}.'
)
Spool: TypeAlias = Callable[[], BinaryIO]
"""Opens a file without a name; StorageError where there is no room."""
_log = get_logger("rollcall.files")


class FormError(Exception):
    """A form that is answered with a status; the rest of it is not read."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


async def read_form(request: Incoming, spool: Spool) -> Any:
    """Read a form, and give `operations` with an Upload in each place that `map` names.

    The uploads are also the request's, which lets go of them at its end.

    Raises:
        FormError: the form is none of the specification, or is too large.
        ClientDisconnect: the client has left before its end.
    """
    reader = _Reader(spool)
    request.uploads = reader.uploads
    boundary = _boundary(request.headers.get("content-type", ""))
    try:
        async with asyncio.timeout(MAX_SECONDS):
            await _feed(MultipartParser(boundary, reader.callbacks), request, reader)
    except FormParserError:
        raise FormError(400, BROKEN) from None
    except TimeoutError:
        message = f"The request has not arrived within {MAX_SECONDS // 60} minutes."
        raise FormError(408, message) from None
    return reader.result()


async def _feed(parser: MultipartParser, request: Incoming, reader: "_Reader") -> None:
    left = MAX_TOTAL
    async for piece in request.stream():
        left -= len(piece)
        if left < 0:
            raise FormError(413, f"A request with files has at most {MAX_TOTAL} bytes.")
        if piece:
            parser.write(piece)
            await reader.flush()


def _boundary(content_type: str) -> str:
    header = Message()
    header["Content-Type"] = content_type
    boundary = header.get_boundary()
    if not boundary or not boundary.isascii():
        raise FormError(400, "The header Content-Type names no boundary.")
    return boundary


class _Reader:
    """Takes the parts of a form as the parser finds them."""

    def __init__(self, spool: Spool) -> None:
        self.uploads: list[Upload] = []
        self._spool = spool
        self._header: tuple[bytearray, bytearray] = (bytearray(), bytearray())
        self._disposition = b""
        self._text: dict[str, bytearray] = {}
        self._place: bytearray | Upload = bytearray()
        self._named: dict[str, Upload] = {}
        self._missing: set[str] = set()
        self._pending = bytearray()
        self._due: list[tuple[Upload, bytes]] = []
        self._operations: Any = None
        self._is_whole = False
        self.callbacks: MultipartCallbacks = {
            "on_part_begin": self.begin,
            "on_header_field": self.header_name,
            "on_header_value": self.header_value,
            "on_header_end": self.header_end,
            "on_headers_finished": self.headers_end,
            "on_part_data": self.data,
            "on_part_end": self.end,
            "on_end": self.finish,
        }

    def begin(self) -> None:
        """Begin a part."""
        self._disposition = b""

    def header_name(self, data: bytes, start: int, end: int) -> None:
        """Read the name of a header of a part."""
        self._header[0].extend(data[start:end])

    def header_value(self, data: bytes, start: int, end: int) -> None:
        """Read the value of a header of a part."""
        self._header[1].extend(data[start:end])

    def header_end(self) -> None:
        """End a header; of all only one says something that counts."""
        name, value = self._header
        if bytes(name).lower() == b"content-disposition":
            self._disposition = bytes(value)
        self._header = (bytearray(), bytearray())

    def headers_end(self) -> None:
        """Find out which part this is.

        Raises:
            FormError: it is none that belongs here.
        """
        _, options = parse_options_header(self._disposition.decode("latin-1"))
        name = options.get(b"name", b"").decode("utf-8", "replace")
        if len(self._text) < len(TEXTS):
            if name != TEXTS[len(self._text)]:
                raise FormError(400, ORDER)
            self._place = self._text[name] = bytearray()
            return
        if name not in self._missing:
            raise FormError(400, f"The part `{name[:100]}` is not in `map`, or has come already.")
        self._missing.remove(name)
        upload = self._place = self._named[name]
        upload.filename = options.get(b"filename", b"").decode("utf-8", "replace")
        try:
            upload.content = self._spool()
        except StorageError as error:
            _log.warning("file_not_received", reason=str(error))

    def data(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a part.

        Raises:
            FormError: it is too much.
        """
        if isinstance(self._place, Upload):
            self._place.size += end - start
            if self._place.size > MAX_FILE:
                raise FormError(413, f"A file has at most {MAX_FILE // 1024**2} MiB.")
            self._pending += data[start:end]
            return
        self._place += data[start:end]
        if sum(map(len, self._text.values())) > MAX_TEXT:
            message = f"`operations` and `map` have at most {MAX_TEXT} bytes together."
            raise FormError(413, message)

    def end(self) -> None:
        """End a part; after `map` it is known where the files belong."""
        if isinstance(self._place, Upload):
            self._take_pending(self._place)
        elif len(self._text) == len(TEXTS):
            self._operations = _json(self._text["operations"], "operations")
            self._named = dict(_placed(_json(self._text["map"], "map"), self._operations))
            self._missing = set(self._named)
            self.uploads.extend(self._named.values())

    def finish(self) -> None:
        """Note that the last boundary has come."""
        self._is_whole = True

    async def flush(self) -> None:
        """Write to the system what has come of files, in a thread."""
        if isinstance(self._place, Upload) and len(self._pending) >= PIECE:
            self._take_pending(self._place)
        due, self._due = self._due, []
        for upload, piece in due:
            if upload.content is None:
                continue
            try:
                await asyncio.to_thread(upload.content.write, piece)
            except OSError as error:
                _log.warning("file_not_received", reason=str(error))
                upload.drop()

    def result(self) -> Any:
        """Give `operations` with all files.

        Raises:
            FormError: something is missing.
        """
        if not self._is_whole:
            raise FormError(400, BROKEN)
        if len(self._text) < len(TEXTS):
            raise FormError(400, ORDER)
        if self._missing:
            raise FormError(400, f"`map` names the part `{min(self._missing)[:100]}`: none came.")
        return self._operations

    def _take_pending(self, upload: Upload) -> None:
        self._due.append((upload, bytes(self._pending)))
        self._pending.clear()


def _json(text: bytearray, name: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise FormError(400, f"`{name}` is no JSON: {error.msg}.") from None


def _placed(map_: Any, operations: Any) -> Iterator[tuple[str, Upload]]:
    """Put an upload into each place that `map` names."""
    if not isinstance(map_, dict):
        raise FormError(400, BAD_MAP)
    if len(map_) > MAX_FILES:
        message = f"A request has at most {MAX_FILES} files, but there are {len(map_)}."
        raise FormError(413, message)
    for name, places in map_.items():
        if not isinstance(places, list) or not places:
            raise FormError(400, BAD_MAP)
        upload = Upload("", None)
        for place in places:
            _put(operations, place, upload)
        yield name, upload


def _put(operations: Any, place: Any, upload: Upload) -> None:
    """Put an upload into a place, which must hold null.

    Raises:
        FormError: there is no such place, or it is taken.
    """
    if not isinstance(place, str):
        raise FormError(400, BAD_MAP)
    steps = place.split(".")
    if "variables" not in steps[:2]:
        raise FormError(400, f"`map` names `{place[:100]}`, which is none of `variables`.")
    holder: Any = operations
    for step in steps[:-1]:
        holder = _below(holder, step, place)
    if _below(holder, steps[-1], place) is not None:
        message = f"`map` names `{place[:100]}`, which holds a file already, or is not null."
        raise FormError(400, message)
    holder[int(steps[-1]) if isinstance(holder, list) else steps[-1]] = upload


def _below(holder: Any, step: str, place: str) -> Any:
    if isinstance(holder, dict) and step in holder:
        return holder[step]
    is_index = step.isascii() and step.isdecimal() and len(step) < 8  # noqa: PLR2004
    if isinstance(holder, list) and is_index and int(step) < len(holder):
        return holder[int(step)]
    raise FormError(400, f"`map` names `{place[:100]}`, which is not there.")
