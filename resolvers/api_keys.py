"""API keys as callers make, see and revoke them: administrators the project's, users their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.exceptions import DoesNotExist
from tortoise.queryset import QuerySet

from core.errors import AccountError, ErrorCode, RequestCode, RequestError
from core.ids import Prefix, decode
from core.instants import to_micros
from core.tokens import KeyKind
from models.api_key import ApiKey
from models.database import transaction
from resolvers.access import (
    admin_required,
    login_required,
    project_of,
    refuse_personal_key,
    session_required,
)
from resolvers.audit import EventType, record, record_for
from resolvers.context import Context, as_uuid
from resolvers.directory.grammar import GRAMMARS
from resolvers.key_making import NewKey, check_key, details, store_key
from resolvers.records import Key, KeyRecord, columns

MAKING = "Making keys"
GONE = "This account is gone."


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key, and its text, which is told this once."""

    key: KeyRecord
    secret: str


async def create_api_key(context: Context, wanted: NewKey) -> MadeKey:
    """Make a key: a personal one of the signed-in user, or as an administrator one of the project.

    Raises:
        RequestError: UNAUTHENTICATED; FORBIDDEN for members who want a key of the project, and for
            whoever calls by a personal key.
        AccountError, AccountErrors: all that is wrong with the input.
    """
    if wanted.kind is KeyKind.PERSONAL:
        owner: Key | None = session_required(context, MAKING).id
    else:
        refuse_personal_key(context, MAKING)
        admin_required(context, f"{MAKING} of this kind")
        owner = None
    check_key(wanted)
    caller = context.caller.user
    async with transaction():
        return await add_key(context, wanted, owner, None if caller is None else caller.id)


async def add_key(
    context: Context, wanted: NewKey, owner: Key | None, actor: Key | None
) -> MadeKey:
    """Store a key that has been checked, and its event, inside the caller's transaction.

    `owner` is the user whose personal key it is.

    Raises:
        RequestError: UNAUTHENTICATED if the owner is gone.
        AccountError: INVALID if there are as many as there may be.
    """
    project_id = as_uuid(project_of(context).id)
    owner_id = None if owner is None else as_uuid(owner)
    try:
        key, secret = await store_key(context.services.sealer, project_id, wanted, owner_id)
    except DoesNotExist:
        raise RequestError(RequestCode.UNAUTHENTICATED, GONE) from None
    kind = EventType.API_KEY_CREATED
    await record(context, kind, user=owner, actor=actor, data=details(key))
    return MadeKey(record_of(key), secret)


async def revoke_api_key(context: Context, key_id: str) -> KeyRecord:
    """End a key at once: one of the caller's own, or for an administrator any of the project.

    Raises:
        RequestError: UNAUTHENTICATED.
        AccountError: NOT_FOUND if there is no such key, or it is none of theirs.
    """
    keys, key = _within_reach(context), decode(Prefix.KEY, key_id)
    found = None if key is None else await keys.get_or_none(id=key)
    if found is None or not await _revoke(context, found):
        message = "There is no API key with this ID."
        raise AccountError(ErrorCode.NOT_FOUND, message, ("input", "id"))
    return record_of(found)


async def key_by_id(context: Context, key_id: str) -> KeyRecord | None:
    """Find a key by TypeID; None if there is none or the caller may not see it.

    Users see their own keys, administrators those of the project.

    Raises:
        RequestError: UNAUTHENTICATED if nobody is signed in and there is no secret key.
    """
    keys, key = _within_reach(context), decode(Prefix.KEY, key_id)
    found = None if key is None else await keys.get_or_none(id=key)
    return None if found is None else record_of(found)


async def load_keys(context: Context, users: Sequence[str]) -> list[list[KeyRecord]]:
    """Give the personal keys of many users, each one's newest first, in the order asked.

    The caller has to be one who sees all of those users.
    """
    bind = GRAMMARS[context.database.dialect].placeholder
    owners = ", ".join(bind(number) for number in range(2, len(users) + 2))
    sql = (
        f"SELECT {columns(KeyRecord, 'k')} FROM api_keys k"
        f" WHERE k.project_id = {bind(1)} AND k.user_id IN ({owners}) ORDER BY k.id DESC"
    )
    found: dict[str, list[KeyRecord]] = {user: [] for user in users}
    for row in await context.database.fetch(sql, [str(project_of(context).id), *users]):
        key = KeyRecord._make(row)
        found[str(key.user_id)].append(key)
    return [found[user] for user in users]


async def keys_of_project(context: Context) -> list[KeyRecord]:
    """Give the publishable and secret keys of the project, the newest first.

    Raises:
        RequestError: UNAUTHENTICATED, FORBIDDEN.
    """
    project = admin_required(context, "Listing keys")
    keys = ApiKey.of(as_uuid(project.id)).filter(user_id=None)
    return [record_of(key) for key in await keys.order_by("-id")]


def record_of(row: ApiKey) -> KeyRecord:
    """Give a key as clients may know it."""
    return KeyRecord(
        row.id,
        row.user_id,
        row.name,
        row.kind,
        row.prefix,
        row.requests_per_hour,
        _micros(row.last_used_at),
        _micros(row.expires_at),
        to_micros(row.created_at),
    )


def _micros(instant: datetime | None) -> int | None:
    return None if instant is None else to_micros(instant)


def _within_reach(context: Context) -> QuerySet[ApiKey]:
    """Begin a query of the keys that the caller may see, and revoke."""
    keys = ApiKey.of(as_uuid(project_of(context).id))
    if context.caller.is_admin:
        return keys
    return keys.filter(user_id=as_uuid(login_required(context).id))


async def _revoke(context: Context, key: ApiKey) -> bool:
    """Remove a key unless another request has just done so; tell whether this one did."""
    async with transaction():
        if not await ApiKey.of(as_uuid(project_of(context).id)).filter(id=key.id).delete():
            return False
        kind, owner = EventType.API_KEY_REVOKED, key.user_id
        await record_for(context, kind, user=owner, data=details(key))
    return True
