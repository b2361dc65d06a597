"""Exporting users: all of a project as they are at one moment, batch by batch, the oldest first."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import orjson

from core.ids import Prefix, encoder
from models.database import Database, Dialect
from models.project import Project
from models.snapshot import snapshot
from resolvers.audit import EventType, record_for_operator
from resolvers.directory.grammar import GRAMMARS
from resolvers.transfer.fields import FIELDS, ID, REFERRER

BATCH = 1000
BEFORE_ALL = -(2**63)
"""An instant in microseconds before which nothing is."""
_encode = encoder(Prefix.USER)


async def export_users(
    database: Database,
    project: Project,
    write: Callable[[bytes], Any],
    progress: Callable[[int, int], None],
) -> int:
    """Write a line for each user of a project, and count them.

    `progress` is told how many are written, and how many there are.

    Raises:
        OSError: `write` has failed.
    """
    await record_for_operator(project.id, EventType.USERS_EXPORTED, user=None, data={})
    # Keys of rows are bound as the database gives them: SQLite has texts.
    text = str if database.dialect is Dialect.SQLITE else UUID
    project_id, after = text(str(project.id)), (BEFORE_ALL, text(str(UUID(int=0))))
    count_sql, batch_sql = _statements(database.dialect)
    done = 0
    async with snapshot(database) as fetch:
        ((total,),) = await fetch(count_sql, (project_id,))
        while rows := await fetch(batch_sql, (project_id, *after)):
            write(b"".join(_line(row) for row in rows))
            done += len(rows)
            progress(done, total)
            after = rows[-1][0], rows[-1][1]
    return done


def _statements(dialect: Dialect) -> tuple[str, str]:
    """Give the statements that count the users, and that read the batch behind a place."""
    bind = GRAMMARS[dialect].placeholder
    count = f"SELECT count(*) FROM users WHERE project_id = {bind(1)}"
    columns = ", ".join(field.column for field in FIELDS)
    # Referrers are looked up for those of the batch alone.
    batch = f"""
        SELECT u.created_at, u.id, r.email, {", ".join(f"u.{field.column}" for field in FIELDS)}
        FROM (
            SELECT id, referred_by_id, {columns} FROM users
            WHERE project_id = {bind(1)} AND (created_at, id) > ({bind(2)}, {bind(3)})
            ORDER BY created_at, id LIMIT {BATCH}
        ) AS u LEFT JOIN users AS r ON r.id = u.referred_by_id
        ORDER BY u.created_at, u.id
    """
    return count, batch


def _line(row: Sequence[Any]) -> bytes:
    _, key, referrer, *values = row
    user = {
        field.name: None if value is None else field.write(value)
        for field, value in zip(FIELDS, values, strict=True)
    }
    whole = {ID: _encode(key), **user, REFERRER: referrer}
    return orjson.dumps(whole, option=orjson.OPT_APPEND_NEWLINE)
