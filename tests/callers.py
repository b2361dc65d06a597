"""Everybody who may send a request: the rows of each operation's table of callers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.tokens import KeyKind, new_api_key
from models.user import User
from tests.accounts import key_of, sign_up
from tests.api_keys import create as create_key

if TYPE_CHECKING:
    from tests.server import Client, Server

ADMINS = ("admin", "admin by key", "secret", "member with secret", "member by key with secret")
"""Those who administer the default project."""
REFUSED = {
    "anonymous": "UNAUTHENTICATED",
    "publishable": "UNAUTHENTICATED",
    "garbage": "UNAUTHENTICATED",
    "mixed": "UNAUTHENTICATED",
    "mixed by key": "UNAUTHENTICATED",
    "unknown key": "UNAUTHENTICATED",
    "member": "FORBIDDEN",
    "member with publishable": "FORBIDDEN",
    "member by key": "FORBIDDEN",
}
"""The codes that the others of the project get where one has to administer it."""


async def callers(server: Server) -> dict[str, Client]:
    """Give a caller of each kind by its name; `other …` belong to another project.

    Those `by key` use a personal key of the same user.
    """
    nobody = server.anonymous
    _, member = await sign_up(nobody, email="member@example.com", name="Member")
    admin = await admin_token(server, nobody, "admin@example.com")
    _, members_key = await create_key(nobody.with_token(member))
    _, admins_key = await create_key(nobody.with_token(admin))
    _, secret = await server.second_project()
    _, foreign = await sign_up(secret, email="member@example.com", name="Foreign member")
    foreign_admin = await admin_token(server, secret, "admin@example.com")
    _, foreign_key = await create_key(nobody.with_token(foreign))
    _, foreign_admins_key = await create_key(nobody.with_token(foreign_admin))
    return {
        "anonymous": nobody,
        "publishable": nobody.with_key(server.publishable_key),
        "garbage": nobody.with_token("garbage"),
        "member": nobody.with_token(member),
        "member with publishable": nobody.with_token(member).with_key(server.publishable_key),
        "member by key": nobody.with_token(members_key),
        "member by key with secret": server.admin.with_token(members_key),
        "admin": nobody.with_token(admin),
        "admin by key": nobody.with_token(admins_key),
        "secret": server.admin,
        "member with secret": server.admin.with_token(member),
        "mixed": server.admin.with_token(foreign_admin),
        "mixed by key": server.admin.with_token(foreign_admins_key),
        "unknown key": nobody.with_token(new_api_key(KeyKind.PERSONAL)),
        "other secret": secret,
        "other member": nobody.with_token(foreign),
        "other member by key": nobody.with_token(foreign_key),
        "other admin": nobody.with_token(foreign_admin),
        "other admin by key": nobody.with_token(foreign_admins_key),
    }


async def admin_token(server: Server, client: Client, email: str) -> str:
    """Sign up an administrator of the client's project, and give the access token."""
    server.database.activate()
    user, token = await sign_up(client, email=email, name="Admin")
    await User.filter(id=key_of(user)).update(role="admin", role_folded="admin")
    return token


def code_of(answer: Any, field: str) -> str:
    """Give the code of the one error of an answer that holds nothing else."""
    (error,) = answer["errors"]
    assert answer["data"] == {field: None}
    assert error["path"] == [field]
    return str(error["extensions"]["code"])
