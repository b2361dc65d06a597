"""Writing the audit log: each event in the transaction of what it records.

Events are only ever added. Two things alone touch them later: a deletion takes the addresses of
the deleted user out of them, and retention removes the oldest.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from typing import Any
from uuid import UUID

from core.ids import Prefix, encode
from models.audit import AuditEvent
from models.session import Session
from resolvers.access import project_of
from resolvers.context import Context, as_uuid
from resolvers.records import Key


class EventType(Enum):
    """What can happen to an account or a project."""

    SIGNUP = "SIGNUP"
    LOGIN = "LOGIN"
    LOGIN_FAILED = "LOGIN_FAILED"
    LOCKED_OUT = "LOCKED_OUT"
    LOGOUT = "LOGOUT"
    TOKEN_REFRESHED = "TOKEN_REFRESHED"  # noqa: S105 -- a name
    TOKEN_REUSED = "TOKEN_REUSED"  # noqa: S105 -- a name
    SESSION_REVOKED = "SESSION_REVOKED"
    PROFILE_UPDATED = "PROFILE_UPDATED"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105 -- a name
    ACCOUNT_DELETED = "ACCOUNT_DELETED"
    USER_CREATED = "USER_CREATED"
    USER_UPDATED = "USER_UPDATED"
    USER_DELETED = "USER_DELETED"
    API_KEY_CREATED = "API_KEY_CREATED"
    API_KEY_REVOKED = "API_KEY_REVOKED"
    PROJECT_UPDATED = "PROJECT_UPDATED"
    USERS_IMPORTED = "USERS_IMPORTED"
    USERS_EXPORTED = "USERS_EXPORTED"


async def record(
    context: Context,
    kind: EventType,
    *,
    user: Key | None,
    actor: Key | None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Add an event to the log, in the caller's transaction if one is open.

    `user` is whom it is about and `actor` who did it; for an API key and for an anonymous caller
    that is None. `data` holds details by their names in JSON: IDs, counts, codes and names of
    fields, never what somebody typed.
    """
    await AuditEvent.create(
        project_id=as_uuid(project_of(context).id),
        type=kind.value,
        user_id=None if user is None else as_uuid(user),
        actor_id=None if actor is None else as_uuid(actor),
        ip_address=context.ip_address,
        user_agent=context.client_name,
        data=dict(data or {}),
    )


async def record_for(
    context: Context, kind: EventType, *, user: Key | None, data: Mapping[str, Any] | None = None
) -> None:
    """Add an event that is the doing of whoever calls, as `record` does."""
    caller = context.caller.user
    actor = None if caller is None else caller.id
    await record(context, kind, user=user, actor=actor, data=data)


async def record_for_operator(
    project_id: UUID, kind: EventType, *, user: UUID | None, data: Mapping[str, Any]
) -> None:
    """Add an event that is the doing of an operator at the command line, as `record` does."""
    await AuditEvent.create(project_id=project_id, type=kind.value, user_id=user, data=dict(data))


async def record_use(context: Context, kind: EventType, session: Session) -> None:
    """Add an event that is the doing of a session's own user, as `record` does."""
    data = {"sessionId": encode(Prefix.SESSION, session.id)}
    await record(context, kind, user=session.user_id, actor=session.user_id, data=data)


async def record_deletion(context: Context, user: Key) -> None:
    """Add the last event about a user, which tells nothing of the person, as `record` does."""
    nowhere = replace(context, ip_address=None, user_agent=None)
    await record(nowhere, EventType.ACCOUNT_DELETED, user=user, actor=user)
