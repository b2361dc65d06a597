"""A gate before a database: while it is shut, nobody gets through, and who was in is thrown out."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit


class Gate:
    """Forwards connections on a port of its own to the database at `url`, unless it is shut."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._server: asyncio.Server | None = None
        self._port = 0
        self._inside: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        """The address of the database through the gate."""
        user, _, _ = self._parts.netloc.rpartition("@")
        return urlunsplit(self._parts._replace(netloc=f"{user}@127.0.0.1:{self._port}"))

    async def open(self) -> None:
        """Let everybody in, at the same port as before."""
        self._server = await asyncio.start_server(self._admit, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        """Refuse connections, and break those that there are."""
        assert self._server is not None
        self._server.close()
        for writer in tuple(self._inside):
            writer.transport.abort()
        await self._server.wait_closed()

    async def _admit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = self._parts.hostname, self._parts.port
        onwards, forwards = await asyncio.open_connection(host, port)
        self._inside |= {writer, forwards}
        await asyncio.gather(_pass_on(reader, forwards), _pass_on(onwards, writer))
        self._inside -= {writer, forwards}


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
