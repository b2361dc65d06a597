"""API keys as an operator makes, lists and revokes them at the command line."""

from uuid import UUID

from core.errors import AccountError, ErrorCode
from core.ids import Prefix, decode
from core.sealing import Sealer
from core.text import fold, is_storable
from models.api_key import ApiKey
from models.database import transaction
from models.project import Project
from models.user import User
from resolvers.audit import EventType, record_for_operator
from resolvers.key_making import NewKey, check_key, details, store_key


async def issue_key(sealer: Sealer, project: Project, wanted: NewKey) -> tuple[ApiKey, str]:
    """Make a publishable or secret key of a project; give it and its text, of which a hash is kept.

    Raises:
        AccountError, AccountErrors: all that is wrong with it.
    """
    check_key(wanted)
    async with transaction():
        key, text = await store_key(sealer, project.id, wanted)
        await _record(EventType.API_KEY_CREATED, key)
    return key, text


async def keys_of(project: Project, email: str | None = None) -> list[ApiKey]:
    """Give the keys of a project, or the personal ones of the user with this address.

    The newest come first.

    Raises:
        AccountError: NOT_FOUND if there is no such user.
    """
    owner = None if email is None else await _owner(project, email)
    return await ApiKey.of(project.id).filter(user_id=owner).order_by("-id")


async def withdraw_key(project: Project, key_id: str) -> ApiKey:
    """End a key of a project, or of a user in it, at once.

    Raises:
        AccountError: NOT_FOUND if the project has no such key.
    """
    keys, key = ApiKey.of(project.id), decode(Prefix.KEY, key_id)
    async with transaction():
        found = None if key is None else await keys.get_or_none(id=key)
        if found is None or not await keys.filter(id=found.id).delete():
            message = f"The project {project.name!r} has no key with the ID {key_id!r}."
            raise AccountError(ErrorCode.NOT_FOUND, message, ("id",))
        await _record(EventType.API_KEY_REVOKED, found)
    return found


async def _owner(project: Project, email: str) -> UUID:
    users = User.of(project.id)
    user = await users.get_or_none(email_folded=fold(email)) if is_storable(email) else None
    if user is None:
        message = f"The project {project.name!r} has no user with the address {email!r}."
        raise AccountError(ErrorCode.NOT_FOUND, message, ("email",))
    return user.id


async def _record(kind: EventType, key: ApiKey) -> None:
    await record_for_operator(key.project_id, kind, user=key.user_id, data=details(key))
