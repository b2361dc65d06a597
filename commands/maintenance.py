"""The database: bring it up to date, and check it."""

import typer

from commands.shared import with_database
from core.config import Settings
from models.database import Database
from models.upgrade import pending, upgrade


def migrate() -> None:
    """Apply all pending migrations, and name them."""

    async def work(_settings: Settings, database: Database) -> list[str]:
        return await upgrade(database)

    applied = with_database(work)
    for name in applied:
        typer.echo(f"Applied {name}.")
    if not applied:
        typer.echo("The database is up to date.")


def check() -> None:
    """Print a sentence for each fault, and exit with 1 if there is one."""
    try:
        faults = with_database(_faults)
    except OSError as error:
        faults = [f"The database of ROLLCALL_DATABASE_URL does not answer: {error}."]
    for fault in faults:
        typer.echo(fault, err=True)
    if faults:
        raise typer.Exit(1)
    typer.echo("All is well.")


async def _faults(_settings: Settings, database: Database) -> list[str]:
    await database.fetch("SELECT 1")
    missing = await pending(database)
    if not missing:
        return []
    names = ", ".join(missing)
    return [f"The database lacks these migrations: {names}. Run `python main.py migrate`."]
