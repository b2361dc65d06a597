"""Where a list begins and ends: positions in its order as conditions that an index can search.

Missing values come last, and no index of either database has them there in both directions. So a
list whose first key can be missing is read in two parts: the users who have a value, and those who
have none. Each part alone is in the order of an index.

SQLite enters an index on a value in `data` by one comparison only, not by that of whole rows. There
those who are tied with the position in the first key are a part of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from resolvers.directory.orders import SortKey
from resolvers.directory.paging import Window
from resolvers.directory.statements import Draft, Get, Inputs, Position

Mark: TypeAlias = tuple[Get | None, ...]
"""A position as statements know it: how to get each value, None for a missing one."""


@dataclass(frozen=True, slots=True)
class Seek:
    """Writes the conditions for rows beyond a position; for the one at it too if `is_closed`."""

    draft: Draft
    backwards: bool
    is_closed: bool = False

    def conditions(self, keys: Sequence[SortKey], mark: Mark) -> list[str]:
        """Give conditions by which an index is entered at that place."""
        if len({key.descending for key in keys}) == 1 and not any(key.is_nullable for key in keys):
            columns = ", ".join(key.sql for key in keys)
            values = ", ".join(self.draft.bind(value) for value in mark if value is not None)
            return [f"({columns}) {self.symbol(keys[0], is_last=True)} ({values})"]
        exactly = self.beyond(keys, mark)
        first = mark[0]
        if keys[0].is_nullable or first is None:
            return [exactly]
        return [exactly, f"{keys[0].sql} {self.symbol(keys[0])}= {self.draft.bind(first)}"]

    def beyond(self, keys: Sequence[SortKey], mark: Mark) -> str:
        """Give the condition in the words of logic, whichever keys can be missing."""
        key, value = keys[0], mark[0]
        passed = self._passed(key, value, is_last=len(keys) == 1)
        if len(keys) == 1:
            return passed
        tied = f"{key.sql} IS NULL" if value is None else f"{key.sql} = {self.draft.bind(value)}"
        return f"({passed} OR ({tied} AND {self.beyond(keys[1:], mark[1:])}))"

    def symbol(self, key: SortKey, *, is_last: bool = False) -> str:
        """Give the comparison by which values of a key lie beyond another; the last tells rows."""
        symbol = "<" if key.descending != self.backwards else ">"
        return f"{symbol}=" if is_last and self.is_closed else symbol

    def _passed(self, key: SortKey, value: Get | None, *, is_last: bool) -> str:
        if value is None:
            return f"{key.sql} IS NOT NULL" if self.backwards else "1 = 0"
        compared = f"{key.sql} {self.symbol(key, is_last=is_last)} {self.draft.bind(value)}"
        # Missing values come last: they follow every value when reading forwards.
        if key.is_nullable and not self.backwards:
            return f"({compared} OR {key.sql} IS NULL)"
        return compared


@dataclass(frozen=True, slots=True)
class Part:
    """The users of a list whose first key is missing, or is not; all of them for None.

    Likewise `is_tied` tells whether their first key is that of the position to begin at.
    """

    keys: Sequence[SortKey]
    is_missing: bool | None = None
    is_tied: bool | None = None

    @property
    def first(self) -> SortKey:
        """The first key of the list."""
        return self.keys[0]

    @property
    def _keys(self) -> Sequence[SortKey]:
        """The keys that still decide within the part."""
        if self.is_missing is None:
            return self.keys
        return self.keys[1:] if self.is_missing or self.is_tied else self._known

    @property
    def _known(self) -> Sequence[SortKey]:
        """All keys, of users whose first one is not missing."""
        return [self.first.known(), *self.keys[1:]]

    def order_by(self, *, backwards: bool) -> str:
        """Give the terms of ORDER BY within the part.

        PostgreSQL would sort once more if it were not told the first key, though it is missing for
        all; SQLite would if it were told one that is a value in `data`.
        """
        keys = self._known if self.is_missing and self.first.is_seekable else self._keys
        return ", ".join(key.order_by(backwards=backwards) for key in keys)

    def conditions(self, window: Window, draft: Draft) -> list[str] | None:
        """Give the conditions for the part's users within a window; None if there can be none."""
        written = []
        if self.is_missing is not None:
            written.append(f"{self.first.sql} IS {'NULL' if self.is_missing else 'NOT NULL'}")
        for mark, backwards in marks_of(window):
            begins = self.is_tied is not None and backwards == window.backwards
            write = self._from if begins else self._beyond
            condition = write(mark, Seek(draft, backwards, window.is_closed))
            if condition is None:
                return None
            written += condition
        return written

    def _beyond(self, mark: Mark, seek: Seek) -> list[str] | None:
        """Give the conditions for the part's users beyond a position; None if there are none."""
        is_missing = mark[0] is None
        if self.is_missing is None or is_missing == self.is_missing:
            keys = self._known if self.is_tied else self._keys
            return seek.conditions(keys, mark[len(mark) - len(keys) :])
        # Forwards the part with values lies before the one without, backwards behind it.
        return [] if is_missing == seek.backwards else None

    def _from(self, mark: Mark, seek: Seek) -> list[str]:
        """Give the conditions for the users tied with a position, or for those not tied."""
        assert mark[0] is not None  # noqa: S101 -- see _known_parts
        if not self.is_tied:
            return [f"{self.first.sql} {seek.symbol(self.first)} {seek.draft.bind(mark[0])}"]
        tied = f"{self.first.sql} = {seek.draft.bind(mark[0])}"
        return [tied, *seek.conditions(self.keys[1:], mark[1:])]


def mark_of(side: str, position: Position) -> Mark:
    """Give the mark of a position; `side` is where statements find it among their inputs."""
    return tuple(
        None if value is None else partial(_value, side, index)
        for index, value in enumerate(position)
    )


def marks_of(window: Window) -> list[tuple[Mark, bool]]:
    """Give the marks that a window lies beyond, each with whether it does so backwards."""
    marks = []
    if window.after is not None:
        marks.append((mark_of("after", window.after), False))
    if window.before is not None:
        marks.append((mark_of("before", window.before), True))
    return marks


def parts_of(keys: Sequence[SortKey], window: Window) -> list[Part]:
    """Give the parts of a list in the order in which a window is read."""
    # What an offset skips is counted over the whole list, so then it is read in one.
    if not keys[0].is_nullable or window.offset:
        return [Part(keys)]
    known, missing = _known_parts(keys, window), Part(keys, is_missing=True)
    return [missing, *known] if window.backwards else [*known, missing]


def _known_parts(keys: Sequence[SortKey], window: Window) -> list[Part]:
    position = window.before if window.backwards else window.after
    if keys[0].is_seekable or position is None or position[0] is None:
        return [Part(keys, is_missing=False)]
    return [Part(keys, is_missing=False, is_tied=is_tied) for is_tied in (True, False)]


def _value(side: str, index: int, inputs: Inputs) -> Any:
    return getattr(inputs, side)[index]
