"""Databases to measure on: migrated, seeded, with an administrator who is signed in."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from benchmarks.seed import seed
from benchmarks.works import WORKS, Work
from core.config import Settings
from core.sealing import Sealer
from models.database import dialect_of, opened
from models.project import Project
from models.readers import PostgresReaders, SqliteReaders
from models.upgrade import upgrade
from models.user import User
from resolvers.directory import indexes
from resolvers.projects import ensure_default_project
from schema.http.application import Application
from tests.accounts import sign_up
from tests.server import Client

SECRET = "the secret of databases that live for minutes"  # noqa: S105 -- made up
ISSUER = "http://127.0.0.1:8000"
DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Seeded:
    """A database with users, and an access token of its administrator."""

    url: str
    users: int
    token: str

    @property
    def name(self) -> str:
        """Which database it is."""
        return dialect_of(self.url).value


def environment(url: str) -> dict[str, str]:
    """Give the settings of a server on the database, as environment variables."""
    return {
        "ROLLCALL_DATABASE_URL": url,
        "ROLLCALL_SECRET": SECRET,
        "ROLLCALL_PUBLIC_URL": ISSUER,
        "ROLLCALL_EXPLORER": "off",
        "ROLLCALL_RATE_LIMITS": "off",
    }


async def prepare(url: str, users: int) -> Seeded:
    """Fill a new database."""
    async with opened(url) as database:
        await upgrade(database)
        await ensure_default_project(Sealer(SECRET))
        await Project.filter(name="default").update(access_token_lifetime=DAY)
        async with _client(url) as client:
            _, token = await sign_up(
                client, email="admin@example.com", username="admin", name="Ada", city="City 7"
            )
        # The application, too, has made its database that of this task.
        database.activate()
        await User.filter(email="admin@example.com").update(role="admin")
        await seed(database, users)
    return Seeded(url, users, token)


async def add_index(seeded: Seeded, key: str) -> None:
    """Build the index of a key in `data` whose values are numbers, as `index add` does."""
    async with opened(seeded.url) as database:
        await indexes.add(database, (key,), indexes.Kind.NUMBER, lambda _sentence: None)


async def floor_plan(seeded: Seeded) -> dict[str, Any]:
    """Give what the floor needs: the statements that the server runs for each work.

    `places` says where in the values of a statement those stand that differ between requests.
    """
    works = {work.name: await _statements(seeded, work) for work in WORKS}
    return {"url": seeded.url, "issuer": ISSUER, "works": works}


@asynccontextmanager
async def _client(url: str) -> AsyncIterator[Client]:
    """Run the application in this process."""
    settings = Settings.model_validate(
        {"database_url": url, "secret": SECRET, "public_url": ISSUER, "bcrypt_cost": 4}
    )
    app = Application(settings)
    async with app.router.lifespan_context(app):
        yield Client(app)


async def _statements(seeded: Seeded, work: Work) -> list[dict[str, Any]]:
    (text,) = work.bodies(1)
    request = json.loads(text)
    async with _client(seeded.url) as client:
        caller = client.with_token(seeded.token)
        # The first request also reads the keys that sign.
        await caller.data(request["query"], request["variables"])
        with _recorded() as fetched:
            await caller.data(request["query"], request["variables"])
    if len(fetched) != work.statements:
        found = "\n".join(sql for sql, _ in fetched)
        message = f"`{work.name}` runs other statements than the floor knows:\n{found}"
        raise RuntimeError(message)
    bound = work.bound(request["variables"])
    return [_statement(sql, values, bound) for sql, values in fetched]


@contextmanager
def _recorded() -> Iterator[list[tuple[str, Sequence[Any]]]]:
    """Record the statements of all readers."""
    fetched: list[tuple[str, Sequence[Any]]] = []
    with ExitStack() as patches:
        for readers in (SqliteReaders, PostgresReaders):
            patches.enter_context(patch.object(readers, "fetch", _recording(readers, fetched)))
        yield fetched


def _recording(readers: type[Any], fetched: list[tuple[str, Sequence[Any]]]) -> Any:
    fetch = readers.fetch

    async def recording(self: Any, sql: str, values: Sequence[Any]) -> Any:
        fetched.append((sql, tuple(values)))
        return await fetch(self, sql, values)

    return recording


def _statement(sql: str, values: Sequence[Any], bound: dict[str, Any]) -> dict[str, Any]:
    names = {value: name for name, value in bound.items()}
    places = [(place, names[value]) for place, value in enumerate(values) if value in names]
    return {"sql": sql, "values": list(values), "places": places}
