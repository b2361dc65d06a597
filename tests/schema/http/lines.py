"""A listening server in the test's own process, whose patience is short, and raw connections."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from uvicorn import Config
from uvicorn.server import ServerState

from schema.http.patience import Patience
from schema.http.protocol import BoundedProtocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.server import Server

SHORT = Patience(head=0.3, body=0.4, reading=0.3, leaving=0.3, rate=10_000, look=0.05)
SOON = 5.0
"""Seconds, on a busy machine, within which what ends after parts of a second must have ended."""
POST = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


class Hasty(BoundedProtocol):
    """The protocol of the server, but in more of a hurry."""

    patience = SHORT


@dataclass
class Line:
    """A connection of a client."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> tuple[int, Any]:
        """Read one answer; give its status and what its JSON is."""
        async with asyncio.timeout(SOON):
            head = await self.reader.readuntil(b"\r\n\r\n")
            lines = head.decode().lower().split("\r\n")
            headers = dict(line.split(": ", 1) for line in lines[1:] if line)
            body = await self.reader.readexactly(int(headers["content-length"]))
        answer = json.loads(body)
        for error in answer.get("errors", ()):
            error["extensions"].pop("requestId", None)
        return int(lines[0].split()[1]), answer

    async def rest(self) -> bytes:
        """Read until the server closes the connection, as it soon must."""
        async with asyncio.timeout(SOON):
            return await self.reader.read()


@dataclass
class Listening:
    """A server that listens."""

    port: int
    state: ServerState

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Line]:
        """Open a connection, and close it after the block."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            yield Line(reader, writer)
        finally:
            writer.close()

    async def await_no_connections(self) -> None:
        """Wait until the server has forgotten all connections, as it soon must."""
        async with asyncio.timeout(SOON):
            while self.state.connections:  # noqa: ASYNC110 -- nothing tells of it
                await asyncio.sleep(0.02)


@asynccontextmanager
async def listening(server: Server) -> AsyncIterator[Listening]:
    """Have an application listen on a free port."""
    config, state = Config(server.app, log_config=None, access_log=False, ws="none"), ServerState()
    config.load()
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(
        lambda: Hasty(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    try:
        yield Listening(listener.sockets[0].getsockname()[1], state)
    finally:
        listener.close()
        await asyncio.gather(*state.tasks, return_exceptions=True)


def post(body: bytes, *headers: bytes) -> bytes:
    """Write a POST of JSON."""
    lines = b"".join(header + b"\r\n" for header in headers)
    return POST + b"Content-Length: %d\r\n" % len(body) + lines + b"\r\n" + body
