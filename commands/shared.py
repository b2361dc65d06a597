"""What commands share: the database of the settings, opened for one piece of work."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from core.config import Settings, load
from core.errors import AccountError
from core.logs import configure
from models.database import Database, opened

T = TypeVar("T")


def with_database(work: Callable[[Settings, Database], Awaitable[T]]) -> T:
    """Run work on the database of the settings.

    Raises:
        SettingsError: the settings are wrong.
        typer.Exit: the work failed in an expected way; the reason has been printed.
    """
    settings = load()
    configure(settings.log_format)
    try:
        return asyncio.run(_run(settings, work))
    except AccountError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from None


async def _run(settings: Settings, work: Callable[[Settings, Database], Awaitable[T]]) -> T:
    async with opened(settings.database_url) as database:
        return await work(settings, database)
