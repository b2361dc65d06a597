"""What tests do as administrators: make, change and delete users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.audit import AuditEvent
from models.user import User
from tests.accounts import ACCOUNT, ERRORS

if TYPE_CHECKING:
    from tests.server import Client

CREATE = f"""
mutation Create($input: CreateUserInput!) {{
  createUser(input: $input) {{ user {{ ...Account }} {ERRORS} }}
}}
{ACCOUNT}"""
UPDATE = f"""
mutation Update($input: UpdateUserInput!) {{
  updateUser(input: $input) {{ user {{ ...Account }} {ERRORS} }}
}}
{ACCOUNT}"""
DELETE = f"""
mutation Delete($ids: [ID!]!) {{
  deleteUsers(input: {{ids: $ids}}) {{ deletedIds {ERRORS} }}
}}"""
LAST = "This would leave the project without an active administrator: make another one first."
NO_USER = "There is no user with this ID."


async def try_create(client: Client, **values: Any) -> Any:
    """Make a user with the fields of CreateUserInput; give the payload."""
    return (await client.data(CREATE, {"input": values}))["createUser"]


async def create(client: Client, **values: Any) -> Any:
    """Make a user, which must succeed; give it."""
    payload = await try_create(client, **values)
    assert payload["errors"] == []
    return payload["user"]


async def try_change(client: Client, user: Any, **changes: Any) -> Any:
    """Change a user that the API gave; give the payload."""
    values = {"id": user["id"], **changes}
    return (await client.data(UPDATE, {"input": values}))["updateUser"]


async def change(client: Client, user: Any, **changes: Any) -> Any:
    """Change a user, which must succeed; give it as it is then."""
    payload = await try_change(client, user, **changes)
    assert payload["errors"] == []
    return payload["user"]


async def try_delete(client: Client, *ids: str) -> Any:
    """Delete users by their IDs; give the payload."""
    return (await client.data(DELETE, {"ids": ids}))["deleteUsers"]


async def everything() -> tuple[Any, Any]:
    """Read all users and all events, to see that nothing has changed."""
    events = await AuditEvent.all().order_by("id").values()
    return await User.all().order_by("id").values(), events


async def last_event() -> tuple[Any, ...]:
    """Give what the newest event says: its type, whom it is about, who did it, and its data."""
    event = await AuditEvent.all().order_by("-created_at", "-id").first()
    assert event is not None
    return event.type, event.user_id, event.actor_id, event.data
