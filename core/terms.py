r"""The index of a `data` document: a flat map of terms, so that both databases compare alike.

Every comparable value becomes plain text whose order by code point is the order of the values:
numbers before strings before booleans. The key of a term is a letter and the path of the value:

    v  the value as a term, for numbers, strings and booleans
    f  the folded text, for strings
    t  the instant, for strings that hold an ISO 8601 date or date-time
    l  the list itself, for lists of nothing but strings
    e  1, for every value that is not null
"""

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.instants import parse_iso8601
from core.text import fold

_SIGN = 1 << 63
_ALL_BITS = (1 << 64) - 1
_UNSAFE = re.compile(r'[~/"\\\x00-\x1f\x7f]')
_ESCAPED = re.compile("~([0-9A-F]{2})")


def number_term(value: float) -> str:
    """Return the term of a number, taken as an IEEE 754 double; -0.0 is 0.0.

    Raises OverflowError for integers beyond the range of a double.
    """
    (bits,) = struct.unpack(">Q", struct.pack(">d", float(value) + 0.0))
    # Doubles order like their bits once the sign is flipped, and negative ones mirrored.
    return f"1{bits ^ (_ALL_BITS if bits & _SIGN else _SIGN):016x}"


def string_term(value: str) -> str:
    """Return the term of a string."""
    return "2" + value


def boolean_term(value: bool) -> str:  # noqa: FBT001 - the value is the whole argument
    """Return the term of a boolean; false comes before true."""
    return "31" if value else "30"


def micros_term(micros: int) -> str:
    """Return the term of an instant, given in microseconds since 1970 (64 bits with sign)."""
    return f"{micros + _SIGN:016x}"


def path_key(path: Sequence[str]) -> str:
    r"""Join the keys of a path by "/" into text that is safe inside a quoted SQLite JSON path.

    The characters ~ / " \ and the control characters of ASCII become ~ and two hex digits, so
    that different paths never give the same key. ValueError for an empty path.
    """
    if not path:
        raise ValueError("A path must have at least one key.")
    return "/".join(_UNSAFE.sub(_escape, key) for key in path)


def path_of(key: str) -> tuple[str, ...]:
    """Give the path that `path_key` made a key of."""
    return tuple(_ESCAPED.sub(_unescape, part) for part in key.split("/"))


def index_terms(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the terms of every value that a path of keys leads to; lists are not entered.

    `document` must have passed `core.documents.check`, which bounds the recursion.
    """
    terms: dict[str, Any] = {}
    for key, value in _values(document, ""):
        terms["e" + key] = 1
        terms.update(_terms_of(key, value))
    return terms


def _escape(match: re.Match[str]) -> str:
    return f"~{ord(match[0]):02X}"


def _unescape(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _values(mapping: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for name, value in mapping.items():
        if value is None:
            continue
        key = before + path_key((name,))
        yield key, value
        if isinstance(value, dict):
            yield from _values(value, key + "/")


def _terms_of(key: str, value: object) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"v" + key: boolean_term(value)}
    if isinstance(value, (int, float)):
        return {"v" + key: number_term(value)}
    if isinstance(value, str):
        terms = {"v" + key: string_term(value), "f" + key: fold(value)}
        micros = parse_iso8601(value)
        return terms if micros is None else {**terms, "t" + key: micros_term(micros)}
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return {"l" + key: value}
    return {}
