"""What a violated constraint means, where what was in the way may be gone again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tortoise.exceptions import IntegrityError

from core.errors import AccountError, ErrorCode
from models.database import ATTEMPTS, transaction
from models.user import User
from resolvers.account_rules import explained, new_user
from resolvers.projects import record_of
from tests.accounts import sign_up

if TYPE_CHECKING:
    from resolvers.records import ProjectRecord
    from tests.server import Server

pytestmark = pytest.mark.anyio

VALUES = {"email": "ada@example.com", "role": "user"}


async def insert(project: ProjectRecord) -> None:
    async with transaction():
        await new_user(project, VALUES, None, None).save(force_create=True)


async def test_an_address_that_is_free_again_is_taken_after_all(server: Server) -> None:
    project = record_of(await server.project())
    await sign_up(server.anonymous, email=VALUES["email"])
    attempts = 0

    async def work() -> None:
        nonlocal attempts
        attempts += 1
        try:
            await insert(project)
        except IntegrityError:
            # Whoever had it deletes the account before anybody looks why this has failed.
            await User.all().delete()
            raise

    await explained(work, project, VALUES)
    assert attempts == 2
    (user,) = await User.all()
    assert user.email == VALUES["email"]
    assert user.password_hash is None


async def test_an_address_that_stays_taken_is_told(server: Server) -> None:
    project = record_of(await server.project())
    await sign_up(server.anonymous, email=VALUES["email"])
    with pytest.raises(AccountError) as refused:
        await explained(lambda: insert(project), project, VALUES)
    assert refused.value.code is ErrorCode.EMAIL_TAKEN


async def test_what_nothing_explains_is_given_up_in_the_end(server: Server) -> None:
    attempts = 0

    async def work() -> None:
        nonlocal attempts
        attempts += 1
        raise IntegrityError

    with pytest.raises(IntegrityError):
        await explained(work, record_of(await server.project()), VALUES)
    assert attempts == ATTEMPTS
