"""Changing users, by those who administer the project: anything, and at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from core.errors import ErrorCode, Faults
from core.ids import Prefix, decode
from core.instants import now
from core.text import fold
from models.database import again_if_chosen, transaction
from models.session import Session
from models.user import User, columns_of
from resolvers.access import admin_required, refuse_personal_key
from resolvers.account_rules import (
    IDENTITIES,
    check_free,
    check_password,
    check_role,
    explained,
    find_referrer,
    no_user,
    read_whole,
)
from resolvers.audit import EventType, record_for
from resolvers.context import ADMIN, Context, as_uuid
from resolvers.lockout import account, lift
from resolvers.new_files import NO_FILES, FileChanges, Received, bind_files, received_files
from resolvers.profile import camel, check_profile, differs, explained_limits, merge_documents
from resolvers.project_lock import keep_an_admin, lock_project, roles_of
from resolvers.records import ProjectRecord, UserRecord

NEVER_NULL = ("email", "role", "is_active", "is_email_verified")
OTHERS = ("password", "referred_by_id", "unlock")
"""What changes hold besides columns as they are stored."""
NULL = "This cannot be null: leave it out to keep it as it is."
ONESELF = "Nobody is one's own referrer."


@dataclass(frozen=True, slots=True)
class _Change:
    """What is to change of a user: columns, of which documents are patches, a lock-out, files."""

    columns: Mapping[str, Any]
    lifts: bool
    files: Received

    @property
    def ends_sessions(self) -> bool:
        """Whether whoever is signed in as the user must sign in again."""
        return "password_hash" in self.columns or self.columns.get("is_active") is False

    @property
    def is_of_rights(self) -> bool:
        """Whether it may give the user a role, or take the user from the administrators."""
        return "role" in self.columns or self.columns.get("is_active") is False


async def update_user(
    context: Context, user_id: str, changes: Mapping[str, Any], files: FileChanges = NO_FILES
) -> UserRecord:
    """Change the given columns of a user; None clears one, documents are merged.

    Besides columns there may be `password`, `referred_by_id` as a public ID, and `unlock`. A new
    password, or none, and a deactivation end every session of the user.

    Raises:
        RequestError: UNAUTHENTICATED or FORBIDDEN.
        AccountError, AccountErrors: all that is wrong with the input; then nothing has changed.
    """
    project = admin_required(context, "Changing users")
    if "password" in changes:
        refuse_personal_key(context, "Changing a password")
    key = decode(Prefix.USER, user_id)
    user = None if key is None else await User.of(as_uuid(project.id)).get_or_none(id=key)
    if user is None:
        raise no_user("input", "id")
    faults = Faults()
    columns = await _check(project, user, changes, faults)
    async with received_files(context, files, faults) as received:
        faults.raise_if_any()
        columns |= await _hashed(context, changes)
        change = _Change(columns, bool(changes.get("unlock")), received)
        apply = partial(_apply, context, project, user.id, change)
        referrer = columns.get("referred_by_id")
        work = partial(again_if_chosen, apply)
        await explained(work, project, columns, referrer=referrer, except_id=user.id)
    return await read_whole(context, project, user.id)


async def _check(
    project: ProjectRecord, user: User, changes: Mapping[str, Any], faults: Faults
) -> dict[str, Any]:
    """Check all that can be checked before the user is locked, and give the columns to change."""
    columns = {name: value for name, value in changes.items() if name not in OTHERS}
    for name in NEVER_NULL:
        if name in columns and columns[name] is None:
            faults.add(ErrorCode.REQUIRED, NULL, "input", camel(name))
    check_profile(columns, faults, whole=False)
    await check_free(project, columns, faults, except_id=user.id)
    check_role(columns.get("role"), await roles_of(project), faults)
    if "referred_by_id" in changes:
        referred_by_id = changes["referred_by_id"]
        columns["referred_by_id"] = await _referrer(project, user, referred_by_id, faults)
    password = changes.get("password")
    if password is not None:
        identities = {name: columns.get(name, getattr(user, name)) for name in IDENTITIES}
        check_password(project, password, identities, faults, "password")
    return columns


async def _hashed(context: Context, changes: Mapping[str, Any]) -> dict[str, str | None]:
    """Give the column of a new password, if there is one, or none."""
    if "password" not in changes:
        return {}
    # Hashing takes a quarter of a second: never while a transaction is open.
    password, hasher = changes["password"], context.services.hasher
    return {"password_hash": None if password is None else await hasher.hash(password)}


async def _referrer(
    project: ProjectRecord, user: User, referred_by_id: str | None, faults: Faults
) -> UUID | None:
    referrer = await find_referrer(project, referred_by_id, faults)
    if referrer == user.id:
        faults.add(ErrorCode.INVALID, ONESELF, "input", "referredById")
    return referrer


async def _apply(context: Context, project: ProjectRecord, key: UUID, change: _Change) -> None:
    """Change the user in one transaction, with what follows from that."""
    async with explained_limits(), transaction():
        if change.is_of_rights:
            await _check_rights(context, project, key, change.columns)
        # Before the user is locked, as a login does it, so that the two wait in one order.
        is_lifted = change.lifts and await lift([account(context, project, key)]) > 0
        user = await _lock(project, key, change.columns)
        faults = Faults()
        columns = _differing(user, merge_documents(user, change.columns, faults))
        faults.raise_if_any()
        await bind_files(user.project_id, key, change.files)
        if columns or change.files:
            changed = columns_of(columns) | change.files.columns | {"updated_at": now()}
            await user.update_from_dict(changed).save(update_fields=list(changed))
        fields = [*map(_told, columns), *(["files"] if change.files else [])]
        if is_lifted:
            fields.append("unlock")
        data: dict[str, Any] = {"fields": fields}
        if change.ends_sessions:
            data["revokedCount"] = await _end_sessions(project, key)
        if any(data.values()):
            await record_for(context, EventType.USER_UPDATED, user=key, data=data)


async def _lock(project: ProjectRecord, key: UUID, columns: Mapping[str, Any]) -> User:
    """Give the user, locked; with its referrers, if they change, in the order of their IDs.

    Their counts change too, and two users may become each other's referrers at once.
    """
    users = User.of(as_uuid(project.id))
    keys = {key}
    if "referred_by_id" in columns:
        stored = await users.filter(id=key).values_list("referred_by_id", flat=True)
        keys |= {one for one in (*stored, columns["referred_by_id"]) if one is not None}
    rows = await users.filter(id__in=keys).order_by("id").select_for_update(no_key=True)
    found = [row for row in rows if row.id == key]
    if not found:
        raise no_user("input", "id")
    return found[0]


async def _check_rights(
    context: Context, project: ProjectRecord, key: UUID, columns: Mapping[str, Any]
) -> None:
    row = await lock_project(project)
    faults = Faults()
    check_role(columns.get("role"), row.roles, faults)
    faults.raise_if_any()
    for name, stays in (("role", ADMIN), ("is_active", True)):
        if columns.get(name, stays) != stays:
            await keep_an_admin(context, project, [key], ("input", camel(name)))


def _differing(user: User, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns that are not yet so; a new address is not verified unless that is said."""
    differing = {name: value for name, value in columns.items() if differs(user, name, value)}
    is_new = "email" in differing and fold(differing["email"]) != user.email_folded
    if is_new and user.is_email_verified and "is_email_verified" not in columns:
        differing["is_email_verified"] = False
    return differing


def _told(column: str) -> str:
    """Give the name of a column for the log: that of the input."""
    return "password" if column == "password_hash" else camel(column)


async def _end_sessions(project: ProjectRecord, key: UUID) -> int:
    sessions = Session.of(as_uuid(project.id)).filter(user_id=key, revoked_at=None)
    return await sessions.update(revoked_at=now())
