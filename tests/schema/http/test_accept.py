"""Headers with weights: the media type and the compression that a client would rather have."""

from __future__ import annotations

import time

import pytest

from schema.http.accept import GRAPHQL, JSON, encoding, media_type


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/html", JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL};q=0.1", GRAPHQL),
        (f"{GRAPHQL}, {JSON}", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{JSON};q=0.9, {GRAPHQL}", GRAPHQL),
        (f"{JSON}, {GRAPHQL};q=0.9", JSON),
        (f"{GRAPHQL};q=0.9, */*", JSON),
        (f"{GRAPHQL}, */*;q=0.1", GRAPHQL),
        (f"{GRAPHQL};q=0", JSON),
        (f"{GRAPHQL};q=0, {JSON};q=0", JSON),
        (f"{JSON};q=0, */*", GRAPHQL),
        (f"{JSON};q=0, application/*;q=0.2", GRAPHQL),
        (f"{GRAPHQL} ; Q=0.5 , {JSON} ; q=0.4", GRAPHQL),
        (f"{GRAPHQL};charset=utf-8;q=0.2, {JSON};q=0.4", JSON),
        (f"{GRAPHQL};q=0.3, {GRAPHQL};charset=utf-8, {JSON};q=0.5", GRAPHQL),
        (f"{GRAPHQL};q=many, {JSON}", GRAPHQL),
        (f"{GRAPHQL};q=7, {JSON}", GRAPHQL),
        (f"{GRAPHQL};q=-7, {JSON}", GRAPHQL),
        (f"{GRAPHQL};q=nan, {JSON};q=0.1", GRAPHQL),
        (",;,;;,=,", JSON),
    ],
)
def test_media_types(accept: str, chosen: str) -> None:
    assert media_type(accept) == chosen


@pytest.mark.parametrize(
    ("accept_encoding", "chosen"),
    [
        ("", ""),
        ("identity", ""),
        ("deflate", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("GZIP;Q=1.0", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("zstd;q=0, br;q=0, gzip;q=0", ""),
        ("*", "zstd"),
        ("*;q=0", ""),
        ("*, zstd;q=0", "br"),
        ("identity, gzip;q=0.5", ""),
        ("identity;q=0, gzip", "gzip"),
        ("identity;q=0", ""),
        ("x-gzip", ""),
    ],
)
def test_encodings(accept_encoding: str, chosen: str) -> None:
    assert encoding(accept_encoding) == chosen


def test_long_headers_are_read_in_time_and_not_remembered() -> None:
    begun = time.monotonic()
    for number in range(20):
        assert media_type(f"a/{number}," * 10_000 + GRAPHQL) == GRAPHQL
        assert encoding(f"a{number}," * 10_000 + "br") == "br"
    assert time.monotonic() - begun < 20
