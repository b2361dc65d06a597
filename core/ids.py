"""Identifiers: UUIDv7 in the database, outside TypeID 0.3: `user_01h455vb4pex5vsknk084sn02q`."""

import re
import secrets
import uuid
from collections.abc import Callable
from enum import StrEnum
from functools import cache

from typeid import base32
from typeid._base32 import encode as encode_suffix  # What base32.encode calls, without the call.
from uuid_utils import compat

# 26 characters hold 130 bits; a first character above 7 would be a number of more than 128.
_SUFFIX = re.compile("[0-7][0-9a-hjkmnp-tv-z]{25}")


class Prefix(StrEnum):
    """What an identifier stands for; it opens the public form."""

    USER = "user"
    SESSION = "sess"
    KEY = "key"
    PROJECT = "proj"
    EVENT = "evt"
    FILE = "file"


def new_id() -> uuid.UUID:
    """Return a new UUIDv7 (RFC 9562): later ones sort after earlier ones."""
    return compat.uuid7()


def id_from(micros: int) -> uuid.UUID:
    """Make a UUIDv7 for what is as old as that, in microseconds since 1970, the least there is.

    The 12 bits behind the milliseconds are their fraction (RFC 9562, 6.2, method 3), so that the
    IDs of any two instants sort as these do.
    """
    milliseconds, fraction = divmod(max(micros, 0), 1000)
    head = milliseconds << 16 | 0x7 << 12 | fraction * 4096 // 1000
    return uuid.UUID(int=head << 64 | 0b10 << 62 | secrets.randbits(62))


def encode(prefix: Prefix, value: uuid.UUID | str) -> str:
    """Write the public form of a UUID, or of its 36 characters, in which SQLite gives it."""
    return encoder(prefix)(value)


@cache
def encoder(prefix: Prefix) -> Callable[[uuid.UUID | str], str]:
    """Give `encode` for one prefix, for writing many."""
    head = prefix.value + "_"
    write, read = encode_suffix, bytes.fromhex

    def encode_one(value: uuid.UUID | str) -> str:
        raw = read(value.replace("-", "")) if isinstance(value, str) else value.bytes
        text: str = head + write(raw)
        return text

    return encode_one


def decode(prefix: Prefix, text: str) -> uuid.UUID | None:
    """Read the public form; None for another prefix and for anything that `encode` never writes."""
    head, _, suffix = text.partition("_")
    if head != prefix or _SUFFIX.fullmatch(suffix) is None:
        return None
    return uuid.UUID(bytes=bytes(base32.decode(suffix)))


def decode_any(text: str) -> tuple[Prefix, uuid.UUID] | None:
    """Read the public form of any kind of object; None if it is none."""
    head = text.partition("_")[0]
    if head not in _PREFIXES:
        return None
    prefix = Prefix(head)
    value = decode(prefix, text)
    return None if value is None else (prefix, value)


_PREFIXES = frozenset(str(prefix) for prefix in Prefix)
