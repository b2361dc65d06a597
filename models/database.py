"""The database: its address, its opening and closing, statements and transactions."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext, _current_context
from tortoise.exceptions import BaseORMException, DBConnectionError
from tortoise.transactions import in_transaction

from models.readers import PostgresReaders, Readers, SqliteReaders
from models.sqlite_backend import make_file

T = TypeVar("T")
MODULES = [
    "models.project",
    "models.user",
    "models.api_key",
    "models.session",
    "models.login_failures",
    "models.signing_key",
    "models.audit",
    "models.file",
    "models.task",
]
BUSY_TIMEOUT = 15_000
"""Milliseconds that a writer waits for another on SQLite."""
POOL_SIZE = 6
"""Connections to PostgreSQL that a process opens at most, besides those that only read."""
ATTEMPTS = 5
"""How often a transaction is begun that PostgreSQL has ended in favour of another."""
MAX_PAUSE = 0.05
"""Seconds before it is begun again, at most."""
CONNECT_TIMEOUT = 10
"""Seconds after which a PostgreSQL that does not answer counts as away."""


_is_in_transaction = ContextVar("_is_in_transaction", default=False)
"""Whether the task has a transaction open; asking Tortoise takes some microseconds."""


class DatabaseUnavailable(Exception):  # noqa: N818 -- a state, not a mistake
    """The database cannot be used; the text is a sentence that says why, without a password."""


FAILURES = (
    OSError,
    sqlite3.Error,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    # A statement that meets a connection in the moment of its end.
    asyncpg.InternalClientError,
    BaseORMException,
)
"""What the drivers raise where a database cannot be opened."""


def exceeds_index(error: BaseException) -> bool:
    """Tell whether a write failed because a value is too long for an index.

    Those of PostgreSQL hold some 2,700 bytes; those of SQLite any text.
    """
    return isinstance(error, asyncpg.ProgramLimitExceededError)


class Dialect(StrEnum):
    """The databases that Rollcall speaks to."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


def dialect_of(url: str) -> Dialect:
    """Tell the kind of database from its URL."""
    return Dialect.SQLITE if url.startswith("sqlite:") else Dialect.POSTGRES


def sqlite_path(url: str) -> Path:
    """Give the file of a `sqlite://` URL; without a / in front it is relative to where we run."""
    return Path(unquote(url.removeprefix("sqlite://").partition("?")[0]))


def postgres_address(url: str) -> dict[str, Any]:
    """Give what asyncpg needs to connect; of the URL's query `sslmode` counts, as for libpq."""
    parts = urlsplit(url)
    modes = parse_qs(parts.query).get("sslmode", ())
    return {
        "host": parts.hostname or "localhost",
        "port": parts.port or 5432,
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password or ""),
        "database": unquote(parts.path.lstrip("/")) or "postgres",
        "timeout": CONNECT_TIMEOUT,
        **({"ssl": modes[-1]} if modes else {}),
    }


def tortoise_config(url: str) -> dict[str, Any]:
    """Describe the database at `url` to Tortoise.

    The connection is named after the dialect, because Tortoise keeps statements by that name.
    """
    name = dialect_of(url).value
    return {
        "connections": {name: _connection(url)},
        "apps": {
            "rollcall": {
                "models": MODULES,
                "default_connection": name,
                "migrations": "models.migrations",
            }
        },
    }


def _connection(url: str) -> dict[str, Any]:
    if dialect_of(url) is Dialect.SQLITE:
        return {
            "engine": "models.sqlite_backend",
            "credentials": {
                "file_path": str(sqlite_path(url)),
                "busy_timeout": BUSY_TIMEOUT,
                "journal_mode": "WAL",
                "synchronous": "FULL",
            },
        }
    return {
        "engine": "tortoise.backends.asyncpg",
        "credentials": {**postgres_address(url), "minsize": 1, "maxsize": POOL_SIZE},
    }


