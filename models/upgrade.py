"""Applying migrations: all that are missing in one transaction, and by one process at a time."""

from functools import cache
from pathlib import Path

from tortoise.migrations.executor import MigrationExecutor

from models.database import Database, Dialect, tortoise_config, transaction

FOLDER = Path(__file__).parent / "migrations"
LOCK = 7_265_636_174
"""Names the lock on PostgreSQL under which migrations run; any number that others do not use."""


async def pending(database: Database) -> list[str]:
    """Name the migrations that the database lacks; changes nothing."""
    return [str(step.migration.name) for step in await _executor(database).plan()]


async def unapplied(database: Database) -> list[str]:
    """Do as `pending` does, by one look-up on a connection that only reads."""
    rows = await database.fetch("SELECT name FROM tortoise_migrations WHERE app = 'rollcall'")
    applied = {row[0] for row in rows}
    return [name for name in _names() if name not in applied]


async def upgrade(database: Database) -> list[str]:
    """Apply the migrations that the database lacks, and name them.

    Of several processes that start at once, one applies them and the others wait for it.
    """
    if not await pending(database):
        return []
    # On SQLite a transaction takes the write lock when it begins, which does by itself.
    async with transaction():
        if database.dialect is Dialect.POSTGRES:
            await database.fetch(f"SELECT pg_advisory_xact_lock({LOCK})")
        executor = _executor(database)
        await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))  # noqa: SLF001
        missing = await pending(database)
        await executor.migrate()
    return missing


@cache
def _names() -> tuple[str, ...]:
    """Name the migrations that there are."""
    return tuple(sorted(path.stem for path in FOLDER.glob("[0-9]*.py")))


def _executor(database: Database) -> MigrationExecutor:
    apps = tortoise_config(database.url)["apps"]
    return MigrationExecutor(database.connection, apps)
