"""Statements whose text is made once for each shape of a question, and what fills them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from core.keeping import Kept
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


def _length(made: Any) -> int:
    """Count the characters of a statement, of several, or of what else was made."""
    if isinstance(made, Statement):
        return len(made.sql)
    return sum(map(_length, made)) if isinstance(made, list) else len(made)


MAX_LENGTH = 4_000_000
"""Characters of all statements that are kept; paths in `data` make long ones."""

STATEMENTS: Kept[Any] = Kept(2_000, MAX_LENGTH, _length)
"""The statements of the shapes that were asked for last, and what else follows from shapes."""
