"""Uvicorn's HTTP protocol with a bound on the head of a request, which httptools leaves open."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD = 64 * 1024
"""Bytes of a request line and all headers."""
TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"Connection: close\r\nContent-Length: 0\r\n\r\n"
)


class BoundedProtocol(HttpToolsProtocol):
    """Answers 431 (RFC 6585) and hangs up on a client whose headers do not end."""

    _head = 0
    _is_in_head = True
    _has_ended = False

    def data_received(self, data: bytes) -> None:
        """Take what has come; what came with the end of a head or of a body counts for nothing."""
        self._has_ended = False
        super().data_received(data)
        if not self._is_in_head or self._has_ended or self.transport.is_closing():
            return
        self._head += len(data)
        if self._head > MAX_HEAD:
            self.transport.write(TOO_LARGE)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """Stop counting."""
        self._is_in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Begin counting for the next request of the connection."""
        self._is_in_head, self._has_ended, self._head = True, True, 0
        super().on_message_complete()
