"""Rotating the keys that sign access tokens, so that nobody is signed out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.instants import now
from core.sealing import SealedBox
from models.database import transaction
from models.project import Project
from models.signing_key import SigningKey
from resolvers.keyring import MAX_AGE, new_key, verifying


@dataclass(frozen=True, slots=True)
class KeyState:
    """A key that still verifies: until `retired_at`, or for as long as it signs if that is None."""

    kid: str
    created_at: datetime
    retired_at: datetime | None


async def rotate(box: SealedBox) -> list[KeyState]:
    """Make a key that signs from now on, and give all that verify, the newest first.

    Those that signed until now verify until the last token has run out that any process may sign
    before it learns of the new key. `box` seals the private half.
    """
    async with transaction():
        retired_at = now() + await _longest_life()
        await SigningKey.filter(retired_at=None).update(retired_at=retired_at)
        await new_key(box).save(force_create=True)
    return await states()


async def states() -> list[KeyState]:
    """Give the keys that verify, the newest first."""
    keys = await verifying().order_by("-id")
    return [KeyState(str(key.id), key.created_at, key.retired_at) for key in keys]


async def _longest_life() -> timedelta:
    """Give how long a token that some process still signs with the old key can live from now."""
    longest = await Project.all().order_by("-access_token_lifetime").first()
    seconds = 0 if longest is None else longest.access_token_lifetime
    # Once for what processes do not know yet, and once for clocks that differ.
    return timedelta(seconds=seconds + 2 * MAX_AGE)
