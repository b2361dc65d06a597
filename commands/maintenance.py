"""The database: bring it up to date, and check it."""

from collections.abc import Callable

import typer

from commands.output import Status, answer
from commands.shared import missing_migrations, refuse, run, with_database, wrong_secret
from core.config import Settings, SettingsError, load
from core.storage import Storage
from models.database import Database, DatabaseUnavailable
from models.upgrade import upgrade


def migrate(*, as_json: bool) -> None:
    """Apply all pending migrations, and name them."""

    async def work(_settings: Settings, database: Database) -> list[str]:
        return await upgrade(database)

    applied = with_database(work)
    lines = [f"Applied {name}." for name in applied] or ["The database is up to date."]
    answer({"applied": applied}, "\n".join(lines), as_json=as_json)


def check(find_faults: Callable[[Settings], list[str]], *, as_json: bool) -> None:
    """Print a sentence for each fault, and exit with REFUSED if there is one."""
    faults = _faults(find_faults)
    if faults and not as_json:
        refuse(*faults)
    answer({"isWell": not faults, "faults": faults}, "All is well.", as_json=as_json)
    if faults:
        raise typer.Exit(Status.REFUSED)


def _faults(find_faults: Callable[[Settings], list[str]]) -> list[str]:
    async def work(settings: Settings, database: Database) -> list[str]:
        faults = await missing_migrations(database) or await wrong_secret(settings, database)
        fault = await Storage(settings.storage_url).fault()
        return faults if fault is None else [*faults, fault]

    try:
        settings = load()
        return find_faults(settings) + run(work, settings)
    except SettingsError as error:
        return list(error.faults)
    except DatabaseUnavailable as error:
        return [str(error)]
