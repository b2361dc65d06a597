"""What tests do with API keys: make, list and revoke them, as callers of every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.api_key import ApiKey
from models.audit import AuditEvent
from models.user import User
from tests.accounts import ERRORS, key_of, sign_up

if TYPE_CHECKING:
    from tests.server import Client, Server

KEY = "id name kind prefix requestsPerHour lastUsedAt expiresAt createdAt"
CREATE = f"""
mutation Create($input: CreateApiKeyInput!) {{
  createApiKey(input: $input) {{ apiKey {{ {KEY} }} secret {ERRORS} }}
}}"""
REVOKE = f"""
mutation Revoke($id: ID!) {{ revokeApiKey(input: {{id: $id}}) {{ apiKey {{ {KEY} }} {ERRORS} }} }}
"""
OWN = f"{{ me {{ apiKeys {{ {KEY} }} }} }}"


async def try_create(client: Client, **values: Any) -> Any:
    """Make a key, personal if not said, with the fields of CreateApiKeyInput; give the payload."""
    values = {"name": "laptop", "kind": "PERSONAL", **values}
    return (await client.data(CREATE, {"input": values}))["createApiKey"]


async def create(client: Client, **values: Any) -> tuple[Any, str]:
    """Make a key, which must succeed; give it and its text."""
    payload = await try_create(client, **values)
    assert payload["errors"] == []
    return payload["apiKey"], payload["secret"]


async def revoke(client: Client, key_id: str) -> Any:
    """Revoke a key; give the payload."""
    return (await client.data(REVOKE, {"id": key_id}))["revokeApiKey"]


async def own_keys(client: Client) -> list[Any]:
    """Give the personal keys of the caller, which must be signed in."""
    keys: list[Any] = (await client.data(OWN))["me"]["apiKeys"]
    return keys


async def personal(server: Server, **values: Any) -> tuple[Any, Client, Client]:
    """Sign a user up who makes a personal key; give the user, signed in and by the key."""
    user, token = await sign_up(server.anonymous, **values)
    client = server.anonymous.with_token(token)
    _, secret = await create(client)
    return user, client, server.anonymous.with_token(secret)


async def promote(user: Any) -> None:
    """Make a user an administrator."""
    await User.filter(id=key_of(user)).update(role="admin")


async def stored_keys() -> list[dict[str, Any]]:
    """Read all columns of all keys but when they were last used, to compare them."""
    rows = await ApiKey.all().order_by("id").values()
    return [{name: row[name] for name in row if name != "last_used_at"} for row in rows]


async def key_events() -> list[tuple[Any, ...]]:
    """Give what the log says of keys, the oldest first: what, whose, who did it, and which."""
    events = await AuditEvent.filter(type__startswith="API_KEY").order_by("id")
    return [(event.type, event.user_id, event.actor_id, event.data) for event in events]
