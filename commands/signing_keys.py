"""The keys that sign access tokens: rotating and listing them."""

import typer

from commands.shared import with_migrated_database
from core.config import Settings
from core.instants import format_micros, to_micros
from core.sealing import Sealer
from models.database import Database
from resolvers import rotation
from resolvers.keyring import PURPOSE
from resolvers.rotation import KeyState


def rotate() -> None:
    """Make a new signing key, and print what each key does from now on."""

    async def work(settings: Settings, _database: Database) -> list[KeyState]:
        sealer = Sealer(settings.secret.get_secret_value())
        return await rotation.rotate(sealer.for_purpose(PURPOSE))

    _print(with_migrated_database(work))


def list_keys() -> None:
    """Print each key that signs or verifies, the newest first."""

    async def work(_settings: Settings, _database: Database) -> list[KeyState]:
        return await rotation.states()

    _print(with_migrated_database(work))


def _print(keys: list[KeyState]) -> None:
    for key in keys:
        since = format_micros(to_micros(key.created_at.replace(microsecond=0)))
        typer.echo(f"{key.kid}  made {since}  {_use(key)}")
    if not keys:
        typer.echo("There is no key yet: the first sign-in makes one.")


def _use(key: KeyState) -> str:
    if key.retired_at is None:
        return "signs and verifies"
    return f"verifies until {format_micros(to_micros(key.retired_at.replace(microsecond=0)))}"
