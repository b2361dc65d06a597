"""A file of which readers of formats get so much and no more."""

from __future__ import annotations

from io import SEEK_END, BytesIO

import pytest

from core.sparing import TooMuchError, sparing


def test_it_is_the_file_within_its_bounds() -> None:
    file = BytesIO(b"0123456789")
    with sparing(file, most=10, pieces=4) as bounded:
        assert bounded.seek(0, SEEK_END) == 10
        assert bounded.seek(4) == bounded.tell() == 4
        assert [bounded.read(2), bounded.read(), bounded.read(5)] == [b"45", b"6789", b""]
        bounded.seek(0)
        assert bounded.read(4) == b"0123"
    assert not file.closed


@pytest.mark.parametrize("size", [11, -1, None, 10**12])
def test_a_byte_too_many_is_not_given(size: int | None) -> None:
    with pytest.raises(TooMuchError):
        sparing(BytesIO(b"0123456789a"), most=10, pieces=9).read(size)  # type: ignore[arg-type]


def test_what_is_asked_for_is_not_fetched_beyond_the_bound() -> None:
    file = BytesIO(bytes(1000))
    with pytest.raises(TooMuchError):
        sparing(file, most=10, pieces=9).read()
    assert file.tell() == 11


def test_a_piece_too_many_is_not_given() -> None:
    bounded = sparing(BytesIO(b"0123456789"), most=10, pieces=2)
    assert bounded.read(1) + bounded.read(1) == b"01"
    with pytest.raises(TooMuchError):
        bounded.read(1)
