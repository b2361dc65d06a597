"""A request whose headers and body are read without detours; Starlette's ways are general."""

from collections.abc import Sequence
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope

from core.uploads import Upload


class Incoming(Request):
    """A request; Starlette goes through all headers for each that is asked for, this does not."""

    uploads: Sequence[Upload] = ()
    """The files of the request, to be dropped at its end."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        super().__init__(scope, receive)
        self._looked_up = _Headers(scope=scope)

    @property
    def headers(self) -> Headers:
        """The headers, names in lower case; of one that was sent twice the first counts."""
        return self._looked_up

    async def read(self, most: int) -> bytes | None:
        """Give the body; None as soon as it turns out to have more than `most` bytes.

        Raises:
            ClientDisconnect: the client has left before its end.
        """
        body = bytearray()
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            body += message.get("body", b"")
            if len(body) > most:
                return None
            if not message.get("more_body", False):
                return bytes(body)


class _Headers(Headers):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope=scope)
        pairs = reversed(self._list)
        self._first = {name.decode("latin-1"): value.decode("latin-1") for name, value in pairs}

    def __getitem__(self, key: str) -> str:
        return self._first[key.lower()]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.lower() in self._first

    def get(self, key: str, default: Any = None) -> Any:
        return self._first.get(key, default)
