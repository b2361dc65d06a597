"""Deleting users: what belongs to them goes, what others need of them stays."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from tortoise.expressions import Q

from core.errors import AccountError, ErrorCode, Faults, RequestCode, RequestError
from core.ids import Prefix, decode, encode
from models.audit import AuditEvent
from models.database import again_if_chosen, transaction
from models.user import User
from resolvers.access import admin_required, login_required, project_of
from resolvers.account_rules import no_user
from resolvers.audit import EventType, record_deletion, record_for
from resolvers.context import Context, as_uuid
from resolvers.lockout import (
    Subject,
    account,
    count_failure,
    end_failures,
    lift,
    refuse_if_locked,
)
from resolvers.project_lock import keep_an_admin, lock_project
from resolvers.records import ProjectRecord, UserRecord

PATH = ("input", "password")
IDS = ("input", "ids")
MAX_DELETED = 500
"""Users in one call."""


async def delete_account(context: Context, password: str) -> UserRecord:
    """Delete the signed-in user, and give it as it was.

    Sessions and tokens go with it, so that its access token is worth nothing from now on, and its
    files. Those whom it referred keep their accounts. Its audit events stay, without addresses.

    Raises:
        RequestError: UNAUTHENTICATED.
        AccountError: WRONG_PASSWORD, or LAST_ADMIN; then nothing has changed.
        LockedError: there were too many wrong passwords, here or at login.
    """
    project, caller = project_of(context), login_required(context)
    subject = account(context, project, caller.id, *PATH)
    await refuse_if_locked(context, subject)
    users = User.of(as_uuid(project.id)).filter(id=as_uuid(caller.id))
    user = await users.get_or_none()
    if user is None:
        raise RequestError(RequestCode.UNAUTHENTICATED, "This account is gone.")
    # A hash takes a quarter of a second: never while a transaction is open.
    verdict = await context.services.hasher.verify(password, user.password_hash)
    if not verdict.matches:
        await count_failure(context, subject)
        raise AccountError(ErrorCode.WRONG_PASSWORD, "This is not your password.", PATH)
    await again_if_chosen(partial(_delete_own, context, subject, user))
    context.services.files.waste.set()
    return caller


async def _delete_own(context: Context, subject: Subject, user: User) -> None:
    project = subject.project
    unchanged = User.of(as_uuid(project.id)).filter(id=user.id, password_hash=user.password_hash)
    async with transaction():
        await lock_project(project)
        await keep_an_admin(context, project, [user.id], ())
        await end_failures(context, subject)
        if not await unchanged.delete():
            message = "The account was changed by another request in this moment."
            raise AccountError(ErrorCode.WRONG_PASSWORD, message, PATH)
        await _scrub(project, [user.id])
        await record_deletion(context, user.id)


async def delete_users(context: Context, user_ids: Sequence[str]) -> list[str]:
    """Delete users by TypeID, all or none, and give each ID once.

    What goes with them and what stays is as for `delete_account`.

    Raises:
        RequestError: UNAUTHENTICATED or FORBIDDEN.
        AccountError, AccountErrors: TOO_LONG; NOT_FOUND for each ID that no user has; LAST_ADMIN.
    """
    project = admin_required(context, "Deleting users")
    if len(user_ids) > MAX_DELETED:
        message = f"At most {MAX_DELETED} at once, but there are {len(user_ids)}."
        raise AccountError(ErrorCode.TOO_LONG, message, IDS)
    keys = {user_id: decode(Prefix.USER, user_id) for user_id in user_ids}
    known = [key for key in keys.values() if key is not None]
    work = partial(_delete_all, context, project, user_ids, known)
    await again_if_chosen(work)
    context.services.files.waste.set()
    return list(keys)


async def _delete_all(
    context: Context, project: ProjectRecord, user_ids: Sequence[str], keys: Sequence[UUID]
) -> None:
    users = User.of(as_uuid(project.id)).filter(id__in=keys)
    async with transaction():
        await lock_project(project)
        there = {encode(Prefix.USER, user.id) for user in await users.only("id")}
        faults = Faults()
        for index, user_id in enumerate(user_ids):
            if user_id not in there:
                faults.append(no_user(*IDS, str(index)))
        faults.raise_if_any()
        await keep_an_admin(context, project, keys, IDS)
        await lift(account(context, project, key) for key in keys)
        await users.delete()
        await _scrub(project, keys)
        for key in keys:
            await record_for(context, EventType.USER_DELETED, user=key)


async def _scrub(project: ProjectRecord, keys: Sequence[UUID]) -> None:
    """Take what tells of these people out of the events that they did or that are about them."""
    of_them = Q(user_id__in=keys) | Q(actor_id__in=keys)
    events = AuditEvent.of(as_uuid(project.id)).filter(of_them)
    await events.update(ip_address=None, user_agent=None)
