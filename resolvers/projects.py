"""Projects, as the command line makes them, and the first one with its keys."""

from dataclasses import dataclass
from typing import NamedTuple

from tortoise.exceptions import IntegrityError

from core.errors import AccountError, ErrorCode
from core.ids import new_id
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
    """Find a project by its name, without regard to case.

    Raises:
        AccountError: NOT_FOUND.
    """
    project = await Project.get_or_none(name_folded=fold(name)) if is_storable(name) else None
    if project is None:
        names = ", ".join([project.name for project in await Project.all().order_by("id")])
        none = f"There is none yet; `serve` makes `{DEFAULT}`."
        known = f"There are: {names}." if names else none
        message = f"There is no project named {name!r}. {known}"
        raise AccountError(ErrorCode.NOT_FOUND, message, ("name",))
    return project


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
