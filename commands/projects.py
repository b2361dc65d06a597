"""Projects: separate sets of users on this server."""

from commands.output import answer
from commands.shared import with_migrated_database
from core.config import Settings
from core.ids import Prefix, encode
from models.database import Database
from resolvers import projects


def create_project(name: str, *, as_json: bool) -> None:
    """Make a project, and print its ID."""

    async def work(_settings: Settings, _database: Database) -> str:
        project = await projects.create_project(name)
        return encode(Prefix.PROJECT, project.id)

    project_id = with_migrated_database(work)
    answer({"id": project_id, "name": name}, project_id, as_json=as_json)
