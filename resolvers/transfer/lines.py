"""The lines of a file of any size, each of which fits into memory."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

MAX_LINE = 1 << 20
"""Bytes; the longest user there can be takes some 800,000 if every letter of `data` is escaped."""
SHOWN = 1_000
"""Bytes that are kept of a line that is too long."""
_BOM = b"\xef\xbb\xbf"


class Line(NamedTuple):
    """A line without its end; `size` counts all its bytes in the file."""

    number: int
    text: bytes
    size: int
    is_whole: bool


def lines(source: BinaryIO) -> Iterator[Line]:
    """Read line by line, without the white space around; an empty line is given, too.

    Of a line that is too long only the beginning is given. A byte order mark is passed over.
    """
    number = 0
    while piece := source.readline(MAX_LINE + 1):
        number += 1
        is_whole = len(piece) <= MAX_LINE or piece.endswith(b"\n")
        text = piece if is_whole else piece[:SHOWN]
        if number == 1:
            text = text.removeprefix(_BOM)
        rest = 0 if is_whole else _skip(source)
        yield Line(number, text.strip(), len(piece) + rest, is_whole)


def _skip(source: BinaryIO) -> int:
    """Read to the end of the line, and count its bytes."""
    skipped = 0
    while piece := source.readline(MAX_LINE):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped
