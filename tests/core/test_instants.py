"""Instants keep their microseconds on the way to the database and back, and to text and back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.instants import (
    format_micros,
    from_micros,
    now,
    parse_iso8601,
    parse_rfc3339,
    to_micros,
)

FIRST = to_micros(datetime.min.replace(tzinfo=UTC))
LAST = to_micros(datetime.max.replace(tzinfo=UTC))
micros = st.integers(FIRST, LAST)
NOVEMBER = to_micros(datetime(2026, 11, 20, 9, 30, tzinfo=UTC))


def test_now_is_utc_and_moves() -> None:
    first = now()
    assert first.tzinfo is UTC
    assert timedelta(0) <= now() - first < timedelta(minutes=1)


@given(micros)
def test_micros_survive_the_round_trip(value: int) -> None:
    assert to_micros(from_micros(value)) == value


def test_an_instant_of_another_zone_is_the_same_instant() -> None:
    karachi = timezone(timedelta(hours=5))
    assert to_micros(datetime(2026, 11, 20, 14, 30, tzinfo=karachi)) == NOVEMBER


def test_an_instant_without_zone_is_a_mistake() -> None:
    with pytest.raises(TypeError):
        to_micros(datetime(2026, 11, 20))  # noqa: DTZ001 - what the test is about


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (NOVEMBER, "2026-11-20T09:30:00Z"),
        (NOVEMBER + 120, "2026-11-20T09:30:00.000120Z"),
        (FIRST, "0001-01-01T00:00:00Z"),
        (LAST, "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_format(value: int, text: str) -> None:
    assert format_micros(value) == text


@given(micros)
def test_both_parsers_read_what_is_written(value: int) -> None:
    text = format_micros(value)
    assert to_micros(parse_rfc3339(text)) == value
    assert parse_iso8601(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T09:30:00Z",
        "2026-11-20t09:30:00z",
        "2026-11-20T09:30:00-00:00",
        "2026-11-20T14:30:00+05:00",
        "2026-11-20T00:00:00-09:30",
        "2026-11-20T09:30:00.0Z",
        "2026-11-20T09:30:00.0000009Z",
    ],
)
def test_rfc3339_is_read_and_given_in_utc(text: str) -> None:
    instant = parse_rfc3339(text)
    assert instant.tzinfo is UTC
    assert to_micros(instant) == NOVEMBER == parse_iso8601(text)


def test_digits_beyond_microseconds_are_cut_off() -> None:
    text = "2026-11-20T09:30:00.123456999999Z"
    assert parse_rfc3339(text).microsecond == 123456
    assert parse_iso8601(text) == NOVEMBER + 123456
    assert parse_rfc3339("2026-11-20T09:30:00.5Z").microsecond == 500000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-20",
        "2026-11-20T09:30Z",
        "2026-11-20T09:30:00",
        "2026-11-20 09:30:00Z",
        "2026-11-20T09:30:00+0500",
        "2026-11-20T09:30:00Z\n",
        "2026-11-20T09:30:00.Z",
        "2026-11-20T09:30:00,5Z",
        "٢٠٢٦-11-20T09:30:00Z",
        "1",
    ],
)
def test_what_is_not_rfc3339_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"RFC 3339 .* such as 2026-11-20T09:30:00Z"):
        parse_rfc3339(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "2026-11-20T24:00:00Z",
        "2026-12-31T23:59:60Z",
        "2026-11-20T09:30:00+24:00",
        "2026-11-20T09:30:00+05:60",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
    ],
)
def test_instants_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="that exist"):
        parse_rfc3339(text)
    assert parse_iso8601(text) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-11-20", -34_200),
        ("2026-11-20T09:30", 0),
        ("2026-11-20 09:30", 0),
        ("2026-11-20 09:30:01", 1),
        ("2026-11-20T09:30:00,5", 0.5),
        ("2026-11-20T14:30+05", 0),
        ("2026-11-20T14:30+0500", 0),
        ("2026-11-20T09:30:00-0030", 1800),
    ],
)
def test_iso8601_in_user_data(text: str, seconds: float) -> None:
    assert parse_iso8601(text) == NOVEMBER + round(seconds * 1_000_000)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "2026",
        "2026-11",
        "20261120",
        "2026-W47-5",
        "2026-11-20T",
        "2026-11-20T09",
        "2026-11-20Z",
        "2026-11-20T09:30:00.",
        "2026-11-20T09:30 Z",
        " 2026-11-20",
        "2026-11-20\n",
    ],
)
def test_other_strings_are_no_instants(text: str) -> None:
    assert parse_iso8601(text) is None


@given(st.text())
def test_no_string_breaks_the_parser_of_user_data(text: str) -> None:
    value = parse_iso8601(text)
    assert value is None or FIRST <= value <= LAST
