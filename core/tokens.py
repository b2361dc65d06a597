"""Credentials: opaque refresh tokens, API keys with a checksum, and access tokens (EdDSA JWTs)."""

import secrets
import string
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MAX_TOKEN_LENGTH = 4096
"""Characters of an access token; a longer one is refused unread."""

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_KEY_CHECKSUM = 6
_KEY_SHOWN = 5
_REFRESH_BYTES = 32


PrivateKey: TypeAlias = Ed25519PrivateKey
PublicKey: TypeAlias = Ed25519PublicKey | bytes


class KeyKind(StrEnum):
    """What an API key may do: name a project, administer it, or act as the user who made it."""

    PUBLISHABLE = "publishable"
    SECRET = "secret"  # noqa: S105 - a name, no password
    PERSONAL = "personal"


KEY_HEADS = {
    KeyKind.PUBLISHABLE: "rk_pub_",
    KeyKind.SECRET: "rk_sec_",
    KeyKind.PERSONAL: "pk_",
}
"""What the keys of a kind begin with."""

_KEY_RANDOM = {KeyKind.PUBLISHABLE: 32, KeyKind.SECRET: 32, KeyKind.PERSONAL: 26}
"""Random characters, of 5.95 bits each. With its checksum a personal key has 32 after its head."""


class InvalidToken(Exception):  # noqa: N818 - reads as what it is: `except InvalidToken`
    """An access token that is none of ours, was changed, or has run out. It does not say which."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What an access token says: user, session and project, and its time in seconds since 1970.

    `iss` is filled in by the issuer; what is given to `AccessTokens.sign` there is not used.
    """

    sub: str
    sid: str
    pid: str
    email: str
    role: str
    iat: int
    exp: int
    iss: str = ""


class AccessTokens:
    """Signs and verifies access tokens in the name of `issuer`, the public URL of the server."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer

    def sign(self, claims: Claims, kid: str, private: Ed25519PrivateKey | bytes) -> str:
        """Return a JWT with the key's name `kid` in its header.

        A prepared key saves parsing; the 32 raw bytes will do.
        """
        payload = asdict(claims) | {"iss": self._issuer}
        return jwt.encode(payload, load_private(private), "EdDSA", headers={"kid": kid})

    def verify(
        self, token: str, keys: Mapping[str, Ed25519PublicKey | bytes], *, at: datetime
    ) -> Claims:
        """Return what `token` says if one of `keys` signed it and it has not run out at `at`.

        Raises InvalidToken for every fault.
        """
        kid = key_id(token)
        if kid is None or kid not in keys:
            raise InvalidToken
        try:
            payload = self._decode(token, load_public(keys[kid]))
        except (jwt.PyJWTError, ValueError):
            raise InvalidToken from None
        claims = _claims(payload)
        if claims.exp <= at.timestamp():
            raise InvalidToken
        return claims

    def _decode(self, token: str, key: Ed25519PublicKey) -> dict[str, Any]:
        return jwt.decode(
            token,
            key,
            algorithms=["EdDSA"],
            issuer=self._issuer,
            # The instant is the caller's to say, so `exp` is compared by `verify`.
            options={"require": list(_REQUIRED), "verify_exp": False, "verify_iat": False},
        )


def key_id(token: str) -> str | None:
    """Return the name of the key (`kid`) by which a token says that it was signed, unverified.

    None if it says none, is too long or is no token at all.
    """
    if len(token) > MAX_TOKEN_LENGTH:
        return None
    try:
        kid = jwt.get_unverified_header(token).get("kid")
    # A header nested thousands deep raises RecursionError, a lone surrogate ValueError.
    except (jwt.PyJWTError, ValueError, RecursionError):
        return None
    return kid if isinstance(kid, str) else None


def new_refresh_token() -> str:
    """Return 256 random bits as URL-safe base64."""
    return secrets.token_urlsafe(_REFRESH_BYTES)


def new_api_key(kind: KeyKind) -> str:
    """Return a new key: its kind, random characters, and a checksum for secret scanners."""
    body = KEY_HEADS[kind] + "".join(secrets.choice(_BASE62) for _ in range(_KEY_RANDOM[kind]))
    return body + _checksum(body)


def is_api_key(text: str) -> bool:
    """Whether `text` has the form and the checksum of a key, so that a typo costs no look-up."""
    return api_key_kind(text) is not None


def api_key_kind(text: str) -> KeyKind | None:
    """Return the kind that a well-formed key names; None for anything else."""
    for kind, head in KEY_HEADS.items():
        if text.startswith(head):
            return kind if _is_well_formed(text, len(head), _KEY_RANDOM[kind]) else None
    return None


def key_prefix(kind: KeyKind, text: str) -> str:
    """Return the characters of a key that may be shown to tell it from others of its kind."""
    return text[: len(KEY_HEADS[kind]) + _KEY_SHOWN]


def new_signing_key() -> bytes:
    """Return a new Ed25519 private key (RFC 8032) as 32 raw bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key(private: Ed25519PrivateKey | bytes) -> bytes:
    """Return the 32 raw bytes of the public key that belongs to `private`."""
    return load_private(private).public_key().public_bytes_raw()


def raw_public(key: Ed25519PublicKey | bytes) -> bytes:
    """Return the 32 raw bytes of a public key (RFC 8032), as a JWK names them `x` (RFC 8037)."""
    return load_public(key).public_bytes_raw()


def load_private(key: Ed25519PrivateKey | bytes) -> Ed25519PrivateKey:
    """Prepare a private key for repeated use; ValueError unless it has 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(key) if isinstance(key, bytes) else key


def load_public(key: Ed25519PublicKey | bytes) -> Ed25519PublicKey:
    """Prepare a public key for repeated use; ValueError unless it has 32 bytes."""
    return Ed25519PublicKey.from_public_bytes(key) if isinstance(key, bytes) else key


_STRINGS = frozenset({"sub", "sid", "pid", "email", "role", "iss"})
_NUMBERS = frozenset({"iat", "exp"})
_REQUIRED = _STRINGS | _NUMBERS


def _claims(payload: Mapping[str, Any]) -> Claims:
    strings = all(type(payload[name]) is str for name in _STRINGS)
    numbers = all(type(payload[name]) is int for name in _NUMBERS)
    if not (strings and numbers):
        raise InvalidToken
    return Claims(**{name: payload[name] for name in _REQUIRED})


def _is_well_formed(text: str, head: int, random: int) -> bool:
    body, checksum = text[:-_KEY_CHECKSUM], text[-_KEY_CHECKSUM:]
    if len(body) != head + random or not text.isascii():
        return False
    return all(char in _BASE62 for char in body[head:]) and checksum == _checksum(body)


def _checksum(body: str) -> str:
    number = zlib.crc32(body.encode())
    digits = ""
    for _ in range(_KEY_CHECKSUM):
        number, digit = divmod(number, len(_BASE62))
        digits = _BASE62[digit] + digits
    return digits
