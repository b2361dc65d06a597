"""Where a user is signed in, and ending that."""

from enum import Enum

from tortoise.queryset import QuerySet

from core.errors import AccountError, ErrorCode
from core.ids import Prefix, decode, encode
from core.instants import now
from models.database import transaction
from models.session import Session
from resolvers.access import is_self, login_required, project_of
from resolvers.audit import EventType, record
from resolvers.context import Context, as_uuid
from resolvers.records import SessionRecord, UserRecord
from resolvers.sessions import record_of


class Scope(Enum):
    """Which sessions of a user a logout ends."""

    CURRENT = "CURRENT"
    OTHERS = "OTHERS"
    ALL = "ALL"


async def sessions_of(context: Context, user: UserRecord) -> list[SessionRecord] | None:
    """Give a user's sessions that have not ended, the newest first; None to who may not see."""
    if not (context.caller.is_admin or is_self(context.caller, user)):
        return None
    sessions = Session.of(as_uuid(user.project_id)).filter(user_id=as_uuid(user.id))
    live = sessions.filter(revoked_at=None, expires_at__gt=now()).order_by("-created_at", "-id")
    return [record_of(session) for session in await live]


async def logout(context: Context, scope: Scope) -> int:
    """End sessions of the signed-in user, and count them.

    Raises:
        RequestError: UNAUTHENTICATED.
    """
    project, user = project_of(context), login_required(context)
    current = context.caller.session
    sessions = Session.of(as_uuid(project.id)).filter(user_id=as_uuid(user.id), revoked_at=None)
    if scope is Scope.CURRENT:
        sessions = sessions.filter(id=None if current is None else as_uuid(current.id))
    elif scope is Scope.OTHERS and current is not None:
        sessions = sessions.exclude(id=as_uuid(current.id))
    async with transaction():
        count = await sessions.update(revoked_at=now())
        if count:
            data = {"scope": scope.value, "revokedCount": count}
            await record(context, EventType.LOGOUT, user=user.id, actor=user.id, data=data)
    return count


async def revoke_session(context: Context, session_id: str) -> SessionRecord:
    """End one session: of the signed-in user, or for an administrator of any user.

    Raises:
        RequestError: UNAUTHENTICATED.
        AccountError: NOT_FOUND if there is no such session, or it is none of theirs.
    """
    project = project_of(context)
    sessions = Session.of(as_uuid(project.id)).filter(revoked_at=None)
    if not context.caller.is_admin:
        sessions = sessions.filter(user_id=as_uuid(login_required(context).id))
    key = decode(Prefix.SESSION, session_id)
    found = None if key is None else await sessions.get_or_none(id=key)
    if found is None or not await _revoke(context, sessions.filter(id=found.id), found):
        message = "There is no session with this ID."
        raise AccountError(ErrorCode.NOT_FOUND, message, ("input", "id"))
    return record_of(found)


async def _revoke(context: Context, sessions: QuerySet[Session], found: Session) -> bool:
    """End a session unless another request has just done so; tell whether this one did."""
    caller = context.caller.user
    data = {"sessionId": encode(Prefix.SESSION, found.id)}
    async with transaction():
        if not await sessions.update(revoked_at=now()):
            return False
        actor = None if caller is None else caller.id
        kind = EventType.SESSION_REVOKED
        await record(context, kind, user=found.user_id, actor=actor, data=data)
    return True
