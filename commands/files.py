"""Files that commands read and write; `-` stands for standard input and output."""

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

STANDARD = "-"


@contextmanager
def source(path: str) -> Iterator[tuple[BinaryIO, int | None]]:
    """Open a file to read, and give its size in bytes, or None where it is a stream.

    Raises:
        OSError: it cannot be opened.
    """
    if path == STANDARD:
        yield sys.stdin.buffer, None
        return
    with Path(path).open("rb") as file:
        about = os.fstat(file.fileno())
        yield file, about.st_size if stat.S_ISREG(about.st_mode) else None


@contextmanager
def target(path: str) -> Iterator[BinaryIO]:
    """Open a file to write; what is there under its name stays until the block has ended well.

    It can be read by its owner alone, because it holds what others are not to know.

    Raises:
        OSError: it cannot be written.
    """
    place = Path(path)
    if path == STANDARD:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    elif place.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    elif place.exists() and not place.is_file():
        # A pipe or a device takes what is written; a file in its place would end it.
        with place.open("wb") as stream:
            yield stream
    else:
        # The file that a link leads to is replaced, not the link.
        with _replaced(place.resolve()) as file:
            yield file


@contextmanager
def _replaced(place: Path) -> Iterator[BinaryIO]:
    descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=".rollcall-", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def is_same_file(one: str, other: str) -> bool:
    """Tell whether two names stand for one file that exists."""
    with suppress(OSError):
        return Path(one).samefile(other)
    return False


def forget_standard_output() -> None:
    """Have what is still to be written to a reader who has gone away go nowhere."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
