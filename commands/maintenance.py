"""The database: bring it up to date, and check it."""

import typer

from commands.shared import missing_migrations, refuse, with_database, wrong_secret
from core.config import Settings, SettingsError
from models.database import Database
from models.upgrade import upgrade


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

    async def work(settings: Settings, database: Database) -> list[str]:
        return await missing_migrations(database) or await wrong_secret(settings, database)

    try:
        faults = with_database(work)
    except SettingsError as error:
        refuse(*error.faults)
    if faults:
        refuse(*faults)
    typer.echo("All is well.")
