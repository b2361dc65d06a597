"""The time limits of queries under way, with one timer for all of them."""

import asyncio
from types import TracebackType


class Deadlines:
    """Limits of one server process; all are equally long, so that they end as they began.

    asyncio.timeout makes a timer for each query and cancels it again, which takes a tenth of the
    time of a small one. Here the oldest query alone has a timer.
    """

    def __init__(self) -> None:
        self._running: dict[TimeLimit, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def limit(self, deadline: float) -> "TimeLimit":
        """Give a block that ends at a time of the event loop's clock, in seconds."""
        return TimeLimit(self, deadline)

    def add(self, limit: "TimeLimit") -> None:
        """Watch a limit from now on."""
        self._running[limit] = None
        if self._timer is None:
            self._watch(limit)

    def remove(self, limit: "TimeLimit") -> None:
        """Watch it no longer."""
        self._running.pop(limit, None)

    def _watch(self, oldest: "TimeLimit") -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_at(oldest.deadline, self._end_what_is_over)

    def _end_what_is_over(self) -> None:
        self._timer = None
        now = asyncio.get_running_loop().time()
        for limit in tuple(self._running):
            if limit.deadline > now:
                self._watch(limit)
                return
            self.remove(limit)
            limit.end()


class TimeLimit:
    """A block that is cancelled when its time is over, and then raises TimeoutError."""

    __slots__ = ("_deadlines", "_is_over", "_task", "deadline")

    def __init__(self, deadlines: Deadlines, deadline: float) -> None:
        self.deadline = deadline
        self._deadlines = deadlines
        self._task = asyncio.current_task()
        self._is_over = False

    def __enter__(self) -> None:
        self._deadlines.add(self)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._deadlines.remove(self)
        if not self._is_over or self._task is None:
            return
        # Whoever else has cancelled the task wants it to end, and not only this block.
        is_ours = self._task.uncancel() == 0
        if is_ours and kind is not None and issubclass(kind, asyncio.CancelledError):
            raise TimeoutError from error

    def end(self) -> None:
        """Cancel what runs in the block."""
        self._is_over = True
        if self._task is not None:
            self._task.cancel()
