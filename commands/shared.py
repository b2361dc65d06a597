"""What commands share: the database of the settings, opened for one piece of work."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import typer

from commands.output import Status
from core.config import Settings, load
from core.errors import AccountError, AccountErrors
from core.logs import configure
from core.sealing import Sealer
from models.database import Database, DatabaseUnavailable, opened
from models.upgrade import pending
from resolvers.keyring import PURPOSE, secret_fits

T = TypeVar("T")
Work = Callable[[Settings, Database], Awaitable[T]]


def with_database(work: Work[T], settings: Settings | None = None) -> T:
    """Run work on the database of the settings, which are read unless they are given.

    Raises:
        SettingsError: the settings are wrong.
        typer.Exit: the work failed in an expected way; the reason has been printed.
    """
    try:
        return run(work, settings or load())
    except AccountError as error:
        refuse(error.message)
    except AccountErrors as several:
        refuse(*(error.message for error in several.errors))
    except DatabaseUnavailable as error:
        refuse(str(error))


def run(work: Work[T], settings: Settings) -> T:
    """Do as `with_database` does, but leave expected failures to the caller.

    Raises:
        AccountError, AccountErrors: the work cannot be done.
        DatabaseUnavailable: there is no database to do it on.
    """
    configure(settings.log_format)
    return asyncio.run(_run(settings, work))


def with_migrated_database(work: Work[T]) -> T:
    """Run work that needs all tables; raises like `with_database`, also where some are missing."""

    async def checked(settings: Settings, database: Database) -> T:
        for fault in await missing_migrations(database) or await wrong_secret(settings, database):
            refuse(fault)
        return await work(settings, database)

    return with_database(checked)


async def missing_migrations(database: Database) -> list[str]:
    """Give the sentence about migrations that the database lacks, if it does."""
    missing = await pending(database)
    if not missing:
        return []
    names = ", ".join(missing)
    return [f"The database lacks these migrations: {names}. Run `python main.py migrate`."]


async def wrong_secret(settings: Settings, database: Database) -> list[str]:
    """Give the sentence about a secret that is not that of the database, if it is another."""
    if await pending(database):
        return []
    sealer = Sealer(settings.secret.get_secret_value())
    if await secret_fits(sealer.for_purpose(PURPOSE)):
        return []
    return ["ROLLCALL_SECRET is not the secret with which this database has been used."]


def reason_of(error: OSError) -> str:
    """Give what the system says of an error, to go on with in a sentence."""
    # Python adds to the words of the system what it was doing, after a bracket.
    words = (error.strerror or str(error)).partition(" (")[0]
    return words[:1].lower() + words[1:]


def refuse(*sentences: str) -> NoReturn:
    """Print why a command does nothing, and exit with the status REFUSED."""
    for sentence in sentences:
        typer.echo(sentence, err=True)
    raise typer.Exit(Status.REFUSED)


async def _run(settings: Settings, work: Work[T]) -> T:
    async with opened(settings.database_url) as database:
        return await work(settings, database)
