"""A file that a client has sent, before anybody has looked at it."""

from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO


@dataclass(eq=False, slots=True)
class Upload:
    """A file of a request, in a file of the system without a name.

    `filename` is what the client calls it, and says nothing about the content. `size` is in bytes.
    Without `content` the server had no room for it.
    """

    filename: str
    content: BinaryIO | None
    size: int = 0

    def drop(self) -> None:
        """Let go of the content; the room is free then."""
        if self.content is not None:
            let_go(self.content)
            self.content = None

    def __repr__(self) -> str:
        return "a file"


def let_go(file: BinaryIO) -> None:
    """Close a file that nobody needs any more.

    On a full disk even that fails, because what is left to write is written first.
    """
    with suppress(OSError):
        file.close()
