"""How long a connection waits for its client, and who looks after that."""

import asyncio
import math
from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple


class Patience(NamedTuple):
    """Seconds that a client has; each `rate` bytes of a body or an answer give it one more."""

    head: float = 10
    """To send a request's line and headers."""
    body: float = 20
    """To send a body."""
    reading: float = 30
    """To take some of an answer."""
    leaving: float = 10
    """To take an answer after which the connection ends, while it may be sending yet."""
    rate: int = 1_000
    look: float = 5
    """Seconds from one look to the next; all else may take twice as much longer."""


class Awaited(Enum):
    """What a connection waits for its client to do."""

    NOTHING = auto()
    HEAD = auto()
    BODY = auto()
    READING = auto()
    LEAVING = auto()


class State(NamedTuple):
    """What is awaited, in which request of the connection, and how many bytes are in question."""

    awaited: Awaited
    request: int
    size: int


class Watch:
    """Looks at a connection every few seconds, and tells when its client has had its time.

    So a request costs nothing: there is no timer to be set and cancelled for each.
    """

    def __init__(
        self, patience: Patience, state: Callable[[], State], tell: Callable[[Awaited], None]
    ) -> None:
        self._patience = patience
        self._state = state
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._first = self._last = state()
        self._since = self._moved = self._loop.time()
        self._timer = self._loop.call_later(patience.look, self._look)

    def stop(self) -> None:
        """Look no more."""
        self._timer.cancel()

    def _look(self) -> None:
        self._timer = self._loop.call_later(self._patience.look, self._look)
        state, now = self._state(), self._loop.time()
        if state[:2] != self._first[:2]:
            self._first, self._since = state, now
        if state != self._last:
            self._last, self._moved = state, now
        if now >= self._end():
            self._tell(state.awaited)

    def _end(self) -> float:
        """Give the time at which what is awaited is overdue."""
        patience, since = self._patience, self._since
        match self._last.awaited:
            case Awaited.HEAD:
                return since + patience.head
            case Awaited.BODY:
                return since + patience.body + self._last.size / patience.rate
            case Awaited.READING:
                # All of it, as much as there was at first; and some of it ever so often.
                whole = since + patience.reading + self._first.size / patience.rate
                return min(whole, self._moved + patience.reading)
            case Awaited.LEAVING:
                return since + patience.leaving
            case _:
                return math.inf
