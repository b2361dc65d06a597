"""A project with many users, put into a migrated database straight by its driver.

Users are made one by one, so that a million of them need no more memory than a thousand.
"""

import asyncio
import random
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import asyncpg

from core.documents import dumps
from core.instants import now, to_micros
from models.database import Database, Dialect, sqlite_path
from models.user import columns_of
from resolvers.projects import find_project

CITIES = [f"City {number}" for number in range(50)]
AGES = range(18, 81)
BATCH = 50_000
REFERRED = 0.7
"""The share of users whom another one brought."""


async def seed(database: Database, count: int) -> None:
    """Add `count` users to the project `default`; the same ones each time but for their IDs."""
    project = await find_project("default")
    users = _users(project.id, count)
    if database.dialect is Dialect.SQLITE:
        await asyncio.to_thread(_into_sqlite, str(sqlite_path(database.url)), users)
    else:
        await _into_postgres(database.url, users)


async def _into_postgres(url: str, users: Iterator[dict[str, Any]]) -> None:
    connection = await asyncpg.connect(url)
    try:
        # Neither triggers nor foreign keys: counts of referrals are right from the start.
        await connection.execute("SET session_replication_role = replica")
        await connection.execute("SET maintenance_work_mem = '256MB'")
        indexes = await connection.fetch(POSTGRES_INDEXES)
        for name, _ in indexes:
            await connection.execute(f'DROP INDEX "{name}"')
        names, rows = _table(users)
        await connection.copy_records_to_table("users", records=rows, columns=names)
        for _, sql in indexes:
            await connection.execute(sql)
        await connection.execute("VACUUM ANALYZE users")
    finally:
        await connection.close()


def _into_sqlite(path: str, users: Iterator[dict[str, Any]]) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -262144")
    dropped = connection.execute(SQLITE_EXTRAS).fetchall()
    for kind, name, _ in dropped:
        connection.execute(f'DROP {kind} "{name}"')
    names, rows = _table(users)
    sql = f"INSERT INTO users ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    texts = map(_as_text, rows)
    # In pieces, because the write-ahead log grows until a transaction ends.
    while piece := list(islice(texts, BATCH)):
        connection.executemany(sql, piece)
        connection.commit()
    for _, _, statement in dropped:
        connection.execute(statement)
    connection.execute("ANALYZE")
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


# An index that is made when the rows are there takes a fraction of the time. Those of constraints
# stay, because they cannot be dropped by themselves.
POSTGRES_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename = 'users' AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""
SQLITE_EXTRAS = """
    SELECT type, name, sql FROM sqlite_master
    WHERE tbl_name = 'users' AND type IN ('index', 'trigger') AND sql IS NOT NULL
"""


def _table(users: Iterator[dict[str, Any]]) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Give the names of the columns, and the rows."""
    first = next(users)

    def rows() -> Iterator[tuple[Any, ...]]:
        yield tuple(first.values())
        for user in users:
            yield tuple(user.values())

    return list(first), rows()


def _as_text(row: Sequence[Any]) -> list[Any]:
    return [str(value) if isinstance(value, UUID) else value for value in row]


def _users(project_id: UUID, count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(1)  # noqa: S311 -- the same users each time
    start = to_micros(now())
    referrers, referrals = _referrals(count)
    for number in range(count):
        referrer = referrers[number]
        yield {
            **_profile(chance, number),
            "id": _id(start, number),
            "project_id": project_id,
            "preferences": "{}",
            "is_email_verified": True,
            "is_active": True,
            "created_at": start + number,
            "updated_at": start + number,
            "referred_by_id": None if referrer < 0 else _id(start, referrer),
            "referral_count": referrals[number],
        }


def _profile(chance: random.Random, number: int) -> dict[str, Any]:
    """Make what a user says of himself; `badge` in `data` is a number of his own."""
    data = {
        "age": chance.choice(AGES),
        "plan": chance.choice(["free", "pro"]),
        "tags": chance.sample(["a", "b", "c", "d"], 2),
        "badge": number,
    }
    columns = columns_of(
        {
            "email": f"user{number}@example.com",
            "username": f"user{number}",
            "name": f"Name{chance.randint(0, 9999)} Family{chance.randint(0, 9999)}",
            "first_name": f"Name{number % 997}",
            "last_name": f"Family{number % 1009}",
            "city": chance.choice(CITIES),
            "country": f"Country {number % 20}",
            "timezone": "Asia/Karachi",
            "role": "user",
            "data": data,
        }
    )
    return columns | {"data": dumps(data), "data_terms": dumps(columns["data_terms"])}


def _referrals(count: int) -> tuple["array[int]", "array[int]"]:
    """Give the number of each user's referrer (-1 for none), who is older, and their counts."""
    chance = random.Random(2)  # noqa: S311 -- the same referrers each time
    referrers = array("q", [-1]) * count
    referrals = array("q", [0]) * count
    for number in range(1, count):
        if chance.random() < REFERRED:
            referrers[number] = chance.randrange(number)
            referrals[referrers[number]] += 1
    return referrers, referrals


def _id(start: int, number: int) -> UUID:
    """Make a UUIDv7 (RFC 9562) of the user's own instant that can be made again from its number."""
    milliseconds = (start + number) // 1000
    return UUID(int=milliseconds << 80 | 0x7 << 76 | 0x2 << 62 | number)
