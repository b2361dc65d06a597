"""Who calls: an API key names a project, an access token a session; one statement checks each."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from core.errors import RequestCode, RequestError
from core.ids import Prefix, decode
from core.instants import now, to_micros
from core.tokens import KEY_HEADS, Claims, InvalidToken, KeyKind, api_key_kind
from models.database import Database, Dialect
from resolvers.context import Caller, Services
from resolvers.directory.grammar import GRAMMARS
from resolvers.key_lookup import by_personal_key, by_project_key
from resolvers.records import ProjectRecord, SessionRecord, UserRecord, columns, width

PROJECT = columns(ProjectRecord, "p")
USER_FROM = width(SessionRecord)
PROJECT_FROM = USER_FROM + width(UserRecord)
BAD_TOKEN = "The access token is not valid or has run out: refresh it or log in again."  # noqa: S105
NO_KEY = "This server wants an API key: send the header X-API-Key."
MISPLACED = "A key of this kind is sent in the header X-API-Key, not in Authorization."
MIXED = "The headers X-API-Key and Authorization belong to different projects."


async def authenticate(services: Services, api_key: str | None, bearer: str | None) -> Caller:
    """Find out who calls from the two credentials of a request, either of which may be missing.

    A wrong API key makes a caller without a project, for whom nothing works; a wrong access token
    makes an anonymous one, because signing in again must work with an old token in the header.
    """
    if bearer is None:
        return await _by_key(services, api_key)
    signed_in = await _by_bearer(services, bearer)
    if signed_in is not None and api_key is None and not services.require_api_key:
        return signed_in
    if signed_in is None:
        return await _as_nobody(services, bearer, api_key)
    return await _by_both(services, signed_in, api_key)


async def _as_nobody(services: Services, bearer: str, api_key: str | None) -> Caller:
    """Have a request whose header Authorization proves nothing be that of nobody."""
    keyed = await _by_key(services, api_key)
    if keyed.project is None:
        return keyed
    return Caller(keyed.project, fault=BAD_TOKEN if api_key_kind(bearer) is None else MISPLACED)


async def _by_both(services: Services, signed_in: Caller, api_key: str | None) -> Caller:
    """Put who calls by the header Authorization together with the API key."""
    if signed_in.project is None or (signed_in.has_personal_key and api_key is None):
        return signed_in
    keyed = await _by_key(services, api_key)
    if keyed.project is None:
        return keyed
    if _id_of(keyed) != _id_of(signed_in):
        return Caller(fault=MIXED)
    key = signed_in.key or keyed.key
    return replace(signed_in, has_secret_key=keyed.has_secret_key, key=key)


async def _by_key(services: Services, api_key: str | None) -> Caller:
    if api_key is not None:
        return await by_project_key(services, api_key)
    if services.require_api_key:
        return Caller(fault=NO_KEY)
    return Caller(await _default_project(services.database))


def _id_of(caller: Caller) -> str | None:
    return None if caller.project is None else str(caller.project.id)


async def _default_project(database: Database) -> ProjectRecord:
    rows = await database.fetch(f"SELECT {PROJECT} FROM projects p WHERE p.is_default")
    if not rows:
        message = "This server has no default project: send an API key in the header X-API-Key."
        raise RequestError(RequestCode.UNAUTHENTICATED, message)
    return ProjectRecord._make(rows[0])


async def _by_bearer(services: Services, bearer: str) -> Caller | None:
    """Find the session of a token, with its user and project; None if one is not valid any more.

    What looks like a personal key is looked up as one, once it is seen to be no token.
    """
    try:
        claims = await services.keyring.verify(bearer)
    except InvalidToken:
        is_key = bearer.startswith(KEY_HEADS[KeyKind.PERSONAL])
        return await by_personal_key(services, bearer) if is_key else None
    row = await _session_row(services.database, claims)
    if row is None:
        return None
    session = SessionRecord._make(row[:USER_FROM])
    user = UserRecord._make(row[USER_FROM:PROJECT_FROM])
    at = to_micros(now())
    if not user.is_active or session.expires_at <= at:
        return None
    services.usage.note(session.id, session.last_used_at, at)
    return Caller(ProjectRecord._make(row[PROJECT_FROM:]), user, session)


async def _session_row(database: Database, claims: Claims) -> Sequence[Any] | None:
    keys = _keys_of(claims.sid, claims.sub, claims.pid)
    if keys is None:
        return None
    rows = await database.fetch(SESSION_SQL[database.dialect], keys)
    return rows[0] if rows else None


@lru_cache(10_000)
def _keys_of(session_id: str, user_id: str, project_id: str) -> tuple[str, ...] | None:
    """Give the keys of the IDs in a token, which is asked for as often as the token is shown."""
    keys = (
        decode(Prefix.SESSION, session_id),
        decode(Prefix.USER, user_id),
        decode(Prefix.PROJECT, project_id),
    )
    return None if None in keys else tuple(map(str, keys))


def _session_sql(dialect: Dialect) -> str:
    session, user, project = (GRAMMARS[dialect].placeholder(number) for number in (1, 2, 3))
    return (
        f"SELECT {columns(SessionRecord, 's')}, {columns(UserRecord, 'u')}, {PROJECT}"
        " FROM sessions s"
        " JOIN users u ON u.id = s.user_id AND u.project_id = s.project_id"
        " JOIN projects p ON p.id = s.project_id"
        f" WHERE s.id = {session} AND s.user_id = {user} AND s.project_id = {project}"
        " AND s.revoked_at IS NULL"
    )


SESSION_SQL = {dialect: _session_sql(dialect) for dialect in Dialect}
"""One statement that gives session, user and project of an access token."""
