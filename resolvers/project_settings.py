"""A project as its administrators see and change it: its name and its rules."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import ErrorCode, Faults
from core.ids import Prefix, decode
from models.database import transaction
from models.project import Project
from models.user import User
from resolvers.access import admin_required
from resolvers.audit import EventType, record_for
from resolvers.context import Context, as_uuid
from resolvers.profile import camel
from resolvers.project_lock import lock_project
from resolvers.project_rules import check_settings
from resolvers.records import ProjectRecord


async def read_project(context: Context) -> Project:
    """Give the project that the caller administers.

    Raises:
        RequestError: UNAUTHENTICATED or FORBIDDEN.
    """
    return await _row(admin_required(context, "Reading the project"))


async def project_by_id(context: Context, project_id: str) -> Project | None:
    """Find the caller's project by TypeID; None for another, and to who does not administer it.

    Raises:
        RequestError: UNAUTHENTICATED if nobody is signed in and there is no secret key.
    """
    if context.caller.user is None:
        admin_required(context, "Reading the project")
    project, key = context.caller.project, decode(Prefix.PROJECT, project_id)
    if project is None or not context.caller.is_admin or str(project.id) != str(key):
        return None
    return await _row(project)


async def update_project(context: Context, changes: Mapping[str, Any]) -> Project:
    """Change the given columns of the project; requests that begin afterwards go by the new rules.

    Tokens that were issued before keep their ends.

    Raises:
        RequestError: UNAUTHENTICATED or FORBIDDEN.
        AccountError, AccountErrors: all that is wrong with the input; then nothing has changed.
    """
    record = admin_required(context, "Changing the project")
    async with transaction():
        project = await lock_project(record)
        await _check(project, changes)
        fields = [name for name, value in changes.items() if getattr(project, name) != value]
        if fields:
            values = {name: changes[name] for name in fields}
            await project.update_from_dict(values).save(update_fields=fields)
            data = {"fields": [camel(name) for name in fields]}
            await record_for(context, EventType.PROJECT_UPDATED, user=None, data=data)
    return await _row(record)


async def _row(project: ProjectRecord) -> Project:
    return await Project.get(id=as_uuid(project.id))


async def _check(project: Project, changes: Mapping[str, Any]) -> None:
    faults = Faults()
    check_settings(project, changes, faults)
    roles = changes.get("roles")
    if roles is not None:
        for role in await _in_use(project, set(project.roles) - set(roles)):
            message = f"The role `{role}` cannot be dropped: there are users who have it."
            faults.add(ErrorCode.INVALID, message, "input", "roles")
    faults.raise_if_any()


async def _in_use(project: Project, roles: set[str]) -> Sequence[str]:
    """Give those of the roles that a user has."""
    users = User.of(project.id)
    return [role for role in sorted(roles) if await users.filter(role=role).exists()]
