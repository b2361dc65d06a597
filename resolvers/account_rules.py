"""What an account must satisfy beside its profile: free names, a good password, a referrer."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from typing import Any, TypeVar
from uuid import UUID

from tortoise.exceptions import IntegrityError

from core.errors import AccountError, ErrorCode, Faults, PasswordRule, WeakPasswordError
from core.ids import Prefix, decode, new_id
from core.instants import now
from core.password_rules import PasswordPolicy, broken_rules
from core.text import fold, is_storable
from models.database import ATTEMPTS
from models.user import User, columns_of
from resolvers.context import Context, as_uuid
from resolvers.profile import DOCUMENTS, is_possible
from resolvers.records import ProjectRecord, UserRecord
from resolvers.users import read_user

T = TypeVar("T")
IDENTITIES = ("email", "username", "name", "first_name", "last_name")
"""What a password must not contain."""
TAKEN = {
    "email": (ErrorCode.EMAIL_TAKEN, "There is already an account with this e-mail address."),
    "username": (ErrorCode.USERNAME_TAKEN, "There is already an account with this user name."),
}


def check_password(  # noqa: PLR0913 -- what is checked, against what, and where to say so
    project: ProjectRecord,
    password: str,
    profile: Mapping[str, Any],
    faults: Faults,
    field: str,
    *,
    is_same: bool = False,
) -> None:
    """Note all rules of the project that a new password breaks."""
    policy = policy_of(project)
    if not is_storable(password):
        message = "NUL characters and lone surrogates are not text."
        faults.add(ErrorCode.INVALID, message, "input", field)
        return
    broken = broken_rules(password, policy, [profile.get(name) for name in IDENTITIES])
    if is_same:
        broken = (*broken, PasswordRule.SAME_AS_OLD)
    if broken:
        path = ("input", field)
        faults.append(WeakPasswordError(broken, path, min_length=policy.min_length))


def policy_of(project: ProjectRecord) -> PasswordPolicy:
    """Give what the project demands of new passwords."""
    return PasswordPolicy(
        min_length=project.password_min_length,
        require_uppercase=bool(project.password_require_uppercase),
        require_lowercase=bool(project.password_require_lowercase),
        require_digit=bool(project.password_require_digit),
        require_symbol=bool(project.password_require_symbol),
    )


def new_user(
    project: ProjectRecord,
    values: Mapping[str, Any],
    password_hash: str | None,
    referrer: UUID | None,
    **more: Any,
) -> User:
    """Prepare a user with these columns; documents that are not given are empty."""
    at = now()
    documents = {name: values.get(name) or {} for name in DOCUMENTS}
    return User(
        **columns_of({**values, **documents}),
        id=new_id(),
        project_id=as_uuid(project.id),
        password_hash=password_hash,
        referred_by_id=referrer,
        created_at=at,
        updated_at=at,
        **more,
    )


async def find_referrer(
    project: ProjectRecord, referred_by_id: str | None, faults: Faults
) -> UUID | None:
    """Give the key of the user whose public ID was given, or note that there is none."""
    if referred_by_id is None:
        return None
    key = decode(Prefix.USER, referred_by_id)
    if key is not None and await User.of(as_uuid(project.id)).filter(id=key).exists():
        return key
    _note_referrer(faults)
    return None


async def check_free(
    project: ProjectRecord,
    values: Mapping[str, Any],
    faults: Faults,
    except_id: UUID | None = None,
) -> None:
    """Note an address or a name that somebody else has.

    This is for the report only, that all faults stand in it; the constraint of the database
    decides.
    """
    for column, (code, message) in TAKEN.items():
        value = values.get(column)
        if value is None or not is_possible(column, value):
            continue
        others = User.of(as_uuid(project.id)).filter(**{f"{column}_folded": fold(value)})
        if except_id is not None:
            others = others.exclude(id=except_id)
        if await others.exists():
            faults.add(code, message, "input", column)


async def explained(
    work: Callable[[], Awaitable[T]],
    project: ProjectRecord,
    values: Mapping[str, Any],
    *,
    referrer: UUID | None = None,
    except_id: UUID | None = None,
) -> T:
    """Run work that is one transaction, and explain the constraint that it violates, if it does.

    It is run again where what was in its way has gone meanwhile.

    Raises:
        AccountError, AccountErrors: an address, a name or the referrer, for somebody was faster.
    """
    for _ in range(ATTEMPTS - 1):
        with suppress(IntegrityError):
            return await work()
        await _explain_conflict(project, values, referrer, except_id)
    return await work()


async def _explain_conflict(
    project: ProjectRecord,
    values: Mapping[str, Any],
    referrer: UUID | None,
    except_id: UUID | None,
) -> None:
    faults = Faults()
    await check_free(project, values, faults, except_id)
    if referrer is not None and not await User.of(as_uuid(project.id)).filter(id=referrer).exists():
        _note_referrer(faults)
    faults.raise_if_any()


def check_role(role: str | None, roles: Collection[str], faults: Faults) -> None:
    """Note a role that the project does not have; None is no role to be checked."""
    if role is not None and role not in roles:
        message = "This is none of the project's roles; `updateProject` can add it."
        faults.add(ErrorCode.INVALID, message, "input", "role")


def no_user(*path: str) -> AccountError:
    """Make the error for an ID that no user of the project has."""
    return AccountError(ErrorCode.NOT_FOUND, "There is no user with this ID.", path)


async def read_whole(context: Context, project: ProjectRecord, key: UUID) -> UserRecord:
    """Read a user that has just been made or changed.

    Raises:
        AccountError: NOT_FOUND if somebody else has deleted it in this moment.
    """
    user = await read_user(context, project, key)
    if user is None:
        raise no_user()
    return user


def _note_referrer(faults: Faults) -> None:
    message = "There is no user with this ID in this project."
    faults.add(ErrorCode.REFERRER_NOT_FOUND, message, "input", "referredById")
