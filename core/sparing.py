"""A file for readers of formats, which believe what a hostile file says of itself.

Lists of a million things are a few bytes each in a file, and half a gigabyte in memory.
"""

from io import SEEK_SET, RawIOBase
from typing import BinaryIO, cast


class TooMuchError(Exception):
    """A file was read further, or more often, than files of its kind need."""


class SparingFile(RawIOBase):
    """A file that is not read through: it gives `most` bytes, in as many pieces as `pieces`."""

    def __init__(self, file: BinaryIO, *, most: int, pieces: int) -> None:
        self._file = file
        self._left = most
        self._pieces = pieces

    def seekable(self) -> bool:
        """Tell that it can be read from anywhere."""
        return True

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        """Go elsewhere."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Tell where it is read from."""
        return self._file.tell()

    def read(self, size: int | None = -1) -> bytes:
        """Read on.

        Raises:
            TooMuchError: it is too much.
        """
        is_rest = size is None or size < 0
        piece = self._file.read(self._left + 1 if is_rest else min(size or 0, self._left + 1))
        self._left -= len(piece)
        self._pieces -= 1
        if self._left < 0 or self._pieces < 0:
            raise TooMuchError
        return piece


def sparing(file: BinaryIO, *, most: int, pieces: int) -> BinaryIO:
    """Bound how much of a file is read, in bytes, and in how many pieces."""
    return cast("BinaryIO", SparingFile(file, most=most, pieces=pieces))
