"""Callers of every kind, and users of whom nothing is missing, in a project and beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from models.project import Project
from models.user import User
from tests.accounts import key_of, sign_up
from tests.api_keys import create as create_key
from tests.uploads import Sent, picture, put

if TYPE_CHECKING:
    from tests.server import Client, Server

PROFILE: dict[str, Any] = {
    "firstName": "Sure",
    "lastName": "Thing",
    "phone": "+92 300 1234567",
    "city": "Lahore",
    "country": "Pakistan",
    "timezone": "Asia/Karachi",
    "avatarUrl": "https://example.com/a.png",
    "data": {"age": 30},
    "preferences": {"theme": "dark"},
}
ADMINS = ("admin", "admin by key", "secret", "member with secret")
MEMBERS = ("member", "member by key", "member with publishable")
STRANGERS = ("other member", "other secret")
NOBODY = ("anonymous", "publishable", "garbage")


class World(NamedTuple):
    """Callers by their kinds, and users by what they are to the member who calls."""

    callers: dict[str, Client]
    users: dict[str, Any]


async def make_world(server: Server) -> World:
    """Make users of whom nothing is missing: top brought the member, who brought kid."""
    nobody = server.anonymous
    _, other = await server.second_project()
    _, stranger = await sign_up(other, email="stranger@example.com")
    root, _ = await sign_up(nobody, email="root@example.com")
    users, tokens = {"root": root}, {}
    for name, referrer in (("top", "root"), ("member", "top"), ("kid", "member"), ("leaf", "kid")):
        own = {"email": f"{name}@example.com", "username": name, "name": f"The {name}", **PROFILE}
        users[name], tokens[name] = await sign_up(nobody, **own, referredById=users[referrer]["id"])
        await put(nobody.with_token(tokens[name]), avatar=Sent(picture()))
    _, key = await create_key(nobody.with_token(tokens["member"]))
    boss, admin = await sign_up(nobody, email="boss@example.com")
    server.database.activate()
    await User.filter(id=key_of(boss)).update(role="admin")
    _, admins_key = await create_key(nobody.with_token(admin))
    member = nobody.with_token(tokens["member"])
    callers = {
        "anonymous": nobody,
        "publishable": nobody.with_key(server.publishable_key),
        "garbage": nobody.with_token("garbage"),
        "member": member,
        "member by key": nobody.with_token(key),
        "member with publishable": member.with_key(server.publishable_key),
        "admin": nobody.with_token(admin),
        "admin by key": nobody.with_token(admins_key),
        "secret": server.admin,
        "member with secret": member.with_key(server.secret_key),
        "other member": nobody.with_token(stranger),
        "other secret": other,
    }
    return World(callers, users)


async def open_directory(server: Server, *, is_open: bool) -> None:
    """Have members list one another, or not."""
    server.database.activate()
    await Project.filter(is_default=True).update(member_directory=is_open)


def code_of(answer: Any) -> str | None:
    """Give the code of the one error of an answer, if there is one."""
    if "errors" not in answer:
        return None
    (error,) = answer["errors"]
    return str(error["extensions"]["code"])
