"""Ranges of bytes and conditions of a request for something that never changes (RFC 9110)."""

import re
from typing import NamedTuple

from starlette.datastructures import Headers

_RANGE = re.compile(r"bytes=\s*(\d{0,19})-(\d{0,19})\s*", re.ASCII)


class Range(NamedTuple):
    """The bytes from `start` up to, and without, `end`."""

    start: int
    end: int


class UnsatisfiableRangeError(Exception):
    """The range that is asked for lies behind the end (status 416)."""


def asked_range(headers: Headers, tag: str, size: int) -> Range | None:
    """Give the one range that is asked for; None for the whole (RFC 9110, 14.2 and 13.1.5).

    Several ranges, other units and what cannot be read are passed over, as a server may.

    Raises:
        UnsatisfiableRangeError: see there.
    """
    found = _RANGE.fullmatch(headers.get("range", ""))
    if found is None or not any(found.groups()) or headers.get("if-range", tag) != tag:
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1 if last else size)
        if last and int(last) < int(first):
            return None
    if start >= end:
        raise UnsatisfiableRangeError
    return Range(start, end)


def is_known(if_none_match: str, tag: str) -> bool:
    """Tell whether the client has what the tag names; tags compare weakly (RFC 9110, 13.1.2)."""
    tags = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return tag in tags or "*" in tags
