"""Indexes of profile keys: an operator's choice, because each one makes every write dearer.

An index is on the very expression that filters and orders write (grammar.py), behind the project
and before the ID, so that a list that is sorted by it is read page by page along the index.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from core.errors import AccountError, ErrorCode
from core.terms import path_key, path_of
from models.database import FAILURES, Database, Dialect, transaction
from models.statistics import statistics_of_profile_key
from resolvers.directory.grammar import GRAMMARS

PREFIX = "users_data_"
SLUG_LENGTH = 24
LOCK = 7_265_636_175
"""Names the lock on PostgreSQL under which indexes change; any number that others do not use."""

Say = Callable[[str], None]
Run = Callable[[str], Awaitable[object]]


class Kind(StrEnum):
    """What the values of a key are compared as, by the names in DataComparator."""

    NUMBER = "number"
    STRING = "string"
    BOOLEAN = "boolean"
    DATE_TIME = "dateTime"

    @property
    def letter(self) -> str:
        """The letter of the terms that hold such values (core.terms)."""
        return "t" if self is Kind.DATE_TIME else "v"


@dataclass(frozen=True, slots=True)
class ProfileIndex:
    """An index on the values that one path in `data` leads to.

    One whose building was interrupted is not ready, and of no use; only PostgreSQL leaves such.
    """

    path: tuple[str, ...]
    letter: str
    is_ready: bool = True

    @property
    def kinds(self) -> list[Kind]:
        """What it serves: numbers, strings and booleans share one index."""
        return [kind for kind in Kind if kind.letter == self.letter]

    @property
    def name(self) -> str:
        """Its name in the database: ASCII of less than 63 bytes, another one for each path."""
        key = path_key(self.path)
        slug = re.sub(r"[^a-z0-9]+", "_", key.lower())[:SLUG_LENGTH]
        return f"{PREFIX}{self.letter}_{slug}_{blake2b(key.encode(), digest_size=6).hexdigest()}"


async def all_indexes(database: Database) -> list[ProfileIndex]:
    """Give the indexes of profile keys, in the order of their paths."""
    rows = await database.fetch(_CATALOGUE[database.dialect])
    found = [_parsed(database.dialect, definition, bool(valid)) for definition, valid in rows]
    return sorted(found, key=lambda index: (index.path, index.letter))


async def add(database: Database, path: Sequence[str], kind: Kind, say: Say) -> ProfileIndex | None:
    """Build an index without keeping anybody from reading; None if there is one already.

    `say` is given a sentence for each step.

    Raises:
        AccountError: it cannot be built; the message is for people, and nothing is left behind.
    """
    index = ProfileIndex(tuple(path), kind.letter)
    async with alone(database) as run:
        known = await _find(database, index)
        if known is not None and known.is_ready:
            return None
        if known is not None:
            say("An index whose building was interrupted is removed first.")
            await run(_drop_sql(database.dialect, index))
        say(BUILDING[database.dialect])
        try:
            await run(_create_sql(database.dialect, index))
        except FAILURES as error:
            await run(_drop_sql(database.dialect, index))
            message = f"The index cannot be built: {str(error).rstrip('.')}."
            raise AccountError(ErrorCode.INVALID, message) from error
        # Without knowing how values are spread the database might prefer other indexes.
        for sql in _statistics_sql(database.dialect, index):
            await run(sql)
    return index


async def drop(database: Database, path: Sequence[str], kind: Kind) -> bool:
    """Drop an index; False if there is none.

    Raises:
        AccountError: another command changes indexes at this moment.
    """
    index = ProfileIndex(tuple(path), kind.letter)
    async with alone(database) as run:
        if await _find(database, index) is None:
            return False
        await run(_drop_sql(database.dialect, index))
    return True


async def _find(database: Database, index: ProfileIndex) -> ProfileIndex | None:
    places = {(known.path, known.letter): known for known in await all_indexes(database)}
    return places.get((index.path, index.letter))


@asynccontextmanager
async def alone(database: Database) -> AsyncIterator[Run]:
    """Keep other commands from changing indexes meanwhile, and give the way to run statements.

    On SQLite all is one transaction. PostgreSQL builds without blocking only outside of one; there
    a second command is refused at once, because the first would wait for one that waits.
    """
    if database.dialect is Dialect.SQLITE:
        async with transaction():
            yield database.connection.execute_script
        return
    async with database.connection.acquire_connection() as connection:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            message = "Another command changes indexes at this moment: try again when it has ended."
            raise AccountError(ErrorCode.INVALID, message)
        try:
            yield connection.execute
        finally:
            await connection.execute(f"SELECT pg_advisory_unlock({LOCK})")


BUILDING = {
    Dialect.SQLITE: "Building the index; reading goes on meanwhile, writing waits.",
    Dialect.POSTGRES: "Building the index; reading and writing go on meanwhile.",
}
_CATALOGUE = {
    Dialect.SQLITE: "SELECT sql, TRUE FROM sqlite_master"
    f" WHERE type = 'index' AND substr(name, 1, {len(PREFIX)}) = '{PREFIX}'",
    Dialect.POSTGRES: "SELECT pg_get_indexdef(i.indexrelid), i.indisvalid"
    " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    f" WHERE i.indrelid = 'users'::regclass AND left(c.relname, {len(PREFIX)}) = '{PREFIX}'",
}
_TERM = {
    Dialect.SQLITE: re.compile(r"""'\$\."([tv])((?:[^']|'')*)"'"""),
    Dialect.POSTGRES: re.compile(r"->> '([tv])((?:[^']|'')*)'"),
}
"""Finds the key of the terms in the definition of an index."""


def _parsed(dialect: Dialect, definition: str, is_ready: bool) -> ProfileIndex:  # noqa: FBT001
    match = _TERM[dialect].search(definition)
    assert match is not None  # noqa: S101 -- all indexes of this prefix are ours
    return ProfileIndex(path_of(match[2].replace("''", "'")), match[1], is_ready)


def _create_sql(dialect: Dialect, index: ProfileIndex) -> str:
    term = GRAMMARS[dialect].term("", index.letter + path_key(index.path))
    how = "CONCURRENTLY " if dialect is Dialect.POSTGRES else ""
    return f"CREATE INDEX {how}{index.name} ON users (project_id, {term}, id)"


def _statistics_sql(dialect: Dialect, index: ProfileIndex) -> Sequence[str]:
    if dialect is Dialect.POSTGRES:
        return ["ANALYZE users"]
    return statistics_of_profile_key(index.name)


def _drop_sql(dialect: Dialect, index: ProfileIndex) -> str:
    how = "CONCURRENTLY " if dialect is Dialect.POSTGRES else ""
    return f"DROP INDEX {how}IF EXISTS {index.name}"
