"""Registering, changing one's profile, and changing one's password."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from tortoise.exceptions import DoesNotExist

from core.errors import (
    AccountError,
    ErrorCode,
    Faults,
    RequestCode,
    RequestError,
)
from core.instants import now
from core.text import opaque
from core.tokens import KeyKind
from models.database import transaction
from models.session import Session
from models.user import User, columns_of
from resolvers.access import login_required, project_of, session_required
from resolvers.account_rules import (
    IDENTITIES,
    check_free,
    check_password,
    explained,
    find_referrer,
    new_user,
)
from resolvers.api_keys import MadeKey, add_key
from resolvers.audit import EventType, record, record_use
from resolvers.context import Context, as_uuid
from resolvers.key_making import NewKey
from resolvers.lockout import account, count_failure, end_failures, refuse_if_locked
from resolvers.new_files import NO_FILES, FileChanges, Received, bind_files, received_files
from resolvers.profile import camel, check_profile, differs, explained_limits, merge_documents
from resolvers.project_lock import hold_roles
from resolvers.records import ProjectRecord, UserRecord
from resolvers.sessions import NewSession, SignedIn, new_session, save_session, signed_in
from resolvers.users import read_user

GONE = "This account is gone."
FIRST_KEY = NewKey(KeyKind.PERSONAL, "sign-up")
"""The personal key that a sign-up asks for."""


@dataclass(frozen=True, slots=True)
class SignedUp:
    """A user who has just registered, with the personal key that was asked for."""

    signed_in: SignedIn
    api_key: str | None


async def signup(  # noqa: PLR0913 -- the parts of the input
    context: Context,
    *,
    password: str,
    profile: Mapping[str, Any],
    referred_by_id: str | None,
    with_api_key: bool,
    files: FileChanges = NO_FILES,
) -> SignedUp:
    """Register a user of the project with its files, and sign in.

    `profile` holds columns of the user; None stands for no value. `with_api_key` makes a personal
    key, too.

    Raises:
        RequestError: FORBIDDEN if the project takes no sign-ups.
        AccountError, AccountErrors: all that is wrong with the input.
    """
    project = project_of(context)
    if not project.signup_enabled:
        raise RequestError(RequestCode.FORBIDDEN, "This project takes no sign-ups.")
    faults = Faults()
    check_profile(profile, faults, whole=True)
    check_password(project, password, profile, faults, "password")
    referrer = await find_referrer(project, referred_by_id, faults)
    await check_free(project, profile, faults)
    async with received_files(context, files, faults) as received:
        faults.raise_if_any()
        # Hashing takes a quarter of a second: never while a transaction is open.
        password_hash = await context.services.hasher.hash(password)
        user = new_user(project, {**profile, **received.columns}, password_hash, referrer)
        session = new_session(context, project, user.id, user.created_at)

        async def register() -> MadeKey | None:
            async with explained_limits(), transaction():
                await _register(context, project, user, session, received)
                return await add_key(context, FIRST_KEY, user.id, user.id) if with_api_key else None

        key = await explained(register, project, profile, referrer=referrer)
    secret = None if key is None else key.secret
    return SignedUp(await signed_in(context, project, session), secret)


async def update_profile(
    context: Context, changes: Mapping[str, Any], files: FileChanges = NO_FILES
) -> UserRecord:
    """Change the given columns and files of the signed-in user.

    None clears a column; documents are merged.

    Raises:
        RequestError: UNAUTHENTICATED.
        AccountError, AccountErrors: all that is wrong with the input; then nothing has changed.
    """
    project, caller = project_of(context), login_required(context)
    faults = Faults()
    check_profile(changes, faults, whole=False)
    await check_free(project, changes, faults, except_id=as_uuid(caller.id))
    async with received_files(context, files, faults) as received:
        update = partial(_update, context, caller, changes, received, faults)
        await explained(update, project, changes, except_id=as_uuid(caller.id))
    return await _read_again(context, project, caller)


async def change_password(
    context: Context, *, current_password: str, new_password: str
) -> UserRecord:
    """Change the signed-in user's password and sign every other session out.

    Raises:
        RequestError: UNAUTHENTICATED, FORBIDDEN by a personal key.
        AccountError, AccountErrors: WRONG_PASSWORD, PASSWORD_WEAK; then nothing has changed.
        LockedError: there were too many wrong passwords, here or at login.
    """
    project, caller = project_of(context), session_required(context, "Changing the password")
    subject = account(context, project, caller.id, "input", "currentPassword")
    await refuse_if_locked(context, subject)
    users = User.of(as_uuid(project.id)).filter(id=as_uuid(caller.id))
    user = await users.get_or_none()
    if user is None:
        raise RequestError(RequestCode.UNAUTHENTICATED, GONE)
    verdict = await context.services.hasher.verify(current_password, user.password_hash)
    faults = Faults()
    if verdict.matches:
        await refuse_if_locked(context, subject)
    else:
        await count_failure(context, subject)
        message = "This is not your password."
        faults.add(ErrorCode.WRONG_PASSWORD, message, *subject.path)
    profile = {name: getattr(caller, name) for name in IDENTITIES}
    is_same = verdict.matches and opaque(current_password) == opaque(new_password)
    check_password(project, new_password, profile, faults, "newPassword", is_same=is_same)
    faults.raise_if_any()
    password_hash = await context.services.hasher.hash(new_password)
    async with transaction():
        await end_failures(context, subject)
        unchanged = users.filter(password_hash=user.password_hash)
        if not await unchanged.update(password_hash=password_hash, updated_at=now()):
            message = "The password was changed by another request in this moment."
            raise AccountError(ErrorCode.WRONG_PASSWORD, message, subject.path)
        data = {"revokedCount": await _end_other_sessions(context, project, caller)}
        kind = EventType.PASSWORD_CHANGED
        await record(context, kind, user=caller.id, actor=caller.id, data=data)
    return await _read_again(context, project, caller)


async def _update(
    context: Context,
    caller: UserRecord,
    changes: Mapping[str, Any],
    received: Received,
    faults: Faults,
) -> None:
    """Change the caller in one transaction, unless there are faults already, or more."""
    async with explained_limits(), transaction():
        user = await _locked(project_of(context), caller)
        columns = merge_documents(user, changes, faults)
        faults.raise_if_any()
        await bind_files(user.project_id, user.id, received)
        if columns or received:
            await _change(context, user, columns, received)


async def _locked(project: ProjectRecord, caller: UserRecord) -> User:
    users = User.of(as_uuid(project.id)).filter(id=as_uuid(caller.id))
    try:
        return await users.select_for_update().get()
    except DoesNotExist:
        raise RequestError(RequestCode.UNAUTHENTICATED, GONE) from None


async def _register(
    context: Context, project: ProjectRecord, user: User, session: NewSession, received: Received
) -> None:
    role = (await hold_roles(context, project)).default
    user.update_from_dict(columns_of({"role": role}) | {"last_login_at": user.created_at})
    await user.save(force_create=True)
    await bind_files(user.project_id, user.id, received)
    await save_session(context, session)
    await record_use(context, EventType.SIGNUP, session.row)


async def _change(
    context: Context, user: User, columns: Mapping[str, Any], received: Received
) -> None:
    """Change columns of a user; the log gets the names of those that differ, without values."""
    fields = [camel(name) for name, value in columns.items() if differs(user, name, value)]
    changes = columns_of(dict(columns)) | received.columns | {"updated_at": now()}
    await user.update_from_dict(changes).save(update_fields=list(changes))
    data = {"fields": [*fields, *(["files"] if received else [])]}
    await record(context, EventType.PROFILE_UPDATED, user=user.id, actor=user.id, data=data)


async def _end_other_sessions(context: Context, project: ProjectRecord, caller: UserRecord) -> int:
    sessions = Session.of(as_uuid(project.id)).filter(user_id=as_uuid(caller.id), revoked_at=None)
    current = context.caller.session
    if current is not None:
        sessions = sessions.exclude(id=as_uuid(current.id))
    return await sessions.update(revoked_at=now())


async def _read_again(context: Context, project: ProjectRecord, caller: UserRecord) -> UserRecord:
    user = await read_user(context, project, caller.id)
    if user is None:
        raise RequestError(RequestCode.UNAUTHENTICATED, GONE)
    return user
