"""Indexes that an operator adds who knows what is asked for: of profile keys, and for search."""

import re
from typing import Any

import typer

from commands.output import print_json
from commands.shared import refuse, with_migrated_database
from core.config import Settings
from core.documents import MAX_DEPTH, MAX_KEY_LENGTH
from core.text import is_storable
from models.database import Database
from resolvers.directory import indexes
from resolvers.directory.fields import Field
from resolvers.directory.indexes import Kind, ProfileIndex
from resolvers.directory.search_indexes import (
    SEARCHABLE,
    add_search_index,
    all_search_indexes,
    drop_search_index,
)

KEY_HELP = (
    "The key in `data`: `age`, or with dots for a value further in: `address.city`. A dot or a"
    " backslash that belongs to a key itself gets a backslash before it."
)
Fields = list[Field]
FIELD_HELP = f"One of {', '.join(SEARCHABLE)}."
KIND_HELP = f"What its values are compared as: {', '.join(Kind)}."


def add(key: str, kind: Kind, *, as_json: bool) -> None:
    """Build an index, and say so; having it already is no fault."""
    path = path_from(key)

    async def work(_settings: Settings, database: Database) -> bool:
        return await indexes.add(database, path, kind, _say(as_json=as_json)) is not None

    is_new = with_migrated_database(work)
    index = ProfileIndex(path, kind.letter)
    if as_json:
        print_json({**_described(index), "isNew": is_new})
    elif is_new:
        typer.echo(f"{_subject(index)} are found by an index from now on.")
    else:
        typer.echo(f"{_subject(index)} have an index already.")


def list_all(*, as_json: bool) -> None:
    """Print all indexes that an operator has added, a line for each."""

    async def work(_settings: Settings, database: Database) -> tuple[list[ProfileIndex], Fields]:
        return await indexes.all_indexes(database), await all_search_indexes(database)

    found, fields = with_migrated_database(work)
    if as_json:
        searches = [{"field": field.name, "kinds": ["search"]} for field in fields]
        print_json([*(_described(index) for index in found), *searches])
        return
    if not found and not fields:
        typer.echo("There are none: `python main.py index add KEY KIND` builds one.")
    lines = [(text_of(index.path), _state(index)) for index in found]
    lines += [(field.name, "search within the field") for field in fields]
    width = max((len(name) for name, _ in lines), default=0)
    for name, state in lines:
        typer.echo(f"{name:{width}}   {state}")


def drop(key: str, kind: Kind, *, as_json: bool) -> None:
    """Drop an index; exits with 1 if there is none."""
    path = path_from(key)

    async def work(_settings: Settings, database: Database) -> bool:
        return await indexes.drop(database, path, kind)

    index = ProfileIndex(path, kind.letter)
    if not with_migrated_database(work):
        refuse(f"{_subject(index)} have no index.")
    if as_json:
        print_json(_described(index))
    else:
        typer.echo(f"{_subject(index)} have no index any more.")


def add_search(name: str, *, as_json: bool) -> None:
    """Build the search index of a field; having it already is no fault."""
    field = _field(name)

    async def work(_settings: Settings, database: Database) -> bool:
        return await add_search_index(database, field, _say(as_json=as_json))

    is_new = with_migrated_database(work)
    if as_json:
        print_json({"field": name, "kinds": ["search"], "isNew": is_new})
    elif is_new:
        typer.echo(f"Searching within `{name}` uses an index from now on.")
    else:
        typer.echo(f"Searching within `{name}` has an index already.")


def drop_search(name: str, *, as_json: bool) -> None:
    """Drop the search index of a field; exits with 1 if there is none."""
    field = _field(name)

    async def work(_settings: Settings, database: Database) -> bool:
        return await drop_search_index(database, field)

    if not with_migrated_database(work):
        refuse(f"Searching within `{name}` has no index.")
    if as_json:
        print_json({"field": name, "kinds": ["search"]})
    else:
        typer.echo(f"Searching within `{name}` has no index any more.")


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


def _field(name: str) -> Field:
    field = SEARCHABLE.get(name)
    if field is None:
        refuse(f"`{name}` is no field to search within: there are {', '.join(SEARCHABLE)}.")
    return field


def _say(*, as_json: bool) -> indexes.Say:
    return (lambda _sentence: None) if as_json else typer.echo


def _state(index: ProfileIndex) -> str:
    state = "" if index.is_ready else "   (not finished: add it again)"
    return f"{', '.join(index.kinds)}{state}"


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
