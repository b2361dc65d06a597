"""Projects, as the command line makes them, and the first one with its keys."""

from dataclasses import dataclass
from typing import NamedTuple

from tortoise.exceptions import IntegrityError

from core.errors import AccountError, ErrorCode
from core.ids import Prefix, decode, encode, new_id
from core.instants import now
from core.sealing import Sealer
from core.text import fold, is_storable
from core.tokens import KeyKind
from models.database import transaction
from models.project import Project
from models.user import User
from resolvers.key_making import NewKey, store_key
from resolvers.names import check_name
from resolvers.records import ProjectRecord

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class FirstKeys:
    """The keys of the project `default`, told once, when it is made."""

    publishable: str
    secret: str


class ListedProject(NamedTuple):
    """A project, and how many users it has."""

    project: Project
    user_count: int


async def ensure_default_project(sealer: Sealer) -> FirstKeys | None:
    """Make the project `default` and its two keys where it is missing; None if it is there.

    Of several processes that start at once, one makes it.
    """
    if await Project.filter(is_default=True).exists():
        return None
    try:
        async with transaction():
            project = await _insert(DEFAULT, is_default=True)
            publishable = await _first_key(sealer, project, KeyKind.PUBLISHABLE)
            secret = await _first_key(sealer, project, KeyKind.SECRET)
    except IntegrityError:
        return None
    return FirstKeys(publishable, secret)


async def create_project(name: str) -> Project:
    """Make a project.

    Raises:
        AccountError: REQUIRED, TOO_LONG or INVALID for a wrong or taken name.
    """
    check_name(name, "project")
    if fold(name) == DEFAULT:
        message = f"The name `{DEFAULT}` is that of the project that `serve` makes by itself."
        raise AccountError(ErrorCode.INVALID, message, ("name",))
    try:
        return await _insert(name, is_default=False)
    except IntegrityError:
        message = f"There is already a project named {name!r}."
        raise AccountError(ErrorCode.INVALID, message, ("name",)) from None


async def find_project(name: str) -> Project:
    """Find a project by its ID, by the name that it was made with, or by the name that it has.

    Case does not count. Administrators name their projects as they like, also like another: only
    the name that a project was made with is its own on the server.

    Raises:
        AccountError: NOT_FOUND, or INVALID if several have the name.
    """
    key = decode(Prefix.PROJECT, name)
    if key is not None:
        found = await Project.filter(id=key)
    else:
        found = await Project.filter(name_folded=fold(name)) if is_storable(name) else []
    everyone = [] if found else await Project.all().order_by("id")
    found = found or [project for project in everyone if fold(project.name) == fold(name)]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(encode(Prefix.PROJECT, project.id) for project in found)
        message = f"Several projects are named {name!r}: give the ID of one, {ids}."
        raise AccountError(ErrorCode.INVALID, message, ("name",))
    names = ", ".join(project.name for project in everyone)
    known = f"There are: {names}." if names else f"There is none yet; `serve` makes `{DEFAULT}`."
    message = f"There is no project named {name!r}. {known}"
    raise AccountError(ErrorCode.NOT_FOUND, message, ("name",))


async def _first_key(sealer: Sealer, project: Project, kind: KeyKind) -> str:
    _, text = await store_key(sealer, project.id, NewKey(kind, kind.value))
    return text


async def list_projects() -> list[ListedProject]:
    """Give all projects of the server, the oldest first."""
    rows = await Project.all().order_by("id")
    return [ListedProject(row, await User.of(row.id).count()) for row in rows]


def record_of(project: Project) -> ProjectRecord:
    """Give a project as the read side hands it out."""
    return ProjectRecord(*(getattr(project, name) for name in ProjectRecord._fields))


async def _insert(name: str, *, is_default: bool) -> Project:
    return await Project.create(
        id=new_id(), name=name, name_folded=fold(name), is_default=is_default, created_at=now()
    )
