"""The addresses besides /graphql: each by a function of a request, read only and safe to fail."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from resolvers.context import Services
from schema.execution.run import failed
from schema.http import files, health, jwks, metrics
from schema.http.incoming import Incoming
from schema.http.parameters import HttpError
from schema.http.requests import READING
from schema.http.responses import answer, answer_error, nothing_here

Respond: TypeAlias = Callable[[Incoming], Awaitable[Response]]


class Address:
    """An ASGI application that answers GET and HEAD at one address by a function."""

    def __init__(self, services: Services, respond: Respond) -> None:
        self._services = services
        self._respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Incoming(scope, receive)
        self._services.database.activate()
        try:
            response = await self._answer(request)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the client gets JSON
            response = answer(request, failed(error))
        await response(scope, receive, send)

    async def _answer(self, request: Incoming) -> Response:
        if request.method not in READING:
            return answer_error(request, HttpError(405, "Use GET.", {"Allow": "GET, HEAD"}))
        try:
            return await self._respond(request)
        except HttpError as error:
            return answer_error(request, error)


async def home(request: Incoming) -> Response:
    """Send people to the explorer, and tell programs where the API is."""
    if "text/html" in request.headers.get("accept", ""):
        return RedirectResponse("/graphql")
    return PlainTextResponse("Rollcall. The API is at /graphql.\n")


async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer at addresses that there are not."""
    if scope["type"] == "http":
        response = nothing_here(Incoming(scope, receive))
        await response(scope, receive, send)


async def no_method(request: Request, error: Exception) -> Response:
    """Answer where Starlette finds that an address is not for a method."""
    headers = dict(getattr(error, "headers", None) or {})
    return answer_error(request, HttpError(405, "Use GET.", headers))


PATHS = ("/", jwks.PATH, files.PATH, health.LIVE, health.READY, metrics.PATH)
"""Where something is answered, besides /graphql and the files of the explorer."""


def responders(services: Services, numbers: metrics.Metrics) -> Mapping[str, Respond]:
    """Give what answers at each of the paths."""
    return {
        "/": home,
        jwks.PATH: partial(jwks.published_keys, services),
        files.PATH: partial(files.send_file, services),
        health.LIVE: health.live,
        health.READY: health.Readiness(services).respond,
        metrics.PATH: numbers.respond,
    }
