"""Writing the answer to a GraphQL request, in the media type and with the status that fit."""

from collections.abc import Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from core.logs import REQUEST_ID
from schema.execution.run import Result, refused
from schema.http.accept import GRAPHQL, JSON, media_type
from schema.http.parameters import HttpError

NOTHING_HERE = "There is nothing at this address. The API is at /graphql."


def answer(request: Request, result: Result) -> Response:
    """Answer with a result: by GraphQL over HTTP, section 6.4, 400 tells what was never run."""
    kind = media_type(request.headers.get("accept", ""))
    headers = _about_errors(result.body) if "errors" in result.body else {}
    response = PreparedResponse(orjson.dumps(result.body), _status(result, kind), kind)
    for name, value in headers.items():
        response.headers[name] = value
    return response


def answer_batch(results: Sequence[Result]) -> Response:
    """Answer a batch, which the specification does not know: 200, and a JSON array of results."""
    bodies = [one.body for one in results]
    waits = [int(wait) for body in bodies for wait in _about_errors(body).values()]
    response = PreparedResponse(orjson.dumps(bodies), 200, JSON)
    if waits:
        response.headers["Retry-After"] = str(max(waits))
    return response


def answer_error(request: Request, error: HttpError) -> Response:
    """Answer a request that was no GraphQL request; its status is the same in both media types."""
    body = refused(error.error).body
    headers = {**_about_errors(body), **error.headers}
    kind = media_type(request.headers.get("accept", ""))
    response = PreparedResponse(orjson.dumps(body), error.status, kind)
    for name, value in headers.items():
        response.headers[name] = value
    return response


def nothing_here(request: Request) -> Response:
    """Answer at an address that there is not."""
    return answer_error(request, HttpError(404, NOTHING_HERE))


class PreparedResponse(Response):
    """A response whose headers are written as bytes at once, since nearly all have the same."""

    def __init__(self, body: bytes, status: int, media_type: str) -> None:
        self.status_code = status
        self.body = body
        self.raw_headers = [
            (b"content-length", b"%d" % len(body)),
            (b"content-type", _TYPES[media_type]),
            (b"cache-control", b"no-store"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send it; Starlette would look for other protocols and for work to do afterwards."""
        status, headers = self.status_code, self.raw_headers
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def _status(result: Result, kind: str) -> int:
    if result.has_failed:
        return 500
    return 200 if result.has_run or kind == JSON else 400


def _about_errors(body: dict[str, Any]) -> dict[str, str]:
    """Have each error tell the ID of the request, by which it is found in the log.

    Gives the header that repeats when to try again, if an error says so (RFC 9110, 10.2.3).
    """
    wait = 0
    for error in body.get("errors", ()):
        extensions = error["extensions"]
        extensions["requestId"] = REQUEST_ID.get()
        wait = max(wait, extensions.get("retryAfter", 0))
    return {"Retry-After": str(wait)} if wait else {}


_TYPES = {kind: f"{kind}; charset=utf-8".encode() for kind in (GRAPHQL, JSON)}
