"""Making API keys: what is to be said of a key, how many there may be, and storing it as a hash."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.errors import AccountError, ErrorCode, Faults
from core.ids import Prefix, encode
from core.instants import now
from core.sealing import Sealer
from core.tokens import KeyKind, key_prefix, new_api_key
from models.api_key import REQUESTS_PER_HOUR, ApiKey
from models.project import Project
from models.user import User
from resolvers.key_lookup import hash_key
from resolvers.names import check_name

MAX_PROJECT_KEYS = 100
"""Publishable and secret keys of one project, those that have run out included."""
MAX_PERSONAL_KEYS = 20
"""Personal keys of one user, those that have run out included."""
MAX_REQUESTS_PER_HOUR = 1_000_000
MAX_PERSONAL_REQUESTS_PER_HOUR = REQUESTS_PER_HOUR
"""As many as a user has without a key: nobody raises that by making one."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """What is wanted of a new key; None stands for the usual number, and for no end."""

    kind: KeyKind
    name: str
    requests_per_hour: int | None = None
    expires_at: datetime | None = None


def check_key(wanted: NewKey) -> None:
    """Check what is wanted of a key; paths are those of an input.

    Raises:
        AccountError, AccountErrors: all that is wrong.
    """
    faults = Faults()
    try:
        check_name(wanted.name, "key", ("input", "name"))
    except AccountError as error:
        faults.append(error)
    number, most = wanted.requests_per_hour, _most(wanted.kind)
    if number is not None and not 1 <= number <= most:
        message = f"A {wanted.kind} key has 1 to {most:,} requests an hour."
        faults.add(ErrorCode.INVALID, message, "input", "requestsPerHour")
    if wanted.expires_at is not None and wanted.expires_at <= now():
        message = "This instant has passed: a key ends in the future."
        faults.add(ErrorCode.INVALID, message, "input", "expiresAt")
    faults.raise_if_any()


async def store_key(
    sealer: Sealer, project_id: UUID, wanted: NewKey, user_id: UUID | None = None
) -> tuple[ApiKey, str]:
    """Store a key that has been checked, inside the caller's transaction; give it and its text.

    `user_id` is whose a personal key is.

    Raises:
        AccountError: INVALID if there are as many as there may be.
        DoesNotExist: the user is gone.
    """
    await _check_number(project_id, user_id)
    text = new_api_key(wanted.kind)
    key = await ApiKey.create(
        project_id=project_id,
        user_id=user_id,
        name=wanted.name,
        kind=wanted.kind.value,
        prefix=key_prefix(wanted.kind, text),
        key_hash=hash_key(sealer, text),
        requests_per_hour=wanted.requests_per_hour or REQUESTS_PER_HOUR,
        expires_at=wanted.expires_at,
        created_at=now(),
    )
    return key, text


def details(key: ApiKey) -> dict[str, str]:
    """Give what the audit log says of a key."""
    return {"keyId": encode(Prefix.KEY, key.id), "kind": KeyKind(key.kind).name}


def _most(kind: KeyKind) -> int:
    is_personal = kind is KeyKind.PERSONAL
    return MAX_PERSONAL_REQUESTS_PER_HOUR if is_personal else MAX_REQUESTS_PER_HOUR


async def _check_number(project_id: UUID, user_id: UUID | None) -> None:
    """Let one request at a time count and add the keys of a project or a user."""
    # Without the key of the row, so that sign-ins, which only refer to it, need not wait.
    if user_id is None:
        await Project.filter(id=project_id).select_for_update(no_key=True).get()
    else:
        await User.of(project_id).filter(id=user_id).select_for_update(no_key=True).get()
    count = await ApiKey.of(project_id).filter(user_id=user_id).count()
    most = MAX_PROJECT_KEYS if user_id is None else MAX_PERSONAL_KEYS
    if count >= most:
        whose = "This project has" if user_id is None else "You have"
        message = f"{whose} {count} keys, as many as there may be: revoke one first."
        raise AccountError(ErrorCode.INVALID, message, ("input",))
