"""Signing keys that are made, found, rotated and retired while several processes use them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from core.instants import now
from core.sealing import Sealer
from core.tokens import AccessTokens, Claims, InvalidToken, key_id, new_signing_key
from models.database import opened
from models.signing_key import SigningKey
from resolvers import keyring
from resolvers.keyring import Keyring
from tests.server import SECRET

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.anyio

ISSUER = "http://127.0.0.1:8000"


def claims(*, lives: int = 900) -> Claims:
    """Make claims that run out after so many seconds."""
    at = int(now().timestamp())
    return Claims("user_1", "sess_1", "proj_1", "a@example.com", "user", at, at + lives)


def process() -> Keyring:
    """Give the keyring of one more server process on the same database."""
    return Keyring(Sealer(SECRET).for_purpose("signing key"), ISSUER)


@pytest.fixture(autouse=True)
async def database(database_url: str) -> AsyncIterator[None]:
    """Run every test on each database."""
    async with opened(database_url) as opened_database:
        opened_database.activate()
        yield


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Collect an entry for each time that keys are read from the database."""
    seen: list[None] = []
    load = Keyring._load

    async def counted(self: Keyring) -> None:
        seen.append(None)
        await load(self)

    monkeypatch.setattr(Keyring, "_load", counted)
    return seen


async def test_first_uses_together_make_one_key() -> None:
    ring = process()
    tokens = await asyncio.gather(*[ring.sign(claims()) for _ in range(20)])
    assert len({key_id(token) for token in tokens}) == 1
    assert await SigningKey.all().count() == 1


async def test_every_process_takes_what_another_signed() -> None:
    one, other = process(), process()
    said = claims()
    token = await one.sign(said)
    seen = await asyncio.gather(*[other.verify(token) for _ in range(20)])
    assert [(claim.sub, claim.exp, claim.iss) for claim in seen] == [
        ("user_1", said.exp, ISSUER)
    ] * 20


async def test_a_key_that_is_newer_than_the_last_look_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, loads: list[None]
) -> None:
    monkeypatch.setattr(keyring, "RELOAD_INTERVAL", 0.2)
    one, other = process(), process()
    with pytest.raises(InvalidToken):
        await other.verify(AccessTokens(ISSUER).sign(claims(), "none", new_signing_key()))
    token = await one.sign(claims())
    loads.clear()
    seen = await asyncio.gather(*[other.verify(token) for _ in range(20)])
    assert {claim.sub for claim in seen} == {"user_1"}
    assert len(loads) == 1


async def test_forged_tokens_together_cost_one_look(
    monkeypatch: pytest.MonkeyPatch, loads: list[None]
) -> None:
    monkeypatch.setattr(keyring, "RELOAD_INTERVAL", 0.1)
    ring, forger = process(), AccessTokens(ISSUER)
    await ring.sign(claims())
    loads.clear()
    forged = [forger.sign(claims(), f"kid{n}", new_signing_key()) for n in range(50)]
    results = await asyncio.gather(*[ring.verify(one) for one in forged], return_exceptions=True)
    assert {type(result) for result in results} == {InvalidToken}
    assert len(loads) == 1


async def test_garbage_costs_no_look(loads: list[None]) -> None:
    ring = process()
    await ring.sign(claims())
    loads.clear()
    for garbage in ("", "a.b.c", "x" * 10_000, "é"):
        with pytest.raises(InvalidToken):
            await ring.verify(garbage)
    assert loads == []


async def test_a_token_runs_out_although_it_was_verified_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ring, said = process(), claims(lives=60)
    token = await ring.sign(said)
    await ring.verify(token)
    later = now().fromtimestamp(said.exp, tz=now().tzinfo)
    monkeypatch.setattr(keyring, "now", lambda: later)
    monkeypatch.setattr(keyring, "time", later.timestamp)
    with pytest.raises(InvalidToken):
        await ring.verify(token)


async def test_a_new_key_signs_and_the_old_one_still_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, other = process(), process()
    old = await one.sign(claims())
    first = await SigningKey.get()
    await SigningKey.all().update(retired_at=now())
    new = await other.sign(claims())
    await SigningKey.all().update(retired_at=None)
    monkeypatch.setattr(keyring, "MAX_AGE", 0.0)
    assert key_id(old) == str(first.id) != key_id(new)
    assert key_id(await one.sign(claims())) == key_id(new)
    for token in (old, new):
        assert (await one.verify(token)).sub == "user_1"


async def test_a_retired_key_counts_no_more_not_even_for_tokens_seen_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ring = process()
    token = await ring.sign(claims())
    await ring.verify(token)
    await SigningKey.all().update(retired_at=now())
    await ring.verify(token)
    monkeypatch.setattr(keyring, "MAX_AGE", 0.0)
    monkeypatch.setattr(keyring, "RELOAD_INTERVAL", 0.0)
    with pytest.raises(InvalidToken):
        await ring.verify(token)
    assert key_id(await ring.sign(claims())) != key_id(token)


async def test_few_tokens_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "MAX_VERIFIED", 3)
    ring = process()
    for lives in range(100, 110):
        token = await ring.sign(claims(lives=lives))
        assert (await ring.verify(token)).exp - (await ring.verify(token)).iat == lives
    assert len(ring._verified) == 3


async def test_private_halves_are_sealed() -> None:
    ring = process()
    await ring.sign(claims())
    key = await SigningKey.get()
    stranger = Sealer(SECRET[::-1]).for_purpose("signing key")
    with pytest.raises(ValueError, match="not sealed here"):
        stranger.open(key.private_key, key.id.bytes)
