"""Rows of a project held still for the length of a transaction.

Whoever locks users too locks the project first, so that no two wait for each other in a circle. On
SQLite a transaction has the whole database to itself anyway.
"""

from collections.abc import Collection
from typing import NamedTuple

import orjson

from core.errors import AccountError, ErrorCode
from models.database import Database, Dialect
from models.project import Project
from models.user import User
from resolvers.context import ADMIN, Context, as_uuid
from resolvers.directory.grammar import GRAMMARS
from resolvers.records import Key, ProjectRecord

LAST = "This would leave the project without an active administrator: make another one first."


class Roles(NamedTuple):
    """The roles of a project, and that of who signs up."""

    default: str
    all: list[str]


async def lock_project(project: ProjectRecord) -> Project:
    """Give the project, which nobody else changes or locks until the transaction ends."""
    return await Project.filter(id=as_uuid(project.id)).select_for_update(no_key=True).get()


async def roles_of(project: ProjectRecord) -> list[str]:
    """Give the roles of the project as they are in this moment."""
    roles: list[str] = (await Project.get(id=as_uuid(project.id))).roles
    return roles


async def hold_roles(context: Context, project: ProjectRecord) -> Roles:
    """Give the roles of the project, which stay as they are until the transaction ends.

    Any number of transactions hold them at once.
    """
    return await hold_roles_of(context.database, project.id)


async def hold_roles_of(database: Database, project_id: Key) -> Roles:
    """Do as `hold_roles` does, where there is no request."""
    ((default, roles),) = await database.fetch(_HOLD[database.dialect], [str(project_id)])
    return Roles(default, orjson.loads(roles))


async def keep_an_admin(
    context: Context, project: ProjectRecord, leaving: Collection[Key], path: tuple[str, ...]
) -> None:
    """Refuse to let these users go as administrators if they are the last active ones.

    The project is locked, so that no two transactions each leave it to the other. A secret key may
    do it, because it administers the project itself.

    Raises:
        AccountError: LAST_ADMIN, at `path`.
    """
    if context.caller.has_secret_key:
        return
    keys = [as_uuid(key) for key in leaving]
    admins = User.of(as_uuid(project.id)).filter(role=ADMIN, is_active=True)
    is_one_leaving = await admins.filter(id__in=keys).exists()
    if is_one_leaving and not await admins.exclude(id__in=keys).exists():
        raise AccountError(ErrorCode.LAST_ADMIN, LAST, path)


def _hold_sql(dialect: Dialect) -> str:
    project = GRAMMARS[dialect].placeholder(1)
    lock = " FOR SHARE" if dialect is Dialect.POSTGRES else ""
    return f"SELECT p.default_role, p.roles FROM projects p WHERE p.id = {project}{lock}"


_HOLD = {dialect: _hold_sql(dialect) for dialect in Dialect}
