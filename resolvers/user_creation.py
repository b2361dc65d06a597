"""Making users, by those who administer the project."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from core.errors import AccountError, ErrorCode, Faults
from core.ids import Prefix, encode
from core.passwords import hash_fault
from core.text import fold
from models.database import transaction
from models.user import User, columns_of
from resolvers.access import admin_required
from resolvers.account_rules import (
    check_free,
    check_password,
    check_role,
    explained,
    find_referrer,
    new_user,
    read_whole,
)
from resolvers.audit import EventType, record_for
from resolvers.context import ADMIN, Context, as_uuid
from resolvers.new_files import NO_FILES, FileChanges, Received, bind_files, received_files
from resolvers.profile import check_profile, explained_limits
from resolvers.project_lock import hold_roles, roles_of
from resolvers.records import ProjectRecord, UserRecord

BOTH = "Give a password or the hash of one, not both."


async def create_user(
    context: Context, values: Mapping[str, Any], files: FileChanges = NO_FILES
) -> UserRecord:
    """Make a user, who can log in if there is a password, or the hash of one from elsewhere.

    `values` holds columns of the user, `password`, and `referred_by_id` as a public ID; None stands
    for no value.

    Raises:
        RequestError: UNAUTHENTICATED or FORBIDDEN.
        AccountError, AccountErrors: all that is wrong with the input.
    """
    project = admin_required(context, "Making users")
    columns = {name: value for name, value in values.items() if value is not None}
    password, referred_by_id = columns.pop("password", None), columns.pop("referred_by_id", None)
    password_hash = columns.pop("password_hash", None)
    faults = Faults()
    check_profile(columns, faults, whole=True)
    _check_passwords(project, password, password_hash, columns, faults)
    referrer = await find_referrer(project, referred_by_id, faults)
    await check_free(project, columns, faults)
    check_role(columns.get("role"), await roles_of(project), faults)
    async with received_files(context, files, faults) as received:
        faults.raise_if_any()
        if password is not None:
            # Hashing takes a quarter of a second: never while a transaction is open.
            password_hash = await context.services.hasher.hash(password)
        user = new_user(project, columns | received.columns, password_hash, referrer)
        save = partial(_save, context, project, user, columns.get("role"), received)
        await explained(save, project, columns, referrer=referrer)
    return await read_whole(context, project, user.id)


async def check_new_admin(project: ProjectRecord, email: str) -> None:
    """Check that an address is one, and free, before a password is asked for.

    Raises:
        AccountError: INVALID or TOO_LONG; EMAIL_TAKEN, with what to do about it.
    """
    faults = Faults()
    check_profile({"email": email}, faults, whole=True)
    faults.raise_if_any()
    user = await User.of(as_uuid(project.id)).get_or_none(email_folded=fold(email))
    if user is not None:
        user_id = encode(Prefix.USER, user.id)
        message = (
            f"There is already an account with this e-mail address: {user_id}. To make it an"
            " administrator, send this mutation with a secret key of the project:"
            f' updateUser(input: {{id: "{user_id}", role: "{ADMIN}", isActive: true}})'
        )
        raise AccountError(ErrorCode.EMAIL_TAKEN, message, ("email",))


async def _save(
    context: Context, project: ProjectRecord, user: User, role: str | None, received: Received
) -> None:
    faults = Faults()
    async with explained_limits(), transaction():
        roles = await hold_roles(context, project)
        check_role(role, roles.all, faults)
        faults.raise_if_any()
        user.update_from_dict(columns_of({"role": roles.default if role is None else role}))
        await user.save(force_create=True)
        await bind_files(user.project_id, user.id, received)
        await record_for(context, EventType.USER_CREATED, user=user.id)


def _check_passwords(
    project: ProjectRecord,
    password: str | None,
    password_hash: str | None,
    columns: Mapping[str, Any],
    faults: Faults,
) -> None:
    if password is not None:
        check_password(project, password, columns, faults, "password")
    if password_hash is None:
        return
    fault = hash_fault(password_hash) if password is None else BOTH
    if fault is not None:
        faults.add(ErrorCode.INVALID, fault, "input", "passwordHash")
