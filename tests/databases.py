"""Fresh PostgreSQL databases for tests, copied from a prepared one where that saves time."""

from __future__ import annotations

import secrets
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import asyncpg

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

# Any number will do; all workers of a run take this lock before they prepare a template.
TEMPLATE_LOCK = 4_201


async def new_database(cluster_url: str, template: str = "template0") -> str:
    """Create an empty UTF-8 database, or a copy of a template, and return its URL.

    The URL (`postgres://user:password@127.0.0.1:PORT/NAME`) suits asyncpg, Tortoise and
    ROLLCALL_DATABASE_URL alike. A copy takes some 30 milliseconds; nobody may be connected to
    the template meanwhile.
    """
    name = f"test_{secrets.token_hex(8)}"
    async with _administrator(cluster_url) as connection:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING UTF8")
    return with_database(cluster_url, name)


async def drop_database(url: str) -> None:
    """Drop a database made by `new_database`, its open connections included."""
    async with _administrator(with_database(url, "postgres")) as connection:
        await connection.execute(f"DROP DATABASE IF EXISTS {_name(url)} WITH (FORCE)")


async def prepare_template(
    cluster_url: str, name: str, prepare: Callable[[str], Awaitable[None]]
) -> None:
    """Make the template database `name` once for all workers of a run.

    The first caller creates it and awaits `prepare(url)`, which must close its connections; the
    others wait for that and find it made. If `prepare` fails, the next caller begins anew.
    """
    async with _administrator(cluster_url) as connection:
        await connection.execute("SELECT pg_advisory_lock($1)", TEMPLATE_LOCK)
        made = "SELECT datistemplate FROM pg_database WHERE datname = $1"
        if await connection.fetchval(made, name):
            return
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING UTF8")
        await prepare(with_database(cluster_url, name))
        await connection.execute(f"ALTER DATABASE {name} IS_TEMPLATE true")


def with_database(url: str, name: str) -> str:
    """Return the same URL with another database name."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


@asynccontextmanager
async def _administrator(cluster_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Connect as the superuser; closing the connection also gives back the lock."""
    connection = await asyncpg.connect(cluster_url)
    try:
        yield connection
    finally:
        await connection.close()
