"""What commands print and how they end: text for people, one JSON document for programs, a status.

Standard output holds the answer and nothing else; why a command does not do what it was asked for
is told on standard error, a sentence for each fault, with `--json` too.
"""

import json
import sys
from collections.abc import Sequence
from enum import IntEnum
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

UNBOUNDED = 100_000
"""Characters of a line that no terminal folds."""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
"""The option of every command that answers with data."""


class Status(IntEnum):
    """How a command ends; docs/operating.md lists the numbers."""

    DONE = 0
    REFUSED = 1
    """Something is wrong, and nothing was done."""
    MISTYPED = 2
    """Options or arguments that do not exist or do not fit; typer ends with it by itself."""
    PARTLY = 3
    """Done but for some of the input, which has been told."""
    INTERRUPTED = 130
    """Ctrl-C; what was done before holds."""


def print_any_text() -> None:
    """Have characters that the terminal's encoding lacks printed as escapes, not as a failure."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def answer(value: Any, text: str, *, as_json: bool, err: bool = False) -> None:
    """Print what a command has to say: `value` as JSON, or else `text`, lines for people.

    With `err` it goes to standard error, because standard output holds what was asked for.
    """
    if as_json:
        print_json(value, err=err)
    else:
        typer.echo(text, err=err)


def print_json(value: Any, *, err: bool = False) -> None:
    """Print one document in one line; what the GraphQL schema has is named as it is there."""
    encoding = (sys.stderr if err else sys.stdout).encoding or ""
    is_unicode = encoding.lower().replace("-", "") == "utf8"
    typer.echo(json.dumps(value, ensure_ascii=not is_unicode), err=err)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out rows in columns; cells fold where a terminal is too narrow, and only there."""
    laid_out = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="")
    for heading in headings:
        # An ID is there to be copied, as one word.
        laid_out.add_column(heading, overflow="fold", no_wrap=heading == "ID")
    for row in rows:
        laid_out.add_row(*row)
    width = None if sys.stdout.isatty() else UNBOUNDED
    console = Console(width=width, highlight=False, markup=False, emoji=False, color_system=None)
    with console.capture() as captured:
        console.print(laid_out)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())