class Database:
    """One process's way to the database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.dialect = dialect_of(url)
        self.context = TortoiseContext()
        self.readers: Readers | None = None
        self._searches = asyncio.Semaphore(1)

    async def open(self) -> None:
        """Make ready; on SQLite the folder of the file is made where it is missing.

        Raises:
            DatabaseUnavailable: it does not let us in, or is none.
        """
        self.activate()
        await self.context.init(config=tortoise_config(self.url))
        try:
            if self.dialect is Dialect.SQLITE:
                await make_file(sqlite_path(self.url), BUSY_TIMEOUT)
            await self.fetch("SELECT 1")
        except FAILURES as error:
            raise DatabaseUnavailable(_sentence(self.url, error)) from error

    async def open_readers(self, count: int) -> None:
        """Open connections of their own for reading; a SQLite file must exist by now.

        Of the `count`, at least 2, searches leave one to look-ups.
        """
        self._searches = asyncio.Semaphore(count - 1)
        if self.dialect is Dialect.SQLITE:
            self.readers = await SqliteReaders.open(str(sqlite_path(self.url)), count)
        else:
            self.readers = await PostgresReaders.open(postgres_address(self.url), count)

    async def close(self) -> None:
        """Close all connections."""
        if self.readers is not None:
            await self.readers.close()
        await self.context.close_connections()

    def activate(self) -> None:
        """Make this the database of the current task.

        Tortoise finds its connections by a context variable, and a server's requests do not
        inherit what the start-up task set.
        """
        _current_context.set(self.context)

    @property
    def connection(self) -> BaseDBAsyncClient:
        """Tortoise's connection: that of the task's transaction where one is open."""
        return self.context.connections.get(self.dialect.value)

    def connections_in_use(self) -> dict[str, tuple[int, int]]:
        """Count for each pool the connections that are at work, and those that wait for some.

        SQLite has one that writes, which is no pool.
        """
        pools = {} if self.readers is None else {"readers": self.readers.in_use()}
        pool = getattr(self.connection, "_pool", None)
        if isinstance(pool, asyncpg.Pool):
            idle = pool.get_idle_size()
            pools["writers"] = (pool.get_size() - idle, idle)
        return pools

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> Sequence[Sequence[Any]]:
        """Look up rows by their keys, inside the task's transaction where one is open."""
        if self.readers is not None and not _is_in_transaction.get():
            return await self.readers.fetch(sql, values)
        _, rows = await self.connection.execute_query(sql, list(values))
        return cast("Sequence[Sequence[Any]]", rows)

    async def change(self, sql: str, values: Sequence[Any]) -> Sequence[Mapping[str, Any]]:
        """Run a statement that writes and gives rows (RETURNING), inside a transaction."""
        return await self.connection.execute_query_dict(sql, list(values))

    async def search(self, sql: str, values: Sequence[Any] = ()) -> Sequence[Sequence[Any]]:
        """Do as `fetch` does, for a statement that may read many rows and so take long.

        However many of them there are, they leave a connection to look-ups: whoever calls can be
        authenticated.
        """
        async with self._searches:
            return await self.fetch(sql, values)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """Open the database at `url`, and close it at the end.

    Raises:
        DatabaseUnavailable: it does not let us in, or is none.
    """
    database = Database(url)
    try:
        await database.open()
        yield database
    finally:
        await database.close()


def _sentence(url: str, error: Exception) -> str:
    """Say what is wrong; of a missing database Tortoise tells less than the error beneath."""
    cause = error.__cause__ or error
    reason = str(getattr(cause, "strerror", None) or cause).rstrip(".")
    if dialect_of(url) is Dialect.SQLITE:
        return f"The database {sqlite_path(url)} cannot be opened: {reason}."
    address = postgres_address(url)
    place = f"{address['host']}:{address['port']}"
    if isinstance(error, OSError) and not isinstance(error, DBConnectionError):
        return f"The database does not answer: there is no PostgreSQL at {place}."
    return f"The database at {place} cannot be opened: {reason}."


async def again_if_chosen(work: Callable[[], Awaitable[T]]) -> T:
    """Run work that is one transaction, again where PostgreSQL has ended it for another one.

    Of transactions that wait for each other in a circle it chooses one, of which nothing stays.
    """
    for _ in range(ATTEMPTS - 1):
        with suppress(asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
            return await work()
        # Not at once and not all together, or the same would happen once more.
        await asyncio.sleep(random.uniform(0, MAX_PAUSE))  # noqa: S311 -- no secret
    return await work()


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """Begin a transaction: committed when its block ends, rolled back when it raises."""
    begun = in_transaction()
    try:
        await begun.__aenter__()
    except BaseException as error:
        # Where a transaction cannot begin, Tortoise keeps the connection (on SQLite: the only one
        # that writes) for ever. It has a token from the moment that it holds one.
        if hasattr(begun, "token"):
            with suppress(Exception):
                await begun.__aexit__(type(error), error, error.__traceback__)
        raise
    token = _is_in_transaction.set(True)
    try:
        yield
    except BaseException as error:
        await begun.__aexit__(type(error), error, error.__traceback__)
        raise
    finally:
        _is_in_transaction.reset(token)
    await begun.__aexit__(None, None, None)
