"""The keys that sign access tokens: rotating and listing them."""

from datetime import datetime
from typing import Any

from commands.output import answer
from commands.shared import with_migrated_database
from core.config import Settings
from core.instants import format_micros, to_micros
from core.sealing import Sealer
from models.database import Database
from resolvers import rotation
from resolvers.keyring import PURPOSE
from resolvers.rotation import KeyState

NONE_YET = "There is no key yet: the first sign-in makes one."


def rotate(*, as_json: bool) -> None:
    """Make a new signing key, and print what each key does from now on."""

    async def work(settings: Settings, _database: Database) -> list[KeyState]:
        sealer = Sealer(settings.secret.get_secret_value())
        return await rotation.rotate(sealer.for_purpose(PURPOSE))

    _print(with_migrated_database(work), as_json=as_json)


def list_keys(*, as_json: bool) -> None:
    """Print each key that signs or verifies, the newest first."""

    async def work(_settings: Settings, _database: Database) -> list[KeyState]:
        return await rotation.states()

    _print(with_migrated_database(work), as_json=as_json)


def _print(keys: list[KeyState], *, as_json: bool) -> None:
    lines = [f"{key.kid}  made {_second(key.created_at)}  {_use(key)}" for key in keys]
    text = "\n".join(lines) or NONE_YET
    answer([_described(key) for key in keys], text, as_json=as_json)


def _use(key: KeyState) -> str:
    if key.retired_at is None:
        return "signs and verifies"
    return f"verifies until {_second(key.retired_at)}"


def _described(key: KeyState) -> dict[str, Any]:
    until = None if key.retired_at is None else _second(key.retired_at)
    return {"kid": key.kid, "createdAt": _second(key.created_at), "verifiesUntil": until}


def _second(instant: datetime) -> str:
    return format_micros(to_micros(instant.replace(microsecond=0)))
