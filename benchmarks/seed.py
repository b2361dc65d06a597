"""A project with many users, put into a migrated database straight by its driver."""

import asyncio
import json
import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import asyncpg

from core.ids import new_id
from core.instants import now, to_micros
from models.database import Database, Dialect, sqlite_path
from models.user import columns_of
from resolvers.projects import find_project

CITIES = [f"City {number}" for number in range(50)]
BATCH = 10_000


async def seed(database: Database, count: int) -> None:
    """Add `count` users to the project `default`; the same ones each time but for their IDs."""
    project = await find_project("default")
    rows = list(_users(project.id, count))
    names = list(rows[0])
    values = [tuple(row.values()) for row in rows]
    await _without_triggers(database, names, values)


async def _without_triggers(database: Database, names: list[str], values: list[Any]) -> None:
    """Insert at the speed of the driver; counts of referrals are made once at the end."""
    if database.dialect is Dialect.SQLITE:
        await asyncio.to_thread(_insert_sqlite, str(sqlite_path(database.url)), names, values)
        return
    connection = await asyncpg.connect(database.url)
    try:
        await connection.execute("ALTER TABLE users DISABLE TRIGGER USER")
        await connection.copy_records_to_table("users", records=values, columns=names)
        await connection.execute(COUNT_REFERRALS)
        await connection.execute("ALTER TABLE users ENABLE TRIGGER USER")
        await connection.execute("VACUUM ANALYZE users")
    finally:
        await connection.close()


def _insert_sqlite(path: str, names: list[str], values: list[Any]) -> None:
    import sqlite3  # noqa: PLC0415 -- only here is the driver used without its thread

    connection = sqlite3.connect(path)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    statements = [(name, sql) for name, sql in triggers if sql]
    for name, _ in statements:
        connection.execute(f"DROP TRIGGER {name}")
    sql = f"INSERT INTO users ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    texts = (tuple(str(v) if isinstance(v, UUID) else v for v in row) for row in values)
    connection.executemany(sql, texts)
    connection.execute(COUNT_REFERRALS)
    for _, statement in statements:
        connection.execute(statement)
    connection.execute("ANALYZE")
    connection.commit()
    connection.close()


COUNT_REFERRALS = """
    UPDATE users SET referral_count = counted.many
    FROM (SELECT referred_by_id AS id, count(*) AS many FROM users GROUP BY 1) AS counted
    WHERE users.id = counted.id
"""


def _users(project_id: UUID, count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(1)  # noqa: S311 -- the same users each time
    start = to_micros(now())
    ids = [new_id() for _ in range(count)]
    for number, key in enumerate(ids):
        data = {"age": chance.randint(18, 80), "plan": chance.choice(["free", "pro"])}
        data["tags"] = chance.sample(["a", "b", "c", "d"], 2)
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
        columns["data"] = json.dumps(data, separators=(",", ":"))
        columns["data_terms"] = json.dumps(columns["data_terms"], separators=(",", ":"))
        yield {
            **columns,
            "id": key,
            "project_id": project_id,
            "preferences": "{}",
            "is_email_verified": True,
            "is_active": True,
            "created_at": start + number,
            "updated_at": start + number,
            "referred_by_id": chance.choice(ids[:number]) if chance.random() < 0.7 and number else None,
            "referral_count": 0,
        }
