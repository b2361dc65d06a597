"""A file that a client has sent, before anybody has looked at it."""

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
            self.content.close()
            self.content = None

    def __repr__(self) -> str:
        return "a file"
