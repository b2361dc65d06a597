"""Where a user is signed in, and ending that."""

from collections.abc import Sequence
from enum import Enum

from tortoise.queryset import QuerySet

from core.errors import AccountError, ErrorCode
from core.ids import Prefix, decode, encode
from core.instants import now, to_micros
from models.database import transaction
from models.session import Session
from resolvers.access import login_required, project_of
from resolvers.audit import EventType, record
from resolvers.context import Context, as_uuid
from resolvers.directory.grammar import GRAMMARS
from resolvers.records import SessionRecord, columns
from resolvers.sessions import record_of


class Scope(Enum):
    """Which sessions of a user a logout ends."""

    CURRENT = "CURRENT"
    OTHERS = "OTHERS"
    ALL = "ALL"


MAX_LISTED = 500
"""Sessions of one user in an answer; a program that logs in again and again may have more."""


async def load_sessions(context: Context, users: Sequence[str]) -> list[list[SessionRecord]]:
    """Give the sessions of many users that have not ended, in the order asked.

    Of each user the newest come first, and no more than `MAX_LISTED`. The caller has to be one who
    sees all of those users.
    """
    bind = GRAMMARS[context.database.dialect].placeholder
    owners = ", ".join(bind(number) for number in range(3, len(users) + 3))
    sql = (
        f"SELECT {columns(SessionRecord, 's')} FROM (SELECT s.*, ROW_NUMBER()"
        " OVER (PARTITION BY s.user_id ORDER BY s.id DESC) AS place FROM sessions s"
        f" WHERE s.project_id = {bind(1)} AND s.revoked_at IS NULL AND s.expires_at > {bind(2)}"
        f" AND s.user_id IN ({owners})) s WHERE s.place <= {MAX_LISTED} ORDER BY s.id DESC"
    )
    values = [str(project_of(context).id), to_micros(now()), *users]
    found: dict[str, list[SessionRecord]] = {user: [] for user in users}
    for row in await context.database.fetch(sql, values):
        session = SessionRecord._make(row)
        found[str(session.user_id)].append(session)
    return [found[user] for user in users]


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
