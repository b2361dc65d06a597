"""Indexes of profile keys: made, listed and dropped by an operator who knows what is asked for."""

import json
import re
from typing import Any

import typer

from commands.shared import refuse, with_migrated_database
from core.config import Settings
from core.documents import MAX_DEPTH, MAX_KEY_LENGTH
from core.text import is_storable
from models.database import Database
from resolvers.directory import indexes
from resolvers.directory.indexes import Kind, ProfileIndex

KEY_HELP = (
    "The key in `data`: `age`, or with dots for a value further in: `address.city`. A dot or a"
    " backslash that belongs to a key itself gets a backslash before it."
)
KIND_HELP = f"What its values are compared as: {', '.join(Kind)}."


def add(key: str, kind: Kind, *, as_json: bool) -> None:
    """Build an index, and say so; having it already is no fault."""
    path = path_from(key)

    async def work(_settings: Settings, database: Database) -> bool:
        say = typer.echo if not as_json else (lambda _sentence: None)
        return await indexes.add(database, path, kind, say) is not None

    is_new = with_migrated_database(work)
    index = ProfileIndex(path, kind.letter)
    if as_json:
        _print_json({**_described(index), "isNew": is_new})
    elif is_new:
        typer.echo(f"{_subject(index)} are found by an index from now on.")
    else:
        typer.echo(f"{_subject(index)} have an index already.")


def list_all(*, as_json: bool) -> None:
    """Print all indexes of profile keys, a line for each."""

    async def work(_settings: Settings, database: Database) -> list[ProfileIndex]:
        return await indexes.all_indexes(database)

    found = with_migrated_database(work)
    if as_json:
        _print_json([_described(index) for index in found])
        return
    if not found:
        typer.echo("No profile key has an index: `python main.py index add KEY KIND` builds one.")
    width = max((len(text_of(index.path)) for index in found), default=0)
    for index in found:
        state = "" if index.is_ready else "   (not finished: add it again)"
        typer.echo(f"{text_of(index.path):{width}}   {', '.join(index.kinds)}{state}")


def drop(key: str, kind: Kind, *, as_json: bool) -> None:
    """Drop an index; exits with 1 if there is none."""
    path = path_from(key)

    async def work(_settings: Settings, database: Database) -> bool:
        return await indexes.drop(database, path, kind)

    index = ProfileIndex(path, kind.letter)
    if not with_migrated_database(work):
        refuse(f"{_subject(index)} have no index.")
    if as_json:
        _print_json(_described(index))
    else:
        typer.echo(f"{_subject(index)} have no index any more.")


def path_from(text: str) -> tuple[str, ...]:
    """Read a path whose keys are joined by dots; exits with 1 and the reason if it is none."""
    parts = re.findall(r"((?:[^\\.]|\\.)*)(?:\.|\Z)", text, re.DOTALL)
    # The pattern also finds nothing once more, behind the end.
    path = tuple(re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in parts[:-1])
    if not text or text_of(path) != text or not all(path):
        refuse(f"{text!r} is no key: write `age`, or `address.city`, or `v1\\.0` for a dot in it.")
    if len(path) > MAX_DEPTH or any(len(key) > MAX_KEY_LENGTH for key in path):
        refuse(f"A path has at most {MAX_DEPTH} keys, and a key {MAX_KEY_LENGTH} characters.")
    if not is_storable(text):
        refuse("No key holds NUL characters or lone surrogates.")
    return path


def text_of(path: tuple[str, ...]) -> str:
    """Write a path as it is typed."""
    return ".".join(re.sub(r"([\\.])", r"\\\1", key) for key in path)


def _subject(index: ProfileIndex) -> str:
    names = [NAMES[kind] for kind in index.kinds]
    joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{joined[:1].upper()}{joined[1:]} in `{text_of(index.path)}`"


NAMES = {
    Kind.NUMBER: "numbers",
    Kind.STRING: "strings",
    Kind.BOOLEAN: "booleans",
    Kind.DATE_TIME: "dates and times",
}


def _described(index: ProfileIndex) -> dict[str, Any]:
    return {
        "path": list(index.path),
        "kinds": [kind.value for kind in index.kinds],
        "name": index.name,
        "isReady": index.is_ready,
    }


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))
