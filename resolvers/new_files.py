"""Files on their way in: looked at, kept under names that belong to nothing, and then bound.

What is kept but not bound, because the mutation failed or the server was killed, is waste, which
the sweeper removes (resolvers/objects.py).
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from os import SEEK_END
from typing import BinaryIO
from urllib.parse import quote
from uuid import UUID

from core.content_types import EXTENSIONS, SHOWN, content_type_of
from core.errors import AccountError, ErrorCode, Faults
from core.filenames import FIELD, clean_filename
from core.ids import new_id
from core.images import (
    FORMATS,
    MAX_FRAMES,
    MAX_JPEG_PIXELS,
    MAX_PIXELS,
    MAX_SCANS,
    NoPictureError,
    PictureTooLargeError,
    rewrite,
)
from core.logs import get_logger
from core.storage import StorageError
from core.uploads import Upload, let_go
from models.file import File
from resolvers.context import Context
from resolvers.file_tools import FileTools, path_of
from resolvers.objects import bind_object, give_up, new_object_name, note_objects

MAX_FILES = 50
"""Files of one user."""
AVATAR = "avatar"
"""The field whose picture is the user's `avatarUrl`."""
NAME_RULE = "The name of a field has 1 to 64 letters of English, digits and underscores."
NOT_ALLOWED = (
    "This is no file of an allowed type, whatever its name says. Allowed are JPEG, PNG, GIF, WebP,"
    " SVG, PDF, DOC and DOCX."
)
DAMAGED = "This picture is damaged: it cannot be decoded."
TOO_MANY_PIXELS = (
    f"Pictures have at most {MAX_PIXELS // 1_000_000} million pixels, all frames of a moving one"
    f" together, and {MAX_FRAMES:,} frames; a JPEG has at most {MAX_JPEG_PIXELS // 1_000_000}"
    f" million pixels, and {MAX_SCANS} scans."
)
TROUBLE = "The server cannot keep this file at the moment: try again later."
_log = get_logger("rollcall.files")


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as a client gives it, and the field of the profile that it is for."""

    field: str
    upload: Upload


@dataclass(frozen=True, slots=True)
class FileChanges:
    """What a mutation does to files: some are put into fields, those of other fields go."""

    given: Sequence[GivenFile] = ()
    removed: Sequence[str] = ()


NO_FILES = FileChanges()


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that has been looked at. `name` is that of its object; `width` is of a picture."""

    place: int
    id: UUID
    name: str
    field: str
    filename: str
    content_type: str
    size: int
    width: int | None
    content: BinaryIO

    @property
    def path(self) -> str:
        """The last two parts of its address."""
        return path_of(self.id, self.field, self.content_type)

    def fault(self, message: str) -> AccountError:
        """Give the error that this file could not be kept."""
        return AccountError(ErrorCode.INVALID, message, _place(self.place, "file"))


@dataclass(frozen=True, slots=True)
class Received:
    """Files that are kept and yet to be bound, and fields whose files are to go."""

    files: Sequence[NewFile]
    removed: Sequence[str]

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.files or self.removed)

    @property
    def columns(self) -> dict[str, str | None]:
        """The columns of the user that change with its files."""
        found = next((one.path for one in self.files if one.field == AVATAR), None)
        return {} if found is None and AVATAR not in self.removed else {"avatar_path": found}


@asynccontextmanager
async def received_files(
    context: Context, changes: FileChanges, faults: Faults
) -> AsyncIterator[Received]:
    """Look at files and keep them while the block binds them; what it does not bind is waste.

    Pictures are written anew. What is wrong is noted: INVALID, FILE_TYPE_NOT_ALLOWED and
    FILE_TOO_LARGE. Where there are faults, noted before or here, nothing is kept, and it is for
    the block to raise them.

    Raises:
        AccountError: INVALID where the store is full or away.
    """
    tools = context.services.files
    async with AsyncExitStack() as opened:
        files = []
        for place, one in list(_well_named(changes.given, faults)):
            file = await _look(tools, place, one, faults, opened)
            files += [] if file is None else [file]
        _check_removed(changes, faults)
        async with _kept(tools, [] if faults else files):
            yield Received(files, changes.removed)
    if files or changes.removed:
        # What was in the fields has left its objects behind.
        tools.waste.set()


@asynccontextmanager
async def _kept(tools: FileTools, files: Sequence[NewFile]) -> AsyncIterator[None]:
    if not files:
        yield
        return
    await note_objects([(file.name, 0, file.size) for file in files])
    try:
        for file in files:
            await _keep(tools, file)
        yield
    except BaseException:
        await give_up(tools, [file.name for file in files])
        raise


