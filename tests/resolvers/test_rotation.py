"""Until when a key verifies that signs no more, and what becomes of keys that are rotated often."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.instants import now
from core.sealing import Sealer
from models.database import opened
from models.project import Project
from models.signing_key import SigningKey
from resolvers.keyring import MAX_AGE, PURPOSE, Keyring, secret_fits
from resolvers.projects import create_project
from resolvers.rotation import rotate, states
from tests.resolvers.test_keyring import claims
from tests.server import SECRET

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.anyio

BOX = Sealer(SECRET).for_purpose(PURPOSE)


@pytest.fixture(autouse=True)
async def database(database_url: str) -> AsyncIterator[None]:
    """Run every test on each database."""
    async with opened(database_url) as opened_database:
        opened_database.activate()
        yield


async def test_an_old_key_outlives_every_token_that_it_can_sign() -> None:
    await create_project("Shop")
    await create_project("Club")
    await Project.filter(name="Club").update(access_token_lifetime=7_200)
    await rotate(BOX)
    before = now()
    new, old = await rotate(BOX)
    assert new.retired_at is None
    assert old.retired_at is not None
    # A process that does not know of the rotation may sign for another minute.
    last_token_runs_out = before + timedelta(seconds=MAX_AGE + 7_200)
    assert last_token_runs_out < old.retired_at < last_token_runs_out + timedelta(minutes=2)


async def test_rotating_again_does_not_lengthen_the_life_of_older_keys() -> None:
    first = (await rotate(BOX))[0].kid
    second = (await rotate(BOX))[0].kid
    until = (await SigningKey.get(id=first)).retired_at
    third, *others = await rotate(BOX)
    assert [key.kid for key in others] == [second, first]
    assert (await SigningKey.get(id=first)).retired_at == until
    assert third.retired_at is None


async def test_the_new_key_signs_and_its_secret_is_ours() -> None:
    ring = Keyring(BOX, "http://127.0.0.1:8000")
    (only,) = await rotate(BOX)
    token = await ring.sign(claims())
    assert list(await ring.published()) == [only.kid]
    assert (await ring.verify(token)).sub == "user_1"
    assert await secret_fits(BOX)
    assert not await secret_fits(Sealer(SECRET[::-1]).for_purpose(PURPOSE))


async def test_of_rotations_at_once_none_leaves_the_server_without_a_key() -> None:
    await rotate(BOX)
    await asyncio.gather(*(rotate(BOX) for _ in range(5)))
    found = await states()
    assert len(found) == 6
    assert found[0].retired_at is None
    token = await Keyring(BOX, "http://127.0.0.1:8000").sign(claims())
    assert (await Keyring(BOX, "http://127.0.0.1:8000").verify(token)).sub == "user_1"
