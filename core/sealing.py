"""Secrets derived from the one secret of the installation: sealed text and keyed hashes."""

import base64
import hashlib
import hmac
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_SIV_KEY_BYTES = 64
_HASH_KEY_BYTES = 32


class SealedBox:
    """Seals bytes for one purpose with AES-SIV (RFC 5297).

    The same bytes under the same context give the same text, as cursors need; nothing else can be
    learnt from the text, and no one without the secret can make or change one.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = AESSIV(key)

    def seal(self, data: bytes, *context: bytes) -> str:
        """Return `data` encrypted as URL-safe base64 without padding.

        `context` is not part of the text, but `open` succeeds only with the same.
        """
        sealed = self._cipher.encrypt(data, list(context))
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, text: str, *context: bytes) -> bytes:
        """Return what was sealed; ValueError for all that was not sealed here under `context`."""
        sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        # The decoder skips foreign characters; only the one text that `seal` writes may pass.
        if base64.urlsafe_b64encode(sealed).rstrip(b"=").decode() != text:
            raise ValueError("The text is no URL-safe base64.")
        try:
            return self._cipher.decrypt(sealed, list(context))
        except InvalidTag:
            raise ValueError("The text was not sealed here, or for something else.") from None


class Sealer:
    """Derives one key for each purpose from the secret (HKDF-SHA256, RFC 5869).

    Purposes are short fixed names in the code; each is derived once.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self.for_purpose = cache(self._for_purpose)
        self._hash_key = cache(self._derive_hash_key)

    def keyed_hash(self, purpose: str, value: str) -> bytes:
        """Return the HMAC-SHA256 of `value`: a random secret is stored and looked up by it."""
        return hmac.digest(self._hash_key(purpose), value.encode(), hashlib.sha256)

    def _for_purpose(self, purpose: str) -> SealedBox:
        return SealedBox(self._derive(purpose, _SIV_KEY_BYTES))

    def _derive_hash_key(self, purpose: str) -> bytes:
        return self._derive("hash " + purpose, _HASH_KEY_BYTES)

    def _derive(self, purpose: str, length: int) -> bytes:
        info = f"rollcall {purpose}".encode()
        return HKDF(hashes.SHA256(), length, salt=None, info=info).derive(self._secret)
