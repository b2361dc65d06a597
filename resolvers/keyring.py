"""The keys that sign and verify access tokens, read from the database and kept in memory."""

import base64
from time import monotonic, time

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
)
from models.signing_key import SigningKey

RELOAD_INTERVAL = 1.0
"""Seconds between two looks for new keys, so that forged tokens do not cost a statement each."""
MAX_VERIFIED = 10_000
"""How many tokens are remembered as verified; verifying costs a hundred times as much as that."""


class Keyring:
    """Signs with the newest key and verifies with any that is kept.

    What was verified is remembered until it runs out, under the whole token. That a session was
    revoked is seen all the same, because the session is read for each request.

    `box` seals the private halves in the database; `issuer` is the `iss` of every token.
    """

    def __init__(self, box: SealedBox, issuer: str) -> None:
        self._box = box
        self._tokens = AccessTokens(issuer)
        self._signer: tuple[str, PrivateKey] | None = None
        self._public: dict[str, PublicKey] = {}
        self._reload_after = 0.0
        self._verified: dict[str, Claims] = {}

    async def sign(self, claims: Claims) -> str:
        """Give the access token that says this; the first one ever makes the first key."""
        if self._signer is None:
            await self._load()
        kid, private = self._signer or await self._make()
        return self._tokens.sign(claims, kid, private)

    async def verify(self, token: str) -> Claims:
        """Give what a token says.

        Raises:
            InvalidToken: it was not signed by one of our keys, or has run out.
        """
        claims = self._verified.get(token)
        if claims is not None and claims.exp > time():
            return claims
        if key_id(token) not in self._public and monotonic() >= self._reload_after:
            # The key may be one that another process has made since.
            await self._load()
        claims = self._tokens.verify(token, self._public, at=now())
        while len(self._verified) >= MAX_VERIFIED:
            del self._verified[next(iter(self._verified))]
        self._verified[token] = claims
        return claims

    async def _load(self) -> None:
        self._reload_after = monotonic() + RELOAD_INTERVAL
        for key in await SigningKey.filter(retired_at=None).order_by("id"):
            kid = str(key.id)
            self._public[kid] = load_public(base64.b64decode(key.public_key))
            private = self._box.open(key.private_key, key.id.bytes)
            self._signer = (kid, load_private(private))

    async def _make(self) -> tuple[str, PrivateKey]:
        private = new_signing_key()
        key = SigningKey(public_key=base64.b64encode(public_key(private)).decode())
        key.private_key = self._box.seal(private, key.id.bytes)
        await key.save(force_create=True)
        await self._load()
        return (str(key.id), load_private(private))
