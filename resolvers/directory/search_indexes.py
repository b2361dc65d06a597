"""Indexes for searching within texts: trigrams by FTS5 on SQLite, by pg_trgm on PostgreSQL."""

from collections.abc import Sequence

from core.errors import AccountError, ErrorCode
from models.database import FAILURES, Database, Dialect
from resolvers.directory.fields import FIELDS, Field, Kind
from resolvers.directory.indexes import BUILDING, Run, Say, alone
from resolvers.directory.search import index_name

SEARCHABLE = {name: field for name, field in FIELDS.items() if field.kind is Kind.TEXT}
NO_EXTENSION = (
    "This PostgreSQL lacks the extension pg_trgm, which is part of its package `contrib`: without"
    " it, searching within texts needs no index and reads every user."
)


async def all_search_indexes(database: Database) -> list[Field]:
    """Give the fields that have a search index."""
    names = {row[0] for row in await database.fetch(_CATALOGUE[database.dialect])}
    return [field for field in SEARCHABLE.values() if index_name(field) in names]


async def add_search_index(database: Database, field: Field, say: Say) -> bool:
    """Build the search index of a field; False if there is one.

    Raises:
        AccountError: it cannot be built; nothing is left behind.
    """
    async with alone(database) as run:
        if field in await all_search_indexes(database):
            return False
        if database.dialect is Dialect.POSTGRES:
            await _require_trigrams(database, run)
        say(BUILDING[database.dialect])
        try:
            for sql in [*_drop_sql(database.dialect, field), *_create_sql(database.dialect, field)]:
                await run(sql)
        except FAILURES as error:
            for sql in _drop_sql(database.dialect, field):
                await run(sql)
            message = f"The index cannot be built: {str(error).rstrip('.')}."
            raise AccountError(ErrorCode.INVALID, message) from error
    return True


async def drop_search_index(database: Database, field: Field) -> bool:
    """Drop the search index of a field; False if there is none."""
    async with alone(database) as run:
        if field not in await all_search_indexes(database):
            return False
        for sql in _drop_sql(database.dialect, field):
            await run(sql)
    return True


async def _require_trigrams(database: Database, run: Run) -> None:
    rows = await database.fetch(
        "SELECT installed_version FROM pg_available_extensions WHERE name = 'pg_trgm'"
    )
    if not rows:
        raise AccountError(ErrorCode.INVALID, NO_EXTENSION)
    if rows[0][0] is None:
        try:
            await run("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except FAILURES as error:
            message = f"The extension pg_trgm cannot be made: {error}."
            raise AccountError(ErrorCode.INVALID, message) from error


_CATALOGUE = {
    Dialect.SQLITE: "SELECT name FROM sqlite_master"
    " WHERE type = 'table' AND name LIKE 'users~_search~_%' ESCAPE '~'",
    # Both of a field's indexes have to be valid; the folded one is made last.
    Dialect.POSTGRES: "SELECT left(c.relname, -7)"
    " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE i.indrelid = 'users'::regclass AND i.indisvalid"
    " AND c.relname LIKE 'users~_search~_%~_folded' ESCAPE '~'",
}


def _create_sql(dialect: Dialect, field: Field) -> Sequence[str]:
    name, column = index_name(field), field.column
    return _of_sqlite(name, column) if dialect is Dialect.SQLITE else _of_postgres(name, column)


def _of_postgres(name: str, column: str) -> list[str]:
    create = "CREATE INDEX CONCURRENTLY {0} ON users USING gin ({1} gin_trgm_ops)"
    return [
        create.format(name, column),
        create.format(f"{name}_folded", f"{column}_folded"),
    ]


def _of_sqlite(name: str, column: str) -> list[str]:
    rows, enter, leave = f"{name}_rows", _enter(name, column), _leave(name, column)
    changed = f"AFTER UPDATE OF {column}, {column}_folded ON users"
    columns = "text, content='', detail=none, tokenize='trigram'"
    texts = f"SELECT number, {_text('users', column)} FROM {rows} JOIN users ON users.id = user_id"
    return [
        f"CREATE TABLE {rows} (number INTEGER PRIMARY KEY, user_id TEXT NOT NULL UNIQUE)",
        f"CREATE VIRTUAL TABLE {name} USING fts5({columns})",
        f"INSERT INTO {rows} (user_id) SELECT id FROM users WHERE {column} IS NOT NULL",
        f"INSERT INTO {name} (rowid, text) {texts}",
        f"CREATE TRIGGER {name}_inserted AFTER INSERT ON users BEGIN {enter} END",
        f"CREATE TRIGGER {name}_deleted AFTER DELETE ON users BEGIN {leave} END",
        f"CREATE TRIGGER {name}_changed {changed} BEGIN {leave} {enter} END",
    ]


def _drop_sql(dialect: Dialect, field: Field) -> Sequence[str]:
    name = index_name(field)
    if dialect is Dialect.POSTGRES:
        return [f"DROP INDEX CONCURRENTLY IF EXISTS {name}{twin}" for twin in ("_folded", "")]
    triggers = [
        f"DROP TRIGGER IF EXISTS {name}_{event}" for event in ("inserted", "deleted", "changed")
    ]
    return [*triggers, f"DROP TABLE IF EXISTS {name}", f"DROP TABLE IF EXISTS {name}_rows"]


def _text(row: str, column: str) -> str:
    """Give what is indexed of a row: its text, and the folded one where more than A-Z differ.

    FTS5 itself ignores case, character by character, so that one text serves all searches.
    """
    plain, folded = f"{row}.{column}", f"{row}.{column}_folded"
    return f"{plain} || iif({folded} = lower({plain}), '', char(10) || {folded})"


def _enter(name: str, column: str) -> str:
    """Write the statements of a trigger that add the new row."""
    return (
        f"INSERT INTO {name}_rows (user_id) SELECT NEW.id WHERE NEW.{column} IS NOT NULL;"
        f" INSERT INTO {name} (rowid, text) SELECT number, {_text('NEW', column)}"
        f" FROM {name}_rows WHERE user_id = NEW.id;"
    )


def _leave(name: str, column: str) -> str:
    """Write the statements of a trigger that remove the old row, told what it held."""
    return (
        f"INSERT INTO {name} ({name}, rowid, text) SELECT 'delete', number, {_text('OLD', column)}"
        f" FROM {name}_rows WHERE user_id = OLD.id;"
        f" DELETE FROM {name}_rows WHERE user_id = OLD.id;"
    )
