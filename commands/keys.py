"""Projects and their keys."""

from enum import StrEnum

from commands.output import answer
from commands.shared import with_migrated_database
from core.config import Settings
from core.ids import Prefix, encode
from core.sealing import Sealer
from core.tokens import KeyKind
from models.database import Database
from models.project import Project
from resolvers import projects


class Kind(StrEnum):
    """The kinds of key that an operator makes."""

    PUBLISHABLE = "publishable"
    SECRET = "secret"  # noqa: S105 -- a kind of key, not one


def create_project(name: str, *, as_json: bool) -> None:
    """Make a project, and print its ID."""

    async def work(_settings: Settings, _database: Database) -> str:
        project = await projects.create_project(name)
        return encode(Prefix.PROJECT, project.id)

    project_id = with_migrated_database(work)
    answer({"id": project_id, "name": name}, project_id, as_json=as_json)


def create_key(project_name: str, kind: Kind, name: str | None, *, as_json: bool) -> None:
    """Make an API key, and print it."""

    async def work(settings: Settings, _database: Database) -> tuple[Project, str]:
        project = await projects.find_project(project_name)
        sealer = Sealer(settings.secret.get_secret_value())
        return project, await projects.create_key(sealer, project, KeyKind(kind.value), name)

    project, key = with_migrated_database(work)
    described = {"name": name or kind.value, "kind": kind.name, "project": project.name}
    answer({"key": key, **described}, key, as_json=as_json)
