"""`referral_count` is exact whoever writes, and a referrer is always one of the same project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tortoise.exceptions import BaseORMException

from core.ids import new_id
from core.instants import now
from models.database import transaction
from models.user import User, columns_of

if TYPE_CHECKING:
    from uuid import UUID

    from models.project import Project
    from tests.server import Server

pytestmark = pytest.mark.anyio


async def add(project: Project, name: str, referrer: User | None = None) -> User:
    """Store a user, past the API."""
    at = now()
    columns = columns_of({"email": f"{name}@example.com", "role": "user", "data": {}})
    return await User.create(
        id=new_id(),
        project_id=project.id,
        referred_by_id=None if referrer is None else referrer.id,
        preferences={},
        created_at=at,
        updated_at=at,
        **columns,
    )


async def counts() -> dict[str, int]:
    """Give the stored counts, each of which must be what counting gives."""
    users = await User.all().order_by("email")
    stored = {user.email.partition("@")[0]: user.referral_count for user in users}
    real = {
        user.email.partition("@")[0]: await User.filter(referred_by_id=user.id).count()
        for user in users
    }
    assert stored == real
    return stored


async def refer(user: User, referrer: UUID | None) -> None:
    """Change the referrer of a user by a statement of its own."""
    await User.filter(id=user.id).update(referred_by_id=referrer)


async def test_every_kind_of_change(server: Server) -> None:
    project = await server.project()
    ann, bob = await add(project, "ann"), await add(project, "bob")
    cleo, dan = await add(project, "cleo", ann), await add(project, "dan", ann)
    assert await counts() == {"ann": 2, "bob": 0, "cleo": 0, "dan": 0}
    await refer(cleo, bob.id)
    assert await counts() == {"ann": 1, "bob": 1, "cleo": 0, "dan": 0}
    await refer(cleo, bob.id)
    assert await counts() == {"ann": 1, "bob": 1, "cleo": 0, "dan": 0}
    await refer(cleo, None)
    assert await counts() == {"ann": 1, "bob": 0, "cleo": 0, "dan": 0}
    await refer(ann, dan.id)
    assert await counts() == {"ann": 1, "bob": 0, "cleo": 0, "dan": 1}
    await dan.delete()
    assert await counts() == {"ann": 0, "bob": 0, "cleo": 0}
    assert await User.filter(id=ann.id, referred_by_id=None).count() == 1


async def test_a_transaction_that_fails_leaves_the_count(server: Server) -> None:
    project = await server.project()
    ann = await add(project, "ann")

    async def fail() -> None:
        async with transaction():
            await add(project, "bob", ann)
            assert await counts() == {"ann": 1, "bob": 0}
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await counts() == {"ann": 0}


async def test_no_referrer_of_another_project(server: Server) -> None:
    project = await server.project()
    other, _ = await server.second_project()
    ann, stranger = await add(project, "ann"), await add(other, "stranger")
    with pytest.raises(BaseORMException, match="another project"):
        await add(project, "bob", stranger)
    with pytest.raises(BaseORMException, match="another project"):
        await refer(ann, stranger.id)
    assert await counts() == {"ann": 0, "stranger": 0}
