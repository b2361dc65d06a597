"""The projects of the server, and the administrators that an operator gives them."""

import sys
from contextlib import closing

import typer

from commands.output import answer, table
from commands.shared import with_migrated_database
from core.config import Settings
from core.ids import Prefix, encode
from core.instants import format_micros, to_micros
from core.password_rules import generate
from core.passwords import PasswordHasher
from models.database import Database
from resolvers import projects
from resolvers.account_rules import policy_of
from resolvers.context import ADMIN, Caller, Context
from resolvers.projects import ListedProject
from resolvers.records import ProjectRecord
from resolvers.services import make_services
from resolvers.user_creation import check_new_admin, create_user


def create_project(name: str, *, as_json: bool) -> None:
    """Make a project, and print its ID."""

    async def work(_settings: Settings, _database: Database) -> str:
        project = await projects.create_project(name)
        return encode(Prefix.PROJECT, project.id)

    project_id = with_migrated_database(work)
    answer({"id": project_id, "name": name}, project_id, as_json=as_json)


def list_projects(*, as_json: bool) -> None:
    """Print all projects, the oldest first."""

    async def work(_settings: Settings, _database: Database) -> list[ListedProject]:
        return await projects.list_projects()

    found = [_described(one) for one in with_migrated_database(work)]
    rows = [[str(value) for value in one.values()] for one in found]
    answer(found, table(["name", "ID", "users", "made"], rows), as_json=as_json)


def create_admin(email: str, project_name: str, *, is_generated: bool, as_json: bool) -> None:
    """Make a user with the role `admin`, and print its ID, and its password if it is made up."""

    async def check(_settings: Settings, _database: Database) -> ProjectRecord:
        project = projects.record_of(await projects.find_project(project_name))
        await check_new_admin(project, email)
        return project

    project = with_migrated_database(check)
    password = generate(policy_of(project)) if is_generated else _ask_password()

    async def work(settings: Settings, database: Database) -> str:
        values = {"email": email, "password": password, "role": ADMIN}
        with closing(PasswordHasher(settings.bcrypt_cost, threads=1)) as hasher:
            user = await create_user(_context(settings, database, hasher, project), values)
        return encode(Prefix.USER, user.id)

    user_id = with_migrated_database(work)
    value = {"id": user_id, "email": email, "project": project.name}
    if not is_generated:
        answer(value, user_id, as_json=as_json)
        return
    text = f"{user_id}\nPassword, shown this once: {password}"
    answer({**value, "password": password}, text, as_json=as_json)


def _described(one: ListedProject) -> dict[str, str | int]:
    return {
        "name": one.project.name,
        "id": encode(Prefix.PROJECT, one.project.id),
        "userCount": one.user_count,
        "createdAt": format_micros(to_micros(one.project.created_at)),
    }


def _ask_password() -> str:
    """Ask a person twice without showing it; of a program read one line."""
    if sys.stdin.isatty():
        password: str = typer.prompt(
            "Password", hide_input=True, confirmation_prompt=True, err=True
        )
        return password
    return sys.stdin.readline().rstrip("\r\n")


def _context(
    settings: Settings, database: Database, hasher: PasswordHasher, project: ProjectRecord
) -> Context:
    """Act as a secret key of the project would: an operator may do whatever one may."""
    # Nobody counts what an operator does.
    uncounted = settings.model_copy(update={"rate_limits": False, "redis_url": None})
    services = make_services(uncounted, database, hasher)
    return Context(services, Caller(project, has_secret_key=True))
