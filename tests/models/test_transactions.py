"""A transaction that cannot begin, or is given up, gives its connection back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NoReturn

import pytest
from anyio import fail_after, sleep
from tortoise.backends.asyncpg.client import TransactionWrapper

from models.database import POOL_SIZE, opened, transaction
from models.project import Project
from models.sqlite_backend import ImmediateTransaction

pytestmark = pytest.mark.anyio

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Have no transaction begin until the patch is undone."""

    async def begin(_self: object) -> NoReturn:
        await sleep(0.02)
        raise ConnectionError

    with monkeypatch.context() as patch:
        for kind in (TransactionWrapper, ImmediateTransaction):
            patch.setattr(kind, "begin", begin)
        yield patch


async def test_one_that_fails(database_url: str, stuck: pytest.MonkeyPatch) -> None:
    async with opened(database_url):
        for _ in range(POOL_SIZE + 1):
            with pytest.raises(ConnectionError):
                await begin_one()
        stuck.undo()
        await writes()


async def test_one_that_nobody_waits_for(database_url: str, stuck: pytest.MonkeyPatch) -> None:
    async with opened(database_url):
        for _ in range(POOL_SIZE + 1):
            waiting = asyncio.create_task(begin_one())
            await sleep(0.01)
            waiting.cancel()
            with pytest.raises((asyncio.CancelledError, ConnectionError)):
                await waiting
        stuck.undo()
        await writes()


async def begin_one() -> None:
    """Begin a transaction where none begins."""
    async with transaction():
        pytest.fail("It has begun.")


async def writes() -> None:
    """Write in a transaction, and find it written."""
    with fail_after(10):
        async with transaction():
            await Project.create(name="Shop", name_folded="shop")
        assert await Project.all().count() == 1
