"""Who calls: an API key names a project, an access token a session; one statement checks each."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from core.errors import RequestCode, RequestError
from core.ids import Prefix, decode
from core.instants import now, to_micros
from core.sealing import Sealer
from core.tokens import Claims, InvalidToken, KeyKind, api_key_kind
from models.database import Database, Dialect
from resolvers.context import Caller, Services
from resolvers.directory.grammar import GRAMMARS
from resolvers.records import ProjectRecord, SessionRecord, UserRecord, columns, width

PROJECT = columns(ProjectRecord, "p")
USER_FROM = width(SessionRecord)
PROJECT_FROM = USER_FROM + width(UserRecord)
KEY_PURPOSE = "api key"
BAD_KEY = "The API key is not valid: it is unknown, revoked or expired."
BAD_TOKEN = "The access token is not valid or has run out: refresh it or log in again."  # noqa: S105
NO_KEY = "This server wants an API key: send the header X-API-Key."
MIXED = "The API key and the access token belong to different projects."


async def authenticate(services: Services, api_key: str | None, bearer: str | None) -> Caller:
    """Find out who calls from the two credentials of a request, either of which may be missing.

    A wrong API key makes a caller without a project, for whom nothing works; a wrong access token
    makes an anonymous one, because signing in again must work with an old token in the header.
    """
    if bearer is None:
        return await _by_key(services, api_key)
    signed_in = await _by_token(services, bearer)
    if signed_in is not None and api_key is None and not services.require_api_key:
        return signed_in
    keyed = await _by_key(services, api_key)
    if keyed.project is None:
        return keyed
    if signed_in is None:
        return Caller(keyed.project, fault=BAD_TOKEN)
    if _id_of(keyed) != _id_of(signed_in):
        return Caller(fault=MIXED)
    return replace(signed_in, has_secret_key=keyed.has_secret_key, key_id=keyed.key_id)


def hash_key(sealer: Sealer, api_key: str) -> str:
    """Give the keyed hash by which an API key is stored and found."""
    return sealer.keyed_hash(KEY_PURPOSE, api_key).hex()


async def _by_key(services: Services, api_key: str | None) -> Caller:
    if api_key is None:
        if services.require_api_key:
            return Caller(fault=NO_KEY)
        return Caller(await _default_project(services.database))
    kind = api_key_kind(api_key)
    row = None if kind is None else await _key_row(services, api_key)
    if row is None or (row[0] is not None and row[0] <= to_micros(now())):
        return Caller(fault=BAD_KEY)
    project = ProjectRecord._make(row[2:])
    return Caller(project, has_secret_key=kind is KeyKind.SECRET, key_id=row[1])


def _id_of(caller: Caller) -> str | None:
    return None if caller.project is None else str(caller.project.id)


async def _key_row(services: Services, api_key: str) -> list[Any] | None:
    placeholder = GRAMMARS[services.database.dialect].placeholder(1)
    sql = (
        f"SELECT k.expires_at, k.id, {PROJECT} FROM api_keys k"
        f" JOIN projects p ON p.id = k.project_id WHERE k.key_hash = {placeholder}"
    )
    rows = await services.database.fetch(sql, [hash_key(services.sealer, api_key)])
    return list(rows[0]) if rows else None


async def _default_project(database: Database) -> ProjectRecord:
    rows = await database.fetch(f"SELECT {PROJECT} FROM projects p WHERE p.is_default")
    if not rows:
        message = "This server has no default project: send an API key in the header X-API-Key."
        raise RequestError(RequestCode.UNAUTHENTICATED, message)
    return ProjectRecord._make(rows[0])


async def _by_token(services: Services, bearer: str) -> Caller | None:
    """Find the session of a token, with its user and project; None if one is not valid any more."""
    try:
        claims = await services.keyring.verify(bearer)
    except InvalidToken:
        return None
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
