"""Objects in the store: noted before they are written, bound to a file, and swept away.

Whatever happens, an object is either a file's or will be swept: the note of it is committed before
its first byte is written, and the database lets go of it with the row of its file, whoever deletes
that. A file that is in use cannot be swept, because only one of binding and dooming succeeds.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from core.instants import now, to_micros
from core.logs import get_logger
from core.storage import Storage, StorageError
from models.database import Database, transaction
from models.file import StoredObject
from resolvers.directory.grammar import GRAMMARS
from resolvers.file_tools import FileTools

GRACE = timedelta(hours=1)
"""How long what is being kept may take until it is bound; after that it is waste."""
AGAIN = timedelta(minutes=5)
"""When what could not be removed, or whose sweeper was killed, is tried again."""
BATCH = 100
"""Objects that are doomed at a time."""
PAUSE = 0.05
"""Seconds between two sweeps; what comes meanwhile is swept together."""
_log = get_logger("rollcall.files")


async def note_objects(objects: Iterable[tuple[str, int, int]]) -> None:
    """Note objects by name, width and size before they are written, so that none is forgotten."""
    due_at = now() + GRACE
    async with transaction():
        for name, width, size in objects:
            await StoredObject.create(name=name, width=width, size=size, due_at=due_at)


async def bind_object(name: str, file_id: UUID) -> bool:
    """Make an object a file's, in the caller's transaction; False if it is waste by now."""
    free = StoredObject.filter(name=name, file_id=None, is_doomed=False)
    return bool(await free.update(file_id=file_id, due_at=now()))


async def give_up(tools: FileTools, names: Sequence[str]) -> None:
    """Make objects waste that have not been bound."""
    await StoredObject.filter(name__in=list(names), file_id=None).update(due_at=now())
    tools.waste.set()


def new_object_name() -> str:
    """Give a name that no object has had; nobody can guess it."""
    name = uuid4().hex
    return f"{name[:2]}/{name}"


async def sweep(database: Database, storage: Storage) -> int:
    """Remove all waste from the store, and count the objects that went."""
    database.activate()
    removed = 0
    while names := await _doom(database):
        gone = [name for name in names if await _is_removed(storage, name)]
        await StoredObject.filter(name__in=gone, is_doomed=True).delete()
        removed += len(gone)
        if len(names) < BATCH:
            break
    if removed:
        _log.info("files_swept", objects=removed)
    return removed


async def sweep_when_waste(tools: FileTools, database: Database) -> None:
    """Sweep whenever this process has made waste; for ever."""
    while True:
        await tools.waste.wait()
        tools.waste.clear()
        try:
            await sweep(database, tools.storage)
        except Exception:  # noqa: BLE001 -- whatever it is, the next sweep does the work
            _log.exception("sweep_failed")
        await asyncio.sleep(PAUSE)


async def _doom(database: Database) -> list[str]:
    """Take waste in one statement, which only one of many workers can."""
    bind = GRAMMARS[database.dialect].placeholder
    waste = f"file_id IS NULL AND due_at <= {bind(2)}"
    sql = (
        f"UPDATE objects SET due_at = {bind(1)}, is_doomed = true"
        f" WHERE {waste} AND name IN"
        f" (SELECT name FROM objects WHERE {waste.replace(bind(2), bind(3))}"
        f" ORDER BY due_at LIMIT {BATCH}) RETURNING name"
    )
    at = now()
    async with transaction():
        until, due = to_micros(at + AGAIN), to_micros(at)
        return [row["name"] for row in await database.change(sql, [until, due, due])]


async def _is_removed(storage: Storage, name: str) -> bool:
    try:
        await storage.remove(name)
    except StorageError as error:
        _log.warning("file_not_removed", reason=str(error))
        return False
    return True
