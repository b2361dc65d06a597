"""Projects and their keys."""

from enum import StrEnum

import typer

from commands.shared import with_migrated_database
from core.config import Settings
from core.ids import Prefix, encode
from core.sealing import Sealer
from core.tokens import KeyKind
from models.database import Database
from resolvers import projects


class Kind(StrEnum):
    """The kinds of key that an operator makes."""

    PUBLISHABLE = "publishable"
    SECRET = "secret"  # noqa: S105 -- a kind of key, not one


def create_project(name: str) -> None:
    """Make a project, and print its ID."""

    async def work(_settings: Settings, _database: Database) -> str:
        project = await projects.create_project(name)
        return encode(Prefix.PROJECT, project.id)

    typer.echo(with_migrated_database(work))


def create_key(project_name: str, kind: Kind, name: str | None) -> None:
    """Make an API key, and print it."""

    async def work(settings: Settings, _database: Database) -> str:
        project = await projects.find_project(project_name)
        sealer = Sealer(settings.secret.get_secret_value())
        return await projects.create_key(sealer, project, KeyKind(kind.value), name)

    typer.echo(with_migrated_database(work))
