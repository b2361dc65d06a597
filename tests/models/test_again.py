"""A transaction that PostgreSQL has ended for another one is run again, a few times."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from models.database import ATTEMPTS, again_if_chosen, opened, transaction
from models.project import Project

pytestmark = pytest.mark.anyio


async def test_of_two_in_a_circle_both_succeed(migrated_postgres_url: str) -> None:
    async with opened(migrated_postgres_url):
        names = [
            (await Project.create(name=name, name_folded=name)).name for name in ("one", "two")
        ]
        meeting = asyncio.Barrier(2)
        begun: list[str] = []

        async def change(first: str, second: str) -> None:
            begun.append(first)
            async with transaction():
                await add_one(first)
                if len(begun) <= 2:
                    await meeting.wait()
                await add_one(second)

        await asyncio.gather(
            again_if_chosen(lambda: change(*names)),
            again_if_chosen(lambda: change(*reversed(names))),
        )
        assert len(begun) == 3
        projects = await Project.all()
        assert [project.password_min_length for project in projects] == [10, 10]


async def add_one(name: str) -> None:
    """Change a row, which nobody else can until the transaction ends."""
    project = await Project.filter(name=name).select_for_update().get()
    project.password_min_length += 1
    await project.save(update_fields=["password_min_length"])


@pytest.mark.parametrize("kind", [asyncpg.DeadlockDetectedError, asyncpg.SerializationError])
async def test_it_gives_up_in_the_end(kind: type[Exception]) -> None:
    attempts = 0

    async def fail() -> None:
        nonlocal attempts
        attempts += 1
        raise kind

    with pytest.raises(kind):
        await again_if_chosen(fail)
    assert attempts == ATTEMPTS


async def test_other_failures_are_not_tried_again() -> None:
    attempts = 0

    async def fail() -> None:
        nonlocal attempts
        attempts += 1
        raise asyncpg.UniqueViolationError

    with pytest.raises(asyncpg.UniqueViolationError):
        await again_if_chosen(fail)
    assert attempts == 1
