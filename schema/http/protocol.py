"""Uvicorn's HTTP protocol with bounds: on heads, on pipelines, and on how long a client may take.

A connection is closed so that its client gets the last answer, also if it is sending yet.
"""

import asyncio
import re
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from schema.http.patience import Awaited, Patience, State, Watch
from schema.http.refusals import (
    HEAD_TOO_LARGE,
    MAX_HEAD,
    MAX_HEADERS,
    NO_HTTP,
    NO_TUNNEL,
    TOO_MANY_HEADERS,
    TOO_SLOW,
)

MAX_PIPELINED = 50
"""Requests that may wait for the answer to the one before them."""
MAX_IGNORED = 50 * 1024 * 1024
"""Bytes that are thrown away of what a client sends after it has been refused."""


_HINT = b"pgrade:"
"""What a head holds with an offer to change protocols, however clients usually write it."""
_OFFER = re.compile(rb"\r\nupgrade:[^\r\n]*(?=\r\n)", re.IGNORECASE)
"""The whole line of one; Java's own client, for example, offers HTTP/2 with each request."""


class _NoFurther(Exception):  # noqa: N818 -- no error: the parser knows no other way to be ended
    """The rest of what has come is not to be parsed."""


class _Line:
    """A transport for uvicorn to write to; closing it is up to the protocol."""

    def __init__(self, transport: asyncio.Transport, protocol: "BoundedProtocol") -> None:
        self.write = transport.write
        self.is_closing = transport.is_closing
        self.close = protocol.hang_up


class BoundedProtocol(HttpToolsProtocol):
    """One connection."""

    patience = Patience()
    _is_in_head = True
    """Whether a head is to come or has begun, rather than a body."""
    _is_deaf = False
    """Whether nothing that comes is listened to."""
    _is_leaving = False
    _head = 0
    _body = 0
    _between = 0
    """Bytes that have come since there was last something of a body in what came."""
    _ignored = 0
    _requests = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to watch the connection."""
        super().connection_made(transport)
        self._line = transport
        self.transport = cast("asyncio.Transport", _Line(transport, self))
        self._watch = Watch(self.patience, self._state, self._lose_patience)

    def connection_lost(self, exc: Exception | None) -> None:
        """End the watch, and the answers to requests that were pipelined."""
        self._watch.stop()
        self._is_deaf = self._is_leaving = True
        line: Any = self.transport
        line.write, line.is_closing = _write_nothing, _is_closing
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has come; what came with the end of a request counts for nothing."""
        if self._is_deaf:
            self._ignore(len(data))
            return
        if self._is_in_head and _HINT in data:
            data = _without_offer(data)
        requests = self._requests
        unread = 0 if self._is_in_head else len(self.cycle.body)
        super().data_received(data)
        if requests != self._requests:
            return
        if not self._is_in_head:
            self._body += len(data)
            self._bound_body(len(data), unread)
            return
        self._head += len(data)
        if self._head > MAX_HEAD:
            self._refuse(HEAD_TOO_LARGE)

    def on_headers_complete(self) -> None:
        """Pass a request on, unless it is one too many or its head is too large."""
        if len(self.headers) > MAX_HEADERS:
            self._refuse(TOO_MANY_HEADERS)
        elif self.parser.should_upgrade():
            # The parser would drop the body, and take what comes later for another request.
            self._refuse(NO_TUNNEL)
        elif len(self.pipeline) >= MAX_PIPELINED:
            self._end_after_answers()
        if self._is_deaf:
            raise _NoFurther
        self._is_in_head, self._body, self._between = False, 0, 0
        super().on_headers_complete()
        # What stands behind a body is no header, and nobody reads it.
        self.headers = []

    def on_message_complete(self) -> None:
        """Begin counting for the next request of the connection."""
        self._is_in_head, self._head = True, 0
        self._requests += 1
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 -- ours says it as JSON
        """Refuse what cannot be parsed."""
        self._refuse(NO_HTTP)

    def hang_up(self) -> None:
        """Close the connection, once the client has taken what it was sent (RFC 9112, 9.6)."""
        if self._is_leaving or (self._is_in_head and not self._is_deaf):
            self._line.close()
        else:
            self._leave()

    def _bound_body(self, size: int, unread: int) -> None:
        """Bound what comes with a body and is none of it: extensions of chunks, and trailers."""
        self.headers.clear()
        if self.cycle.response_complete:
            if self._body > MAX_IGNORED:
                self._line.abort()
        elif len(self.cycle.body) > unread:
            self._between = 0
        else:
            self._between += size
            if self._between > MAX_HEAD:
                self._refuse(HEAD_TOO_LARGE)

    def _refuse(self, answer: bytes) -> None:
        if self._is_deaf:
            return
        if self._is_in_head and self._is_answering():
            # It would be taken for the answer to the request before.
            self._end_after_answers()
        else:
            self._line.write(answer)
            self._leave()

    def _is_answering(self) -> bool:
        cycle: Any = self.cycle  # None before the first request.
        return cycle is not None and not cycle.response_complete

    def _leave(self) -> None:
        """Say that nothing more will come, and wait for the client to close the connection.

        Closing it at once would have the system reset it, as long as anything comes, and the
        client lose the answer.
        """
        self._is_deaf = self._is_leaving = True
        cast("Any", self.transport).is_closing = _is_closing
        if self._is_answering():
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if not self._line.is_closing():
            self._line.write_eof()
            self.flow.resume_reading()

    def _end_after_answers(self) -> None:
        last = self.pipeline[0][0] if self.pipeline else self.cycle
        last.keep_alive = False
        self._is_deaf = True

    def _ignore(self, size: int) -> None:
        self._ignored += size
        if self._ignored > MAX_IGNORED:
            self._line.abort()

    def _state(self) -> State:
        unsent = self._line.get_write_buffer_size()
        awaited = Awaited.NOTHING
        if self._is_leaving:
            awaited = Awaited.LEAVING
        elif unsent:
            awaited = Awaited.READING
        elif not self._is_in_head:
            awaited = Awaited.NOTHING if self.flow.read_paused else Awaited.BODY
        elif self._head or not self._requests:
            awaited = Awaited.HEAD
        return State(awaited, self._requests, unsent or self._body)

    def _lose_patience(self, awaited: Awaited) -> None:
        if awaited in {Awaited.LEAVING, Awaited.READING}:
            self._line.abort()
        elif awaited is Awaited.HEAD and not self._head:
            self._line.close()
        elif awaited is Awaited.BODY and self.cycle.response_started:
            self._leave()
        else:
            self._refuse(TOO_SLOW)


def _without_offer(data: bytes) -> bytes:
    """Take no notice of an offer to change protocols, as RFC 9110, 7.8 allows."""
    head, end, rest = data.partition(b"\r\n\r\n")
    return _OFFER.sub(b"", head + end) + rest


def _write_nothing(data: bytes) -> None:
    """Do as uvicorn does where the client has left: it knows that of the last request alone."""


def _is_closing() -> bool:
    return True
