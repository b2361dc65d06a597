"""Finding objects of any type by their IDs."""

from collections.abc import Awaitable, Callable

from core.ids import Prefix, decode_any
from resolvers import users
from resolvers.api_keys import key_by_id
from resolvers.audit_log import event_by_id
from resolvers.context import Context
from resolvers.files import file_by_id
from resolvers.project_settings import project_by_id
from resolvers.sessions import session_by_id
from schema.api_keys import api_key_of
from schema.audit import event_of
from schema.files import file_of
from schema.node import Node
from schema.projects import project_of
from schema.types import session_of, user_of


async def node_of(context: Context, node_id: str) -> Node | None:
    """Give what the caller may see under an ID; None if there is nothing.

    Raises:
        RequestError: UNAUTHENTICATED if nobody is signed in and there is no secret key.
    """
    prefix, _ = decode_any(node_id) or (Prefix.USER, None)
    return await _FINDERS.get(prefix, _user)(context, node_id)


async def _user(context: Context, node_id: str) -> Node | None:
    user = await users.user_by_id(context, node_id)
    return None if user is None else user_of(context, user)


async def _session(context: Context, node_id: str) -> Node | None:
    session = await session_by_id(context, node_id)
    return None if session is None else session_of(context, session)


async def _event(context: Context, node_id: str) -> Node | None:
    event = await event_by_id(context, node_id)
    return None if event is None else event_of(event)


async def _key(context: Context, node_id: str) -> Node | None:
    key = await key_by_id(context, node_id)
    return None if key is None else api_key_of(key)


async def _project(context: Context, node_id: str) -> Node | None:
    project = await project_by_id(context, node_id)
    return None if project is None else project_of(project)


async def _file(context: Context, node_id: str) -> Node | None:
    file = await file_by_id(context, node_id)
    return None if file is None else file_of(file)


_FINDERS: dict[Prefix, Callable[[Context, str], Awaitable[Node | None]]] = {
    Prefix.SESSION: _session,
    Prefix.EVENT: _event,
    Prefix.KEY: _key,
    Prefix.PROJECT: _project,
    Prefix.FILE: _file,
}
