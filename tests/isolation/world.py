"""Two projects of one shape, and for all that names something in one of them a name of nothing.

`here` is where requests are made and `there` is what they must not reach. A place, such as
PLACE_user_1_, stands in documents and variables for an ID, a cursor or a secret of there, or for
its twin: as long and of the same form, but of nothing that exists.
"""

from __future__ import annotations

import json
import re
import secrets
import string
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tortoise import Tortoise

from core.ids import Prefix, encode, new_id
from core.tokens import new_refresh_token
from models.base import InProject
from models.login_failures import LoginFailures
from models.project import Project
from models.user import User
from tests.accounts import key_of, try_log_in, try_sign_up
from tests.api_keys import create as create_key
from tests.uploads import Sent, picture, put

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.server import Client, Server

MARK = "Zwillingsstadt"
"""A text in every profile of there, which no answer here may hold."""
KINDS = ("user", "sess", "key", "proj", "evt", "file")
"""What has IDs."""
PLACES = [f"PLACE_{kind}_{number}_" for kind in KINDS for number in range(2)]
CURSORS = [f"PLACE_cursor_{number}_" for number in range(4)]
ANY_PLACE = re.compile(r"PLACE_[a-z]+_\d_")
LONG = re.compile(r'"[A-Za-z0-9_-]{60,}"')
"""A cursor in an answer: it depends on the values in the filter of its list."""
USED = {"last_used_at"}
"""Columns that tell of uses, which a server writes by itself."""


@dataclass
class Side:
    """A project, as those see it who belong to it."""

    project: Project
    secret: Client
    password: str
    users: list[Any] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    refresh_token: str = ""


@dataclass
class World:
    """Both projects, who calls, and what the places stand for."""

    server: Server
    here: Side
    there: Side
    callers: dict[str, Client]
    mixed: dict[str, Client]
    foreign: dict[str, str]
    unknown: dict[str, str]

    async def answers(
        self, client: Client, document: str, variables: Mapping[str, Any]
    ) -> tuple[str, str]:
        """Run an operation with what is there, then with what is nowhere; give both answers."""
        written = json.dumps(variables)
        given = []
        for values in (self.foreign, self.unknown):
            await self.forget_failures()
            answer = await client.execute(
                filled(document, values), json.loads(filled(written, values))
            )
            text = LONG.sub('"…"', json.dumps(answer, ensure_ascii=False))
            for place, value in values.items():
                text = text.replace(value, place)
            given.append(text)
        return given[0], given[1]

    async def forget_failures(self) -> None:
        """Forget wrong passwords of here, of which ten in a row would change the answers."""
        await LoginFailures.filter(project_id=self.here.project.id).delete()

    async def rows(self, *sides: Side) -> dict[str, Any]:
        """Read all that is stored of projects, to see that nothing has changed."""
        found = {}
        for side in sides:
            key = side.project.id
            found[f"{key} projects"] = await Project.filter(id=key).values()
            for model in models_of_projects():
                rows = await model.of(key).order_by("id").values()
                found[f"{key} {model._meta.db_table}"] = [without(row, USED) for row in rows]
            failures = LoginFailures.filter(project_id=key).order_by("subject")
            found[f"{key} login_failures"] = await failures.values()
            used = "SELECT t.* FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id"
            sql = f"{used} WHERE s.project_id = '{key}' ORDER BY t.id"
            _, tokens = await self.server.database.connection.execute_query(sql)
            found[f"{key} refresh_tokens"] = [dict(row) for row in tokens]
        return found


