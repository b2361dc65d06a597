"""A database with a few users, and all kinds of callers who run operations there both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from core.ids import Prefix, encode
from core.passwords import PasswordHasher
from models.user import User
from resolvers.context import Caller, Context, Services
from resolvers.records import KeyRecord, ProjectRecord, columns
from resolvers.services import make_services
from resolvers.users import read_user
from schema.context import GraphQLContext
from schema.execution import run as running
from schema.execution.documents import Prepared, prepare
from schema.execution.fast import run_plan
from tests.directory.people import key_of, make_project, store
from tests.directory.reference import Person, micros
from tests.server import CHEAP, test_settings

if TYPE_CHECKING:
    from models.database import Database

IDS = [encode(Prefix.USER, UUID(int=(n + 1) << 96)) for n in range(7)]
STRANGER = encode(Prefix.USER, UUID(int=99 << 96))
DATA: list[dict[str, Any]] = [
    {},
    {"age": 30, "a": {"b": [1, 2.5, -0.0, 1e300, None, True], "c": {"d": "é\u2028😀"}}},
    {"age": 30.0, "a": "x", "__typename": "User", "": {"": 2**63}},
    {"age": "30", "a": None, "html": "</script>&\x7f"},
    {"a": {"b": {}}},
    {"age": [], "a": {"b": None}},
    {"age": -5},
]
ADMIN, MEMBER, OTHER = 1, 3, 5
"""Places in the population of whom calls."""
KEY = KeyRecord(UUID(int=1), None, "laptop", "personal", "pk_abcde", 1000, None, None, 0)


def people() -> list[Person]:
    """Give a population: two chains of referrers, values of every type, and what is missing."""
    found: list[Person] = []
    for number, (id_, data) in enumerate(zip(IDS, DATA, strict=True)):
        some = number % 2 == 0
        texts = dict.fromkeys(("phone", "city", "country", "timezone"), "Lahore" if some else None)
        names = {"name": "a", "firstName": "é" if some else None, "lastName": None}
        username = f"A{number}" if some else None
        user = {"id": id_, "email": f"{number}@example.com", "username": username}
        flags = {"isEmailVerified": some, "isActive": True}
        role = {"role": "admin" if number == ADMIN else "user"}
        then = micros("2026-11-20T09:30:00Z") + number // 2
        last = {"lastLoginAt": number if some else None}
        dates = {"createdAt": then, "updatedAt": then, **last}
        referrer = found[number - 2] if number > 1 else None
        found.append(Person({**texts, **names, **user, **flags, **role, **dates}, data, referrer))
    return found


class Stage:
    """A database and who calls there."""

    def __init__(self, database: Database, services: Services, callers: dict[str, Caller]) -> None:
        self.database = database
        self.services = services
        self.callers = callers

    async def both(self, text: str, variables: dict[str, Any], caller: str) -> tuple[bytes, bytes]:
        """Run an operation by its plan where it has one, and by the ordinary executor."""
        prepared, context = self.begin(text, caller)
        fast = await running.run(prepared, context, variables, None)
        plain = await running.run_plainly(prepared, context, variables, None)
        return orjson.dumps(fast.body), orjson.dumps(plain.body)

    async def fast(self, text: str, variables: dict[str, Any], caller: str = "key") -> Any:
        """Run an operation by its plan; None if it is not for that."""
        prepared, context = self.begin(text, caller)
        return await run_plan(prepared, None, context.request, variables)

    def begin(self, text: str, caller: str) -> tuple[Prepared, GraphQLContext]:
        """Prepare a valid document and a request."""
        self.database.activate()
        prepared = prepare(text, introspection=True)
        assert not prepared.errors, prepared.errors
        return prepared, GraphQLContext(Context(self.services, self.callers[caller]), 60)


async def make_stage(database: Database) -> Stage:
    """Fill a database that was opened last."""
    settings = test_settings(database.url)
    services = make_services(settings, database, PasswordHasher(CHEAP, threads=1))
    project_id, elsewhere = await make_project("equality"), await make_project("elsewhere")
    population = people()
    await store(database, project_id, population)
    stranger = Person({**population[0].values, "id": STRANGER, "email": "0@example.com"}, {})
    await store(database, elsewhere, [stranger])
    await User.filter(email="1@example.com").update(
        avatar_url="https://example.com/a.png", preferences={"theme": "dark", "n": 1.0}
    )
    await User.filter(email="3@example.com").update(
        avatar_url="https://example.com/b.png", avatar_path="file_01/avatar.png"
    )
    sql = f"SELECT {columns(ProjectRecord, 'p')} FROM projects p WHERE p.name = 'equality'"
    (row,) = await database.fetch(sql)
    project = ProjectRecord._make(row)
    return Stage(database, services, await _callers(services, project, population))


async def _callers(
    services: Services, project: ProjectRecord, population: list[Person]
) -> dict[str, Caller]:
    context = Context(services, Caller(project))
    users = [await read_user(context, project, key_of(person)) for person in population]
    opened = project._replace(member_directory=True)
    return {
        "key": Caller(project, has_secret_key=True),
        "admin": Caller(project, users[ADMIN]),
        "member": Caller(project, users[MEMBER]),
        "member by key": Caller(opened, users[MEMBER], key=KEY),
        "admin by key": Caller(project, users[ADMIN], key=KEY),
        "member of an open directory": Caller(opened, users[OTHER]),
        "member without a referrer": Caller(opened, users[0]),
        "anonymous": Caller(project),
        "nobody": Caller(fault="The API key is not valid."),
    }
