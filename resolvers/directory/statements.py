"""Statements whose text is made once for each shape of a question, and what fills them."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from resolvers.directory.conditions import Operand

Position = tuple[Any, ...]
"""The values of a row by which its list is sorted."""


class Inputs(NamedTuple):
    """All values that a statement may ask for."""

    project_id: str
    operands: Sequence[Operand] = ()
    after: Position = ()
    before: Position = ()
    limit: int = 0
    offset: int = 0
    referrer: str | None = None
    keys: Sequence[str] = ()


Get: TypeAlias = Callable[[Inputs], Any]
Encode: TypeAlias = Callable[[Any], Any]
Bind: TypeAlias = Callable[[Encode], str]
"""Binds what becomes of one operand, and gives its placeholder."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A text with placeholders, and how each of them is filled."""

    sql: str
    slots: tuple[Get, ...]

    def values(self, inputs: Inputs) -> list[Any]:
        """Give the values in the order of the placeholders."""
        return [get(inputs) for get in self.slots]


class Draft:
    """A statement being written; placeholders are numbered in the order in which they are bound."""

    def __init__(self, placeholder: Callable[[int], str]) -> None:
        self._placeholder = placeholder
        self._slots: list[Get] = []

    def bind(self, get: Get) -> str:
        """Add a value and give its placeholder."""
        self._slots.append(get)
        return self._placeholder(len(self._slots))

    def operand(self, index: int) -> Bind:
        """Give the way to bind what becomes of the operand at `index`."""
        return lambda encode: self.bind(lambda inputs: encode(inputs.operands[index]))

    def statement(self, sql: str) -> Statement:
        """End the writing."""
        return Statement(sql, tuple(self._slots))


class StatementCache:
    """Keeps the statements of the shapes that were asked for last."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: dict[Hashable, Any] = {}

    def get(self, shape: Hashable, make: Callable[[], Any]) -> Any:
        """Give what was made for a shape, or make it."""
        kept = self._kept.get(shape)
        if kept is None:
            kept = make()
            if len(self._kept) >= self._size:
                del self._kept[next(iter(self._kept))]
            self._kept[shape] = kept
        return kept


STATEMENTS = StatementCache(2_000)
