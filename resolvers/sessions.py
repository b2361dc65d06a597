"""Signing in: a session, its access token and its first refresh token."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core.errors import AccountError, ErrorCode
from core.ids import Prefix, decode, encode, new_id
from core.instants import now, to_micros
from core.text import fold
from core.tokens import Claims, new_refresh_token
from models.database import transaction
from models.session import RefreshToken, Session
from models.user import User
from resolvers.access import login_required, project_of
from resolvers.audit import EventType, record, record_use
from resolvers.context import Context, as_uuid
from resolvers.lockout import (
    Subject,
    account,
    count_failure,
    end_failures,
    nobody,
    refuse_if_locked,
)
from resolvers.profile import is_possible
from resolvers.records import ProjectRecord, SessionRecord, UserRecord
from resolvers.users import read_user

REFRESH_PURPOSE = "refresh token"
BAD_CREDENTIALS = "The e-mail address or user name, or the password, is wrong."
ATTEMPTS = 3
"""How often a login looks again when another one has just renewed the hash of the password."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a client needs to act as a user; `refresh_token` is told this once."""

    access_token: str
    expires_at: datetime
    expires_in: int
    refresh_token: str
    refresh_expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user who has just signed in."""

    user: UserRecord
    session: SessionRecord
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session with the secret of its newest refresh token, and when that was made."""

    row: Session
    refresh_token: str
    made_at: datetime


async def login(
    context: Context, *, email: str | None, username: str | None, password: str
) -> SignedIn:
    """Sign in by e-mail address or user name.

    Raises:
        AccountError: INVALID_CREDENTIALS, after the same work whether or not there is such a user;
            ACCOUNT_INACTIVE only to who knows the password.
        LockedError: there were too many wrong passwords; the right one is refused likewise.
    """
    project = project_of(context)
    if (email is None) == (username is None):
        message = "Give either `email` or `username`."
        raise AccountError(ErrorCode.INVALID, message, ("input",))
    for _ in range(ATTEMPTS):
        user = await _find(project, email, username)
        subject = _subject(context, project, user, email, username)
        try:
            session = await _attempt(context, user, password, subject)
        except AccountError as refusal:
            await _record_refusal(context, user, refusal)
            raise
        if session is not None:
            return await signed_in(context, project, session)
    raise AccountError(ErrorCode.INVALID_CREDENTIALS, BAD_CREDENTIALS)


async def session_by_id(context: Context, session_id: str) -> SessionRecord | None:
    """Find a session that has not ended by TypeID; None to who may not see it.

    Users see their own sessions, administrators those of the project.

    Raises:
        RequestError: UNAUTHENTICATED if nobody is signed in and there is no secret key.
    """
    project = project_of(context)
    sessions = Session.of(as_uuid(project.id)).filter(revoked_at=None, expires_at__gt=now())
    if not context.caller.is_admin:
        sessions = sessions.filter(user_id=as_uuid(login_required(context).id))
    key = decode(Prefix.SESSION, session_id)
    found = None if key is None else await sessions.get_or_none(id=key)
    return None if found is None else record_of(found)


def new_session(
    context: Context, project: ProjectRecord, user_id: UUID, at: datetime
) -> NewSession:
    """Prepare a session of the client that makes this request."""
    row = Session(
        id=new_id(),
        project_id=as_uuid(project.id),
        user_id=user_id,
        user_agent=context.client_name,
        ip_address=context.ip_address,
        created_at=at,
        last_used_at=at,
        expires_at=at + timedelta(seconds=project.refresh_token_lifetime),
    )
    return NewSession(row, new_refresh_token(), at)


async def save_session(context: Context, session: NewSession) -> None:
    """Store a session and the hash of its refresh token, inside the caller's transaction."""
    await session.row.save(force_create=True)
    await save_refresh_token(context, session)


async def save_refresh_token(context: Context, session: NewSession) -> None:
    """Store the hash of a session's newest refresh token, inside the caller's transaction."""
    await RefreshToken.create(
        session_id=session.row.id,
        token_hash=hash_refresh_token(context, session.refresh_token),
        created_at=session.made_at,
        expires_at=session.row.expires_at,
    )


def hash_refresh_token(context: Context, refresh_token: str) -> str:
    """Give the keyed hash by which a refresh token is stored and found.

    The project goes into it: in another one the token is unknown, and cannot even be used up.
    """
    owned = f"{project_of(context).id} {refresh_token}"
    return context.services.sealer.keyed_hash(REFRESH_PURPOSE, owned).hex()


