"""What a link to a file leads to: the file as it is, or its picture made smaller when asked for."""

from dataclasses import dataclass, replace
from functools import partial
from os import SEEK_END
from uuid import UUID

from tortoise.exceptions import IntegrityError

from core.ids import Prefix, decode
from core.images import WIDTHS, shrink
from core.storage import StorageError
from models.database import transaction
from resolvers.context import Services, as_uuid
from resolvers.directory.grammar import GRAMMARS
from resolvers.file_tools import PUBLIC_FIELDS, path_of
from resolvers.new_files import headers_of
from resolvers.objects import bind_object, give_up, new_object_name, note_objects
from resolvers.records import Key

FOR_EVER = 365 * 24 * 60 * 60
"""Seconds. What an address gives never changes: another file has another ID."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for; a link that is not public has `expires` and `signature`."""

    file_id: str
    name: str
    width: int | None = None
    expires: int | None = None
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Served:
    """An object to send. `max_age`, in seconds, is how long whoever gets it may keep it."""

    name: str
    size: int
    tag: str
    headers: dict[str, str]
    is_public: bool
    max_age: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A file with one of its objects."""

    id: Key
    field: str
    filename: str
    content_type: str
    pixels: int | None
    name: str
    size: int
    width: int


async def find_served(services: Services, asked: Asked) -> Served | None:
    """Find what a request asks for; None if there is no such file, or the link does not hold.

    Raises:
        StorageError: a picture has to be made, and the store is full or away.
    """
    key = decode(Prefix.FILE, asked.file_id)
    if key is None or asked.width not in {None, *WIDTHS}:
        return None
    rows = await _rows(services, key, asked.width or 0)
    if not rows or path_of(key, rows[0].field, rows[0].content_type) != _path(asked):
        return None
    max_age = _max_age(services, key, rows[0].field, asked)
    if max_age <= 0:
        return None
    row = rows[-1]
    if asked.width and row.width == 0 and asked.width < (row.pixels or 0):
        row = await _smaller(services, row, asked.width)
    return Served(
        name=row.name,
        size=row.size,
        tag=f'"{asked.file_id}-{row.width}"',
        headers=headers_of(row.content_type, row.filename),
        is_public=row.field in PUBLIC_FIELDS,
        max_age=max_age,
    )


def _path(asked: Asked) -> str:
    return f"{asked.file_id}/{asked.name}"


def _max_age(services: Services, key: UUID, field: str, asked: Asked) -> int:
    if field in PUBLIC_FIELDS:
        return FOR_EVER
    if asked.expires is None:
        return 0
    return services.files.seconds_left(key, asked.width, asked.expires, asked.signature)


async def _rows(services: Services, key: UUID, width: int) -> list[_Row]:
    """Find a file as it is and, if there is one, its smaller picture; of whichever project."""
    bind = GRAMMARS[services.database.dialect].placeholder
    sql = (
        "SELECT f.id, f.field, f.filename, f.content_type, f.width, o.name, o.size, o.width"
        f" FROM files f JOIN objects o ON o.file_id = f.id WHERE f.id = {bind(1)}"
        f" AND o.width IN (0, {bind(2)}) ORDER BY o.width"
    )
    return [_Row(*row) for row in await services.database.fetch(sql, [str(key), width])]


async def _smaller(services: Services, row: _Row, width: int) -> _Row:
    """Make a smaller picture, unless somebody else has done so meanwhile."""
    key = as_uuid(row.id)
    async with services.files.shrinking:
        known = (await _rows(services, key, width))[-1:]
        if known and known[0].width == width:
            return known[0]
        try:
            name, size = await _make(services, row, width)
        except OSError as error:
            raise StorageError(str(error)) from error
        if await _is_bound(services, name, key):
            return replace(row, name=name, size=size, width=width)
    # Another worker was faster, or the file has just gone.
    return ((await _rows(services, key, width)) or [row])[-1]


async def _is_bound(services: Services, name: str, key: UUID) -> bool:
    try:
        async with transaction():
            is_bound = await bind_object(name, key)
    except IntegrityError:
        is_bound = False
    if not is_bound:
        await give_up(services.files, [name])
    return is_bound


async def _make(services: Services, row: _Row, width: int) -> tuple[str, int]:
    """Write a smaller picture into the store; give its name and size."""
    tools, name = services.files, new_object_name()
    with await tools.storage.fetch(row.name, row.size) as source, tools.storage.spool() as target:
        await tools.work(partial(shrink, source, target, row.content_type, width))
        size = target.seek(0, SEEK_END)
        await note_objects([(name, width, size)])
        await tools.storage.put(name, target, headers_of(row.content_type, row.filename))
    return name, size
