"""Which part of a list is wanted."""

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import RequestCode, RequestError
from resolvers.directory.cursors import Cursors
from resolvers.directory.statements import Position

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
    """A part of a list: `size` rows, from its end if `backwards`, between two positions.

    The positions themselves belong to it only if it `is_closed`.
    """

    size: int
    backwards: bool
    after: Position | None
    before: Position | None
    offset: int
    is_closed: bool = False

    @property
    def shape(self) -> tuple[object, ...]:
        """What of the window decides on the text of statements."""
        ends = (_missing(self.after), _missing(self.before))
        return (self.backwards, self.offset > 0, self.is_closed, *ends)

    def outside(self) -> tuple["Window | None", "Window | None"]:
        """Give the user next to the window at its start, and at its end; None where it is open."""
        start, end = self.after, self.before
        return (
            None if start is None else Window(1, True, None, start, 0, is_closed=True),
            None if end is None else Window(1, False, end, None, 0, is_closed=True),
        )


def _missing(position: Position | None) -> tuple[bool, ...] | None:
    """Tell which values of a position are missing."""
    return None if position is None else tuple(value is None for value in position)


def window_of(arguments: PageArguments, cursors: Callable[[], Cursors]) -> Window:
    """Check the arguments of a page; the cursors of the list are made only if there is one to open.

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
        after=None if arguments.after is None else cursors().open(arguments.after, "after"),
        before=None if arguments.before is None else cursors().open(arguments.before, "before"),
        offset=arguments.offset or 0,
    )


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
