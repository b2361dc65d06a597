"""The keys that sign and verify access tokens, read from the database and kept in memory."""

import asyncio
import base64
from collections.abc import Mapping
from math import inf
from time import monotonic, time

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from core.instants import now
from core.sealing import SealedBox
from core.tokens import (
    AccessTokens,
    Claims,
    PrivateKey,
    PublicKey,
    key_id,
    load_private,
    load_public,
    new_signing_key,
    public_key,
    raw_public,
)
from models.signing_key import SigningKey

RELOAD_INTERVAL = 1.0
"""Seconds between two looks for an unknown key, so that forged tokens cost few statements.

What is published of the keys is not older either.
"""
MAX_AGE = 60.0
"""Seconds after which every process knows of a key that was added or retired."""
MAX_VERIFIED = 10_000
"""How many tokens are remembered as verified; verifying costs a hundred times as much as that."""

PURPOSE = "signing key"
"""For which the boxes of this module are made."""


class Keyring:
    """Signs with the newest key, and verifies with all that are not retired yet.

    What was verified is remembered until it runs out, under the whole token. That a session was
    revoked is seen all the same, because the session is read for each request.

    `box` seals the private halves in the database; `issuer` is the `iss` of every token.
    """

    def __init__(self, box: SealedBox, issuer: str) -> None:
        self._box = box
        self._tokens = AccessTokens(issuer)
        self._signer: tuple[str, PrivateKey] | None = None
        self._public: dict[str, PublicKey] = {}
        self._verified: dict[str, Claims] = {}
        self._loaded_at = -inf
        self._lock = asyncio.Lock()

    async def sign(self, claims: Claims) -> str:
        """Give the access token that says this; the first one ever makes the first key."""
        await self._keep_current(MAX_AGE)
        kid, private = self._signer or await self._make()
        return self._tokens.sign(claims, kid, private)

    async def verify(self, token: str) -> Claims:
        """Give what a token says.

        Raises:
            InvalidToken: it was not signed by one of our keys, or has run out.
        """
        await self._keep_current(MAX_AGE)
        claims = self._verified.get(token)
        if claims is not None and claims.exp > time():
            return claims
        kid = key_id(token)
        if kid is not None and kid not in self._public:
            await self._look_for(kid)
        claims = self._tokens.verify(token, self._public, at=now())
        while len(self._verified) >= MAX_VERIFIED:
            del self._verified[next(iter(self._verified))]
        self._verified[token] = claims
        return claims

    async def published(self) -> Mapping[str, bytes]:
        """Give the 32 raw bytes of each public key that verifies, by its `kid`, the oldest first.

        There is always one: who asks before the first sign-in may keep the answer until after it.
        And a new one is there at once, because another process may sign with it already.
        """
        await self._keep_current(RELOAD_INTERVAL)
        if self._signer is None:
            await self._make()
        return {kid: raw_public(key) for kid, key in self._public.items()}

    async def _keep_current(self, max_age: float) -> None:
        """See to it that what is known of the keys is not older than so many seconds."""
        if monotonic() < self._loaded_at + max_age:
            return
        async with self._lock:
            if monotonic() >= self._loaded_at + max_age:
                await self._load()

    async def _look_for(self, kid: str) -> None:
        """Look for a key that another process may have made just now.

        Who comes too early waits, together with all others who do, instead of being refused.
        """
        asked_at = monotonic()
        async with self._lock:
            if kid in self._public or self._loaded_at >= asked_at:
                return
            await asyncio.sleep(self._loaded_at + RELOAD_INTERVAL - monotonic())
            await self._load()

    async def _load(self) -> None:
        loaded_at = monotonic()
        keys = await verifying().order_by("id")
        public = {str(key.id): load_public(base64.b64decode(key.public_key)) for key in keys}
        if not self._public.keys() <= public.keys():
            self._verified.clear()
        signing = [key for key in keys if key.retired_at is None]
        self._signer = self._prepared(signing[-1]) if signing else None
        self._public = {**public}
        self._loaded_at = loaded_at

    def _prepared(self, key: SigningKey) -> tuple[str, PrivateKey]:
        return str(key.id), load_private(self._box.open(key.private_key, key.id.bytes))

    async def _make(self) -> tuple[str, PrivateKey]:
        async with self._lock:
            if self._signer is not None:
                return self._signer
            key = new_key(self._box)
            await key.save(force_create=True)
            await self._load()
            return self._prepared(key)


def new_key(box: SealedBox) -> SigningKey:
    """Make a pair of keys, which is not stored yet; `box` seals the private half."""
    private = new_signing_key()
    key = SigningKey(public_key=base64.b64encode(public_key(private)).decode())
    key.private_key = box.seal(private, key.id.bytes)
    return key


def verifying() -> QuerySet[SigningKey]:
    """Give the keys by which a token may still be signed."""
    return SigningKey.filter(Q(retired_at=None) | Q(retired_at__gt=now()))


async def secret_fits(box: SealedBox) -> bool:
    """Tell whether `box` opens the newest key, so that the secret is the one it was made with."""
    key = await SigningKey.filter(retired_at=None).order_by("-id").first()
    if key is None:
        return True
    try:
        box.open(key.private_key, key.id.bytes)
    except ValueError:
        return False
    return True
