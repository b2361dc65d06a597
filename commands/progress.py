"""Commands that take long: they tell how far they are, and can be stopped between two steps."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

INTERVAL = 10.0
"""Seconds between two lines where there is no terminal."""
STOPPING = "Stopping when this batch is done; Ctrl-C once more stops at once."

Tell = Callable[[str, int, int | None], None]
"""Takes what is being done, how much of it is, and how much there is to do if that is known."""


@contextmanager
def progress() -> Iterator[Tell]:
    """Give a function to tell how far one is: a bar on a terminal, else a line now and then.

    Both are on standard error.
    """
    if not sys.stderr.isatty():
        yield _lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    console = Console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(what: str, done: int, total: int | None) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield tell


def _lines() -> Tell:
    told_at = monotonic()

    def tell(what: str, done: int, total: int | None) -> None:
        nonlocal told_at
        if monotonic() - told_at >= INTERVAL:
            told_at = monotonic()
            share = f"{done:,}" if total is None else f"{done:,} of {total:,}"
            typer.echo(f"{what}: {share}.", err=True)

    return tell


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Give a function that tells whether Ctrl-C asks for a stop; the second time it is obeyed."""
    wishes: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        wishes.append(number)
        signal.signal(signal.SIGINT, before)
        typer.echo(STOPPING, err=True)

    # Python lets the main thread alone say what a signal does.
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(wishes)
    finally:
        signal.signal(signal.SIGINT, before)
