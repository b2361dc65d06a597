"""Deleting one's own account: what belongs to it goes, what others need of it stays."""

from tortoise.expressions import Q

from core.errors import AccountError, ErrorCode, RequestCode, RequestError
from models.audit import AuditEvent
from models.database import transaction
from models.user import User
from resolvers.access import login_required, project_of
from resolvers.audit import record_deletion
from resolvers.context import Context, as_uuid
from resolvers.lockout import account, count_failure, end_failures, refuse_if_locked
from resolvers.records import ProjectRecord, UserRecord

PATH = ("input", "password")


async def delete_account(context: Context, password: str) -> UserRecord:
    """Delete the signed-in user, and give it as it was.

    Sessions and tokens go with it, so that its access token is worth nothing from now on. Those
    whom it referred keep their accounts. Its audit events stay, without addresses.

    Raises:
        RequestError: UNAUTHENTICATED.
        AccountError: WRONG_PASSWORD; then nothing has changed.
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
    async with transaction():
        await end_failures(context, subject)
        if not await users.filter(password_hash=user.password_hash).delete():
            message = "The account was changed by another request in this moment."
            raise AccountError(ErrorCode.WRONG_PASSWORD, message, PATH)
        await _scrub(project, caller)
        await record_deletion(context, caller.id)
    return caller


async def _scrub(project: ProjectRecord, user: UserRecord) -> None:
    """Take what tells of the person out of the events that the user did or that are about it."""
    key = as_uuid(user.id)
    events = AuditEvent.of(as_uuid(project.id)).filter(Q(user_id=key) | Q(actor_id=key))
    await events.update(ip_address=None, user_agent=None)
