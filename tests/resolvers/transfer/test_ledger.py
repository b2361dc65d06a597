"""Lines come out of the ledger so that a referrer precedes whom it brought, whatever the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.transfer import ledger
from resolvers.transfer.fields import LineFault
from resolvers.transfer.ledger import Entry, Ledger
from resolvers.transfer.lines import Line

if TYPE_CHECKING:
    from collections.abc import Sequence


def filled(book: Ledger, parents: Sequence[int | None]) -> None:
    """Add a line for each user; a parent is the number of a line, from 1."""
    for number, parent in enumerate(parents, 1):
        text = str(parent).encode()
        line = Line(number, text, len(text), is_whole=True)
        referrer = None if parent is None else f"u{parent}@example.com"
        book.add(line, f"u{number}@example.com", None, referrer)


def entries(book: Ledger, size: int, *, are_loose: bool = False) -> list[Entry]:
    """Give all lines as they come out."""
    return [entry for batch in book.batches(size, are_loose=are_loose) for entry in batch]


@st.composite
def families(draw: st.DrawFn) -> list[int | None]:
    """Draw for each line the line of its referrer: another one, one that is missing, or none."""
    count = draw(st.integers(0, 12))
    numbers = range(1, count + 3)
    return [
        draw(st.sampled_from([None, *(number for number in numbers if number != own)]))
        for own in range(1, count + 1)
    ]


@settings(deadline=None)
@given(families(), st.integers(1, 5))
def test_referrers_go_first(parents: list[int | None], size: int) -> None:
    with Ledger() as book:
        filled(book, parents)
        assert book.arrange() == len(parents)
        found = entries(book, size)
        assert sorted(entry.number for entry in found) == list(range(1, len(parents) + 1))
        seen: set[int] = set()
        for entry in found:
            parent = parents[entry.number - 1]
            is_in_file = parent is not None and parent <= len(parents)
            assert entry.referrer_email == (f"u{parent}@example.com" if is_in_file else None)
            assert entry.is_loose or not is_in_file or parent in seen
            seen.add(entry.number)
        assert entries(book, size, are_loose=True) == [one for one in found if one.is_loose]
        assert sum(bool(entry.is_loose) for entry in found) == rings(parents)


def rings(parents: Sequence[int | None]) -> int:
    """Count the rings, each of which needs one who goes in without a referrer."""
    found = set()
    for start in range(1, len(parents) + 1):
        way: list[int] = []
        number: int | None = start
        while number is not None and number <= len(parents) and number not in way:
            way.append(number)
            number = parents[number - 1]
        if number in way:
            found.add(frozenset(way[way.index(number) :]))
    return len(found)


def test_a_long_chain_and_a_long_ring() -> None:
    count = 20_000
    with Ledger() as book:
        filled(book, [number + 1 for number in range(1, count)] + [1])
        assert book.arrange() == count
        first, *others = (entry for entry in entries(book, 500))
        assert first.is_loose
        assert not any(entry.is_loose for entry in others)


def test_batches_are_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "MAX_WEIGHT", 10)
    with Ledger() as book:
        for number in range(1, 7):
            line = Line(number, b"x" * 4, 5, is_whole=True)
            book.add(line, f"u{number}@example.com", None, None)
        book.arrange()
        assert [len(batch) for batch in book.batches(500)] == [3, 3]


def test_rejects_come_in_the_order_of_the_file() -> None:
    with Ledger() as book:
        for number in (3, 1, 2, 3):
            book.reject(number, f"Reason {number}.", b"x")
        assert [reject.number for reject in book.rejects()] == [1, 2, 3]


def test_one_address_and_one_id_for_each_line() -> None:
    with Ledger() as book:
        line = Line(1, b"", 0, is_whole=True)
        book.add(line, "Ä@example.com", "7", None)
        with pytest.raises(LineFault, match=r"^email: Line 1 has the same address\.$"):
            book.add(line._replace(number=2), "ä@example.com", "8", None)
        with pytest.raises(LineFault, match=r"^id: Line 1 has the same\.$"):
            book.add(line._replace(number=3), "b@example.com", "7", None)
