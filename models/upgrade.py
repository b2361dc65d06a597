"""Applying migrations."""

from tortoise.migrations.executor import MigrationExecutor, PlanStep

from models.database import Database, tortoise_config


async def pending(database: Database) -> list[str]:
    """Name the migrations that the database lacks; changes nothing."""
    executor = _executor(database)
    await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))  # noqa: SLF001
    return [_name(step) for step in await executor.plan()]


async def upgrade(database: Database) -> list[str]:
    """Apply the migrations that the database lacks, and name them."""
    missing = await pending(database)
    await _executor(database).migrate()
    return missing


def _executor(database: Database) -> MigrationExecutor:
    apps = tortoise_config(database.url)["apps"]
    return MigrationExecutor(database.connection, apps)


def _name(step: PlanStep) -> str:
    return str(step.migration.name)