def models_of_projects() -> list[type[InProject]]:
    """Give the models whose rows belong to a project."""
    models = Tortoise.apps["rollcall"].values()
    return [model for model in models if issubclass(model, InProject)]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values in their places."""
    return ANY_PLACE.sub(lambda found: values[found[0]], text)


def without(row: Mapping[str, Any], columns: set[str]) -> dict[str, Any]:
    """Leave columns of a row out."""
    return {name: value for name, value in row.items() if name not in columns}


async def make_world(server: Server) -> World:
    """Fill both projects alike, and find all that can be named there."""
    server.database.activate()
    await Project.all().update(member_directory=True)
    here = Side(await server.project(), server.admin, "tall green kettle")
    project, secret = await server.second_project()
    there = Side(project, secret, "nine quiet owls")
    await Project.all().update(member_directory=True)
    for side, city in ((here, "Here"), (there, MARK)):
        await fill(server, side, city)
    foreign = await names_of(there)
    member, admin = here.tokens
    their_member, their_admin = there.tokens
    nobody = server.anonymous
    callers = {
        "anonymous": nobody,
        "secret": here.secret,
        "admin": nobody.with_token(admin),
        "member": nobody.with_token(member),
        "member by key": nobody.with_token(here.keys[0]),
        "admin by key": nobody.with_token(here.keys[1]),
    }
    mixed = {
        "their member, our key": here.secret.with_token(their_member),
        "their admin, our key": nobody.with_key(server.publishable_key).with_token(their_admin),
        "our admin, their key": there.secret.with_token(admin),
        "our personal key, their key": there.secret.with_token(here.keys[1]),
        "their personal key, our key": here.secret.with_token(there.keys[1]),
    }
    unknown = {place: twin(place, value) for place, value in foreign.items()}
    return World(server, here, there, callers, mixed, foreign, unknown)


async def fill(server: Server, side: Side, city: str) -> None:
    """Make a member whom an administrator brought, with all that users can have."""
    referrer = None
    for name in ("admin", "member", "friend"):
        own = {"email": f"{name}@example.com", "username": name, "name": f"{name} of {city}"}
        more = {"city": city, "data": {"town": city}, "referredById": referrer}
        payload = await try_sign_up(side.secret, **own, **more, password=side.password)
        assert payload["errors"] == []
        referrer = payload["user"]["id"]
        side.users.append(payload["user"])
        client = server.anonymous.with_token(payload["tokens"]["accessToken"])
        await put(client, avatar=Sent(picture()))
        if name != "friend":
            side.tokens.insert(0, payload["tokens"]["accessToken"])
            side.keys.insert(0, (await create_key(client))[1])
        side.refresh_token = payload["tokens"]["refreshToken"]
    await try_log_in(side.secret, email="friend@example.com", password=f"wrong {city}")
    await User.filter(id=key_of(side.users[0])).update(role="admin", role_folded="admin")


NAMES = """{
  project { id apiKeys { id } }
  users { nodes { id sessions { id } apiKeys { id } files { id } } edges { cursor } }
  byName: users(orderBy: [{field: NAME}]) { edges { cursor } }
  auditLog { nodes { id } edges { cursor } }
}"""


async def names_of(side: Side) -> dict[str, str]:
    """Give two IDs of each kind, cursors of several lists, and secrets, by their places."""
    data = await side.secret.data(NAMES)
    users = data["users"]["nodes"]
    found = {
        "user": [user["id"] for user in users],
        "sess": [one["id"] for user in users for one in user["sessions"]],
        "key": [one["id"] for user in users for one in user["apiKeys"]],
        "file": [one["id"] for user in users for one in user["files"]],
        "evt": [event["id"] for event in data["auditLog"]["nodes"]],
        "proj": [data["project"]["id"]] * 2,
        "cursor": [
            data[name]["edges"][number]["cursor"]
            for name in ("users", "byName", "auditLog")
            for number in (0, 1)
        ],
        "refresh": [side.refresh_token],
        "password": [side.password],
    }
    places = [*PLACES, *CURSORS, "PLACE_refresh_0_", "PLACE_password_0_"]
    steps = [(place, place.split("_")) for place in places]
    return {place: found[kind][int(number)] for place, (_, kind, number, _) in steps}


def twin(place: str, value: str) -> str:
    """Give what looks like a value and is nothing anywhere."""
    kind = place.split("_")[1]
    if kind in KINDS:
        return encode(Prefix(kind), new_id())
    if kind == "refresh":
        return new_refresh_token()
    letters = string.ascii_lowercase if kind == "password" else string.ascii_letters
    return "".join(secrets.choice(letters) for _ in value)
