"""Files of users, read by who may see them."""

from collections.abc import Sequence

from core.errors import RequestCode, RequestError
from core.ids import Prefix, decode
from core.images import WIDTHS
from core.instants import to_micros
from models.file import File, StoredObject
from resolvers.access import login_required, project_of
from resolvers.context import Context, as_uuid
from resolvers.file_tools import PUBLIC_FIELDS, FileTools
from resolvers.records import FileRecord


async def load_files(context: Context, keys: Sequence[str]) -> list[list[FileRecord]]:
    """Find the files of many users of the project, by field, in one statement."""
    project = project_of(context)
    files = File.of(as_uuid(project.id)).filter(user_id__in=[as_uuid(key) for key in keys])
    found: dict[str, list[FileRecord]] = {key: [] for key in keys}
    for row in await files.order_by("field"):
        found[str(row.user_id)].append(_record(row))
    return [found[key] for key in keys]


async def file_by_id(context: Context, file_id: str) -> FileRecord | None:
    """Find a file by TypeID; None to who may not see it.

    Users see their own files, administrators those of the project.

    Raises:
        RequestError: UNAUTHENTICATED if nobody is signed in and there is no secret key.
    """
    files = File.of(as_uuid(project_of(context).id))
    if not context.caller.is_admin:
        files = files.filter(user_id=as_uuid(login_required(context).id))
    key = decode(Prefix.FILE, file_id)
    row = None if key is None else await files.get_or_none(id=key)
    return None if row is None else _record(row)


async def url_of(context: Context, file: FileRecord, width: int | None) -> str:
    """Give an address of a file, or of its picture at a width; of other files that counts nothing.

    Raises:
        RequestError: BAD_USER_INPUT for a width that pictures are not made at.
    """
    if width is not None and width not in WIDTHS:
        known = f"{', '.join(map(str, WIDTHS[:-1]))} or {WIDTHS[-1]}"
        raise RequestError(RequestCode.BAD_USER_INPUT, f"width: {known} pixels, not {width}.")
    tools = context.services.files
    is_smaller = width is not None and file.width is not None and width < file.width
    if tools.is_presigned and not is_smaller and file.field not in PUBLIC_FIELDS:
        link = await _link(tools, file)
        if link is not None:
            return link
    return tools.url(file, width if is_smaller else None)


async def _link(tools: FileTools, file: FileRecord) -> str | None:
    found = await StoredObject.get_or_none(file_id=file.id, width=0)
    return None if found is None else await tools.storage.link(found.name, tools.link_lifetime)


def _record(row: File) -> FileRecord:
    return FileRecord(
        row.id,
        row.user_id,
        row.field,
        row.filename,
        row.content_type,
        row.size,
        row.width,
        to_micros(row.created_at),
    )
