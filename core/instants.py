"""Instants: aware UTC datetimes in Python, microseconds since 1970 in databases, text outside."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

_MICROS_PER_HOUR = 3_600_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DATE = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_RFC3339 = re.compile(
    _DATE + r"[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_ISO8601 = re.compile(
    _DATE + r"(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]+))?)?"
    r"([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)


def now() -> datetime:
    """Return the present instant, in UTC."""
    return datetime.now(UTC)


def to_micros(instant: datetime) -> int:
    """Return the microseconds from 1970 to `instant`, which must be aware (else TypeError)."""
    return (instant - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Return the instant `micros` microseconds after 1970; OverflowError beyond years 1 to 9999."""
    return _EPOCH + timedelta(microseconds=micros)


def format_micros(micros: int) -> str:
    """Write an instant as RFC 3339, e.g. 2026-11-20T09:30:00Z; six more digits only if needed."""
    hour, rest = divmod(micros, _MICROS_PER_HOUR)
    seconds, fraction = divmod(rest, 1_000_000)
    minutes, seconds = divmod(seconds, 60)
    if fraction:
        return "%s%02d:%02d.%06dZ" % (_hour(hour), minutes, seconds, fraction)  # noqa: UP031 -- fast
    return f"{_hour(hour)}{minutes:02}:{seconds:02}Z"


@lru_cache(4096)
def _hour(hour: int) -> str:
    """Write an hour, counted from 1970, up to the colon before the minutes."""
    return (_EPOCH + timedelta(hours=hour)).isoformat()[:14]


def parse_rfc3339(text: str) -> datetime:
    """Read an RFC 3339 date-time, which always has seconds and an offset, and return it in UTC.

    Digits beyond microseconds are cut off. Raises ValueError, with a sentence for the client, for
    anything else, for dates that do not exist and for the leap second 60, which Python lacks.
    """
    match = _RFC3339.fullmatch(text)
    if match is None:
        raise ValueError(
            "An instant must be an RFC 3339 date-time with an offset, such as 2026-11-20T09:30:00Z."
        )
    try:
        return _instant(match)
    except (ValueError, OverflowError):
        raise ValueError("An instant must be a date and a time that exist.") from None


def parse_iso8601(text: str) -> int | None:
    """Read a date, or a date and a time, from data that users keep; return its microseconds.

    The forms are YYYY-MM-DD alone, or followed by T or a space and hh:mm[:ss[.fraction]] and
    perhaps an offset (Z, +hh:mm, +hhmm, +hh). No offset means UTC. Everything else gives None,
    years outside 1 to 9999 included, also where only the offset leads there.
    """
    match = _ISO8601.fullmatch(text)
    if match is None:
        return None
    try:
        return to_micros(_instant(match))
    except (ValueError, OverflowError):
        return None


def _instant(match: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    local = datetime(
        int(year),
        int(month),
        int(day),
        int(hour or 0),
        int(minute or 0),
        int(second or 0),
        int((fraction or "")[:6].ljust(6, "0")),
        tzinfo=_offset(offset),
    )
    return local.astimezone(UTC)


def _offset(text: str | None) -> timezone:
    if text is None or text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[3:].lstrip(":") or 0)
    if minutes > 59:  # noqa: PLR2004 - minutes of an hour; timedelta would carry them over
        raise ValueError(text)
    delta = timedelta(hours=hours, minutes=minutes)
    return timezone(-delta if text[0] == "-" else delta)
