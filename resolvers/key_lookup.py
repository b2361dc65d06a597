"""What an API key proves, if anything: one statement finds the key and all that it stands for."""

from collections.abc import Sequence
from typing import Any

from core.instants import now, to_micros
from core.sealing import Sealer
from core.tokens import KeyKind, api_key_kind
from models.database import Dialect
from resolvers.context import Caller, Services
from resolvers.directory.grammar import GRAMMARS
from resolvers.records import KeyRecord, ProjectRecord, UserRecord, columns, width

PURPOSE = "api key"
BAD_KEY = "The API key is not valid: it is unknown, revoked or expired."
MISPLACED = "A personal key is sent in the header Authorization: Bearer pk_…, not in X-API-Key."
_KEY_WIDTH = width(KeyRecord)
_USER_FROM = width(ProjectRecord)


def hash_key(sealer: Sealer, api_key: str) -> str:
    """Give the keyed hash by which an API key is stored and found."""
    return sealer.keyed_hash(PURPOSE, api_key).hex()


async def by_project_key(services: Services, api_key: str) -> Caller:
    """Find who calls by the header X-API-Key: a publishable or a secret key of a project."""
    kind = api_key_kind(api_key)
    if kind is KeyKind.PERSONAL:
        return Caller(fault=MISPLACED)
    found = None if kind is None else await _find(services, _OF_PROJECTS, api_key)
    if found is None:
        return Caller(fault=BAD_KEY)
    key, project = found
    is_secret = kind is KeyKind.SECRET
    return Caller(ProjectRecord._make(project), has_secret_key=is_secret, key=key)


async def by_personal_key(services: Services, api_key: str) -> Caller:
    """Find who calls by a personal key: its user, as long as that one is active."""
    is_one = api_key_kind(api_key) is KeyKind.PERSONAL
    found = await _find(services, _OF_USERS, api_key) if is_one else None
    if found is None:
        return Caller(fault=BAD_KEY)
    key, row = found
    project, user = row[:_USER_FROM], row[_USER_FROM:]
    return Caller(ProjectRecord._make(project), UserRecord._make(user), key=key)


async def _find(
    services: Services, statements: dict[Dialect, str], api_key: str
) -> tuple[KeyRecord, Sequence[Any]] | None:
    """Find a key that has not run out, with what it stands for, and note that it is used.

    One that is unknown, revoked or expired costs the same.
    """
    at = to_micros(now())
    sql = statements[services.database.dialect]
    rows = await services.database.fetch(sql, [hash_key(services.sealer, api_key), at])
    if not rows:
        return None
    row = tuple(rows[0])
    key = KeyRecord._make(row[:_KEY_WIDTH])
    services.key_usage.note(key.id, key.last_used_at, at)
    return key, row[_KEY_WIDTH:]


def _sql(dialect: Dialect, more: str = "", join: str = "") -> str:
    hashed, at = (GRAMMARS[dialect].placeholder(number) for number in (1, 2))
    return (
        f"SELECT {columns(KeyRecord, 'k')}, {columns(ProjectRecord, 'p')}{more}"
        f" FROM api_keys k JOIN projects p ON p.id = k.project_id{join}"
        f" WHERE k.key_hash = {hashed} AND (k.expires_at IS NULL OR k.expires_at > {at})"
    )


_USER = f", {columns(UserRecord, 'u')}"
_JOIN = " JOIN users u ON u.id = k.user_id AND u.project_id = k.project_id AND u.is_active"
_OF_PROJECTS = {dialect: _sql(dialect) for dialect in Dialect}
_OF_USERS = {dialect: _sql(dialect, _USER, _JOIN) for dialect in Dialect}
