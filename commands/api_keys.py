"""API keys: making, listing and revoking them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import typer

from commands.output import answer, table
from commands.shared import with_migrated_database
from core.config import Settings
from core.ids import Prefix, encode
from core.instants import format_micros, now, parse_rfc3339, to_micros
from core.sealing import Sealer
from core.tokens import KeyKind
from models.api_key import ApiKey
from models.database import Database
from models.project import Project
from resolvers import operator_keys
from resolvers.key_making import NewKey
from resolvers.projects import find_project

COLUMNS = ("ID", "kind", "name", "begins with", "per hour", "last used", "ends")
EXAMPLE = "python main.py key create --project"


class Kind(StrEnum):
    """The kinds of key that an operator makes."""

    PUBLISHABLE = "publishable"
    SECRET = "secret"  # noqa: S105 -- a kind of key, not one


def instant(text: str) -> datetime:
    """Read an instant as it is typed.

    Raises:
        typer.BadParameter: it is none.
    """
    try:
        return parse_rfc3339(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def create(project_name: str, wanted: NewKey, *, as_json: bool) -> None:
    """Make an API key, and print it."""

    async def work(settings: Settings, _database: Database) -> tuple[Project, ApiKey, str]:
        project = await find_project(project_name)
        sealer = Sealer(settings.secret.get_secret_value())
        return project, *await operator_keys.issue_key(sealer, project, wanted)

    project, key, text = with_migrated_database(work)
    described = {"key": text, **_described(key), "project": project.name}
    answer(described, text, as_json=as_json)


def list_all(project_name: str, email: str | None, *, as_json: bool) -> None:
    """Print the keys of a project, or the personal ones of a user, the newest first."""

    async def work(_settings: Settings, _database: Database) -> tuple[Project, list[ApiKey]]:
        project = await find_project(project_name)
        return project, await operator_keys.keys_of(project, email)

    project, keys = with_migrated_database(work)
    rows = [_row(key) for key in keys]
    text = table(COLUMNS, rows) if rows else _none(project, email)
    answer([_described(key) for key in keys], text, as_json=as_json)


def revoke(project_name: str, key_id: str, *, as_json: bool) -> None:
    """End a key at once, and say so; also where it was the last secret one."""

    async def work(_settings: Settings, _database: Database) -> tuple[Project, ApiKey, bool]:
        project = await find_project(project_name)
        key = await operator_keys.withdraw_key(project, key_id)
        left = await operator_keys.keys_of(project)
        return project, key, any(one.kind == KeyKind.SECRET for one in left)

    project, key, has_secret = with_migrated_database(work)
    text = f"The {key.kind} key {key.name!r} ({key.prefix}…) is worth nothing from now on."
    if key.kind == KeyKind.SECRET and not has_secret:
        more = f'`{EXAMPLE} "{project.name}" --kind secret` makes one.'
        text += f"\nIt was the last secret key of the project: {more}"
    answer(_described(key), text, as_json=as_json)


def _none(project: Project, email: str | None) -> str:
    if email is not None:
        return f"{email} has no keys: users make their own, by `createApiKey`."
    return f'There are none: `{EXAMPLE} "{project.name}" --kind secret` makes one.'


def _row(key: ApiKey) -> list[str]:
    described = _described(key)
    ends = described["expiresAt"] or "never"
    return [
        described["id"],
        key.kind,
        key.name,
        key.prefix,
        f"{key.requests_per_hour:,}",
        described["lastUsedAt"] or "never",
        f"{ends} (over)" if _is_over(key.expires_at) else ends,
    ]


def _is_over(end: datetime | None) -> bool:
    return end is not None and end <= now()


def _described(key: ApiKey) -> dict[str, Any]:
    return {
        "id": encode(Prefix.KEY, key.id),
        "name": key.name,
        "kind": KeyKind(key.kind).name,
        "prefix": key.prefix,
        "requestsPerHour": key.requests_per_hour,
        "lastUsedAt": _second(key.last_used_at),
        "expiresAt": _second(key.expires_at),
        "createdAt": _second(key.created_at),
    }


def _second(at: datetime | None) -> str | None:
    return None if at is None else format_micros(to_micros(at.replace(microsecond=0)))