async def bind_files(project_id: UUID, user_id: UUID, received: Received) -> None:
    """Make kept files those of a user, in the caller's transaction; what was there goes.

    The columns of `received` are for the caller to write.

    Raises:
        AccountError: INVALID where the user has too many files, or keeping took too long.
    """
    files = received.files
    owned = File.of(project_id).filter(user_id=user_id)
    fields = [*(file.field for file in files), *received.removed]
    if fields:
        await owned.filter(field__in=fields).delete()
    if files and await owned.count() + len(files) > MAX_FILES:
        raise files[0].fault(f"A user has at most {MAX_FILES} files: remove one first.")
    for file in files:
        await File.create(
            id=file.id,
            project_id=project_id,
            user_id=user_id,
            field=file.field,
            filename=file.filename,
            content_type=file.content_type,
            size=file.size,
            width=file.width,
        )
        if not await bind_object(file.name, file.id):
            raise file.fault(TROUBLE)


def headers_of(content_type: str, filename: str) -> dict[str, str]:
    """Give the headers by which a browser shows or saves a file (RFC 6266, RFC 8187)."""
    how = "inline" if content_type in SHOWN else "attachment"
    written = quote(filename, safe="")
    return {
        "Content-Type": content_type,
        "Content-Disposition": f"{how}; filename*=UTF-8''{written}",
    }


def _check_removed(changes: FileChanges, faults: Faults) -> None:
    if len(changes.removed) > MAX_FILES:
        message = f"At most {MAX_FILES} fields at once, but there are {len(changes.removed)}."
        faults.add(ErrorCode.INVALID, message, "input", "removeFiles")
        return
    for place, name in enumerate(changes.removed):
        path = ("input", "removeFiles", str(place))
        is_put = name in {one.field for one in changes.given}
        if _check_field(name, faults, *path) and is_put:
            message = "A file is put into this field by the same request."
            faults.add(ErrorCode.INVALID, message, *path)


def _check_field(name: str, faults: Faults, *path: str) -> bool:
    """Note what is wrong with the name of a field; tell whether it is well."""
    if FIELD.fullmatch(name):
        return True
    faults.add(ErrorCode.INVALID, NAME_RULE, *path)
    return False


def _well_named(given: Sequence[GivenFile], faults: Faults) -> Iterable[tuple[int, GivenFile]]:
    seen: set[str] = set()
    for place, one in enumerate(given):
        path = _place(place, "field")
        if not _check_field(one.field, faults, *path):
            continue
        if one.field in seen:
            faults.add(ErrorCode.INVALID, "Another file is for this field already.", *path)
            continue
        seen.add(one.field)
        yield place, one


async def _look(
    tools: FileTools, place: int, one: GivenFile, faults: Faults, opened: AsyncExitStack
) -> NewFile | None:
    try:
        return await _prepared(tools, place, one, opened)
    except AccountError as fault:
        faults.append(fault)
    except (OSError, StorageError) as error:
        _log.warning("file_not_kept", reason=str(error))
        faults.add(ErrorCode.INVALID, TROUBLE, *_place(place, "file"))
    return None


async def _prepared(
    tools: FileTools, place: int, one: GivenFile, opened: AsyncExitStack
) -> NewFile:
    """Find out what a file is, and write it anew if it is a picture.

    Raises:
        AccountError: INVALID, FILE_TYPE_NOT_ALLOWED, FILE_TOO_LARGE.
        OSError, StorageError: there is no room for it.
    """
    path, content = _place(place, "file"), one.upload.content
    if content is None:
        raise AccountError(ErrorCode.INVALID, TROUBLE, path)
    if one.upload.size == 0:
        raise AccountError(ErrorCode.INVALID, "The file is empty.", path)
    content_type = await tools.work(partial(content_type_of, content))
    if content_type is None:
        raise AccountError(ErrorCode.FILE_TYPE_NOT_ALLOWED, NOT_ALLOWED, path)
    width = None
    if content_type in FORMATS:
        # What came stays open until the end of the request: it may be for another field, too.
        source, content = content, tools.storage.spool()
        opened.callback(let_go, content)
        try:
            width = await tools.work(partial(rewrite, source, content, content_type))
        except PictureTooLargeError:
            raise AccountError(ErrorCode.FILE_TOO_LARGE, TOO_MANY_PIXELS, path) from None
        except NoPictureError:
            raise AccountError(ErrorCode.INVALID, DAMAGED, path) from None
    return NewFile(
        place=place,
        id=new_id(),
        name=new_object_name(),
        field=one.field,
        filename=clean_filename(one.upload.filename, f"{one.field}.{EXTENSIONS[content_type]}"),
        content_type=content_type,
        size=content.seek(0, SEEK_END),
        width=width,
        content=content,
    )


async def _keep(tools: FileTools, file: NewFile) -> None:
    try:
        headers = headers_of(file.content_type, file.filename)
        await tools.storage.put(file.name, file.content, headers)
    except StorageError as error:
        _log.warning("file_not_kept", reason=str(error))
        raise file.fault(TROUBLE) from error


def _place(index: int, name: str) -> tuple[str, ...]:
    return ("input", "files", str(index), name)
