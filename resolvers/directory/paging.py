"""Which part of a list is wanted, and the conditions and order that cut it out."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import RequestCode, RequestError
from resolvers.directory.cursors import Cursors, Position
from resolvers.directory.grammar import Statement
from resolvers.directory.orders import SortKey

DEFAULT_SIZE = 50
MAX_SIZE = 100


@dataclass(frozen=True, slots=True)
class PageArguments:
    """The arguments of a list as the client gave them (Relay cursor connections, and `offset`)."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None
    offset: int | None = None


FIRST_PAGE = PageArguments()


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a list: `size` rows, from its end if `backwards`, between two positions."""

    size: int
    backwards: bool
    after: Position | None
    before: Position | None
    offset: int

    @property
    def start(self) -> Position | None:
        """The position at which reading begins, in the direction of reading."""
        return self.before if self.backwards else self.after


def window_of(arguments: PageArguments, cursors: Cursors) -> Window:
    """Check the arguments of a page.

    Raises:
        RequestError: BAD_USER_INPUT, naming the argument that is wrong.
    """
    _check_together(arguments)
    _check_range("first", arguments.first, 1, MAX_SIZE)
    _check_range("last", arguments.last, 1, MAX_SIZE)
    _check_range("offset", arguments.offset, 0, None)
    return Window(
        size=arguments.first or arguments.last or DEFAULT_SIZE,
        backwards=arguments.last is not None,
        after=None if arguments.after is None else cursors.open(arguments.after, "after"),
        before=None if arguments.before is None else cursors.open(arguments.before, "before"),
        offset=arguments.offset or 0,
    )


def between(window: Window, keys: Sequence[SortKey], statement: Statement) -> list[str]:
    """Give the conditions for rows strictly after and before the window's positions."""
    written = []
    if window.after is not None:
        written.append(beyond(keys, window.after, statement, backwards=False))
    if window.before is not None:
        written.append(beyond(keys, window.before, statement, backwards=True))
    return written


def beyond(
    keys: Sequence[SortKey], position: Position, statement: Statement, *, backwards: bool
) -> str:
    """Give the condition for rows strictly beyond a position in the direction of reading."""
    key, value = keys[0], position[0]
    passed = _passed(key, value, statement, backwards=backwards)
    if len(keys) == 1:
        return passed
    tied = f"{key.sql} IS NULL" if value is None else f"{key.sql} = {statement.bind(value)}"
    rest = beyond(keys[1:], position[1:], statement, backwards=backwards)
    return f"({passed} OR ({tied} AND {rest}))"


def _passed(key: SortKey, value: object, statement: Statement, *, backwards: bool) -> str:
    if value is None:
        return f"{key.sql} IS NOT NULL" if backwards else "1 = 0"
    symbol = "<" if key.descending != backwards else ">"
    compared = f"{key.sql} {symbol} {statement.bind(value)}"
    # Missing values come last: they follow every value when reading forwards.
    if key.is_nullable and not backwards:
        return f"({compared} OR {key.sql} IS NULL)"
    return compared


def _check_together(arguments: PageArguments) -> None:
    if arguments.first is not None and arguments.last is not None:
        raise _wrong("last", "`first` and `last` exclude each other: give one of them.")
    if arguments.offset is None:
        return
    for name in ("last", "after", "before"):
        if getattr(arguments, name) is not None:
            raise _wrong("offset", f"`offset` and `{name}` exclude each other: give one of them.")


def _check_range(name: str, value: int | None, least: int, most: int | None) -> None:
    if value is None or (value >= least and (most is None or value <= most)):
        return
    span = f"from {least} to {most}" if most is not None else f"{least} or more"
    raise _wrong(name, f"`{name}` must be {span}, but it is {value}.")


def _wrong(argument: str, message: str) -> RequestError:
    return RequestError(RequestCode.BAD_USER_INPUT, message, {"argumentPath": [argument]})
