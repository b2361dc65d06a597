"""Refreshing: a new pair of tokens for a refresh token, which works once.

Honest clients use one twice now and then: two tabs at the same moment, or an answer that was lost.
For some seconds that is taken for what it is. Later it is taken for theft, as the token must have
been copied, and the session ends for whoever holds it (RFC 9700, section 4.14.2).
"""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from core.errors import AccountError, ErrorCode
from core.ids import Prefix, encode
from core.instants import now, to_micros
from core.text import is_storable
from core.tokens import new_refresh_token
from models.database import again_if_chosen, transaction
from models.session import RefreshToken, Session
from resolvers.access import project_of
from resolvers.audit import EventType, record, record_use
from resolvers.context import Context, as_uuid
from resolvers.directory.grammar import GRAMMARS
from resolvers.records import ProjectRecord
from resolvers.sessions import (
    NewSession,
    SignedIn,
    hash_refresh_token,
    save_refresh_token,
    signed_in,
)

GRACE = timedelta(seconds=10)
"""How long a refresh token goes on working after its first use."""
BAD_TOKEN = "The refresh token is not valid any more: log in again."  # noqa: S105 -- a message


async def refresh(context: Context, refresh_token: str | None) -> SignedIn:
    """Give new tokens for a refresh token.

    Raises:
        AccountError: REQUIRED without a token; INVALID_TOKEN for one that is unknown, has run out,
            was used before, or whose session or user is not valid any more.
    """
    project = project_of(context)
    path = ("input", "refreshToken")
    if refresh_token is None:
        raise AccountError(ErrorCode.REQUIRED, "Give the refresh token.", path)
    renewed = None
    if is_storable(refresh_token):
        hashed = hash_refresh_token(context, refresh_token)
        # A deletion takes the session first and then its tokens: the two can meet in a circle.
        renewed = await again_if_chosen(partial(_renew, context, project, hashed))
    if renewed is None:
        raise AccountError(ErrorCode.INVALID_TOKEN, BAD_TOKEN, path)
    return await signed_in(context, project, renewed)


async def _renew(context: Context, project: ProjectRecord, hashed: str) -> NewSession | None:
    """Use the token; None, and nothing raised, so that the end of a stolen session is kept."""
    at = now()
    async with transaction():
        session_id = await _use(context, hashed, at)
        if session_id is None:
            await _end_if_stolen(context, project, hashed, at)
            return None
        sessions = Session.of(as_uuid(project.id)).filter(id=session_id, revoked_at=None)
        session = await sessions.filter(user__is_active=True).get_or_none()
        if session is None or session.expires_at <= at:
            return None
        return await _extend(context, project, session, at)


async def _use(context: Context, hashed: str, at: datetime) -> UUID | None:
    """Use a token up, in one statement; give its session if that was right.

    Of many requests with one token each finds either that it is the first, or when the first was.
    """
    bind = GRAMMARS[context.database.dialect].placeholder
    sql = (
        f"UPDATE refresh_tokens SET used_at = COALESCE(used_at, {bind(1)})"
        f" WHERE token_hash = {bind(2)} AND expires_at > {bind(3)}"
        f" AND (used_at IS NULL OR used_at > {bind(4)}) RETURNING session_id"
    )
    micros = to_micros(at)
    rows = await context.database.change(sql, [micros, hashed, micros, to_micros(at - GRACE)])
    return UUID(str(rows[0]["session_id"])) if rows else None


async def _end_if_stolen(
    context: Context, project: ProjectRecord, hashed: str, at: datetime
) -> None:
    """End the session of a token that was used up before."""
    used = await RefreshToken.get_or_none(token_hash=hashed, used_at__not_isnull=True)
    if used is None:
        return
    sessions = Session.of(as_uuid(project.id)).filter(id=used.session_id, revoked_at=None)
    session = await sessions.get_or_none()
    if session is not None and await sessions.update(revoked_at=at):
        # Whoever holds the token now may be the thief, so that nobody is named as the actor.
        data = {"sessionId": encode(Prefix.SESSION, session.id)}
        owner = session.user_id
        await record(context, EventType.TOKEN_REUSED, user=owner, actor=None, data=data)


async def _extend(
    context: Context, project: ProjectRecord, session: Session, at: datetime
) -> NewSession | None:
    expires_at = at + timedelta(seconds=project.refresh_token_lifetime)
    # Not by save(): the session may have ended, or its user been deleted, since it was read.
    live = Session.of(as_uuid(project.id)).filter(id=session.id, revoked_at=None)
    if not await live.update(expires_at=expires_at, last_used_at=at):
        return None
    session.update_from_dict({"expires_at": expires_at, "last_used_at": at})
    renewed = NewSession(session, new_refresh_token(), at)
    await save_refresh_token(context, renewed)
    await record_use(context, EventType.TOKEN_REFRESHED, session)
    return renewed