async def signed_in(context: Context, project: ProjectRecord, session: NewSession) -> SignedIn:
    """Give the answer to a sign-in that has been stored."""
    row = session.row
    user = await read_user(context, project, row.user_id)
    if user is None:  # Deleted by somebody else in the very moment of signing in.
        raise AccountError(ErrorCode.INVALID_CREDENTIALS, BAD_CREDENTIALS)
    return SignedIn(user, record_of(row), await _tokens(context, project, user, session))


async def _attempt(
    context: Context, user: User | None, password: str, subject: Subject
) -> NewSession | None:
    """Sign in, with the same work whether or not there is a user; None is for another attempt."""
    await refuse_if_locked(context, subject)
    renewed = await _check_password(context, user, password, subject)
    return None if user is None else await _admit(context, user, renewed, subject)


async def _record_refusal(context: Context, user: User | None, refusal: AccountError) -> None:
    """Record a failed login, of a name that nobody has too: both cost the same."""
    key = None if user is None else user.id
    data = {"code": refusal.code.value}
    await record(context, EventType.LOGIN_FAILED, user=key, actor=None, data=data)


async def _check_password(
    context: Context, user: User | None, password: str, subject: Subject
) -> str | None:
    """Check that the user may sign in, and give the hash to keep from now on."""
    stored = None if user is None else user.password_hash
    verdict = await context.services.hasher.verify(password, stored)
    if user is None or not verdict.matches:
        await count_failure(context, subject)
        raise AccountError(ErrorCode.INVALID_CREDENTIALS, BAD_CREDENTIALS)
    if not user.is_active:
        await refuse_if_locked(context, subject)
        raise AccountError(ErrorCode.ACCOUNT_INACTIVE, "This account is not active.")
    return await context.services.hasher.hash(password) if verdict.outdated else stored


async def _admit(
    context: Context, user: User, password_hash: str | None, subject: Subject
) -> NewSession | None:
    """Store a session; None if the user has changed while the password was being checked."""
    at = now()
    session = new_session(context, subject.project, user.id, at)
    users = User.of(as_uuid(subject.project.id))
    async with transaction():
        await end_failures(context, subject)
        unchanged = users.filter(id=user.id, password_hash=user.password_hash, is_active=True)
        if not await unchanged.update(last_login_at=at, password_hash=password_hash):
            return None
        await save_session(context, session)
        await record_use(context, EventType.LOGIN, session.row)
    return session


async def _tokens(
    context: Context, project: ProjectRecord, user: UserRecord, session: NewSession
) -> Tokens:
    issued = session.made_at.replace(microsecond=0)
    expires = issued + timedelta(seconds=project.access_token_lifetime)
    claims = Claims(
        sub=encode(Prefix.USER, user.id),
        sid=encode(Prefix.SESSION, session.row.id),
        pid=encode(Prefix.PROJECT, project.id),
        email=user.email,
        role=user.role,
        iat=int(issued.timestamp()),
        exp=int(expires.timestamp()),
    )
    return Tokens(
        access_token=await context.services.keyring.sign(claims),
        expires_at=expires,
        expires_in=project.access_token_lifetime,
        refresh_token=session.refresh_token,
        refresh_expires_at=session.row.expires_at,
    )


def _subject(
    context: Context,
    project: ProjectRecord,
    user: User | None,
    email: str | None,
    username: str | None,
) -> Subject:
    """Tell whose failures are counted, which must not tell whether there is a user."""
    if user is not None:
        return account(context, project, user.id)
    kind = "email" if email is not None else "username"
    return nobody(context, project, kind, email or username or "")


async def _find(project: ProjectRecord, email: str | None, username: str | None) -> User | None:
    column = "email_folded" if email is not None else "username_folded"
    value = email or username or ""
    if not is_possible(column.removesuffix("_folded"), value):
        return None
    users = User.of(as_uuid(project.id))
    return await users.get_or_none(**{column: fold(value)})


def record_of(row: Session) -> SessionRecord:
    """Give a session as clients may know it."""
    return SessionRecord(
        row.id,
        row.user_id,
        row.user_agent,
        row.ip_address,
        to_micros(row.created_at),
        to_micros(row.last_used_at),
        to_micros(row.expires_at),
    )
