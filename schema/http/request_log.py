"""A line in the log for each request, where that is wanted."""

from collections.abc import Sequence
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.logs import get_logger
from schema.http.addresses import Network, client_address
from schema.http.incoming import Incoming

_log = get_logger("rollcall.requests")


class RequestLog:
    """Tells of each request what came of it, once its answer is sent; never what stood in it."""

    def __init__(self, app: ASGIApp, trusted: Sequence[Network]) -> None:
        self._app = app
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the request answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = perf_counter(), None

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        finally:
            request = Incoming(scope, receive)
            peer = request.client.host if request.client else None
            _log.info(
                "request",
                method=request.method,
                path=_path(scope),
                status=status,
                milliseconds=round((perf_counter() - begun) * 1000, 1),
                address=client_address(peer, request.headers, self._trusted),
            )


def _path(scope: Scope) -> str:
    """Give the path as it was sent: decoded, it could hold letters that terminals obey."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.decode("ascii", "backslashreplace")
