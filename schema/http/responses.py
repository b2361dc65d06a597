"""Writing the answer to a GraphQL request, in the media type and with the status that fit."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from schema.execution.run import Result, refused
from schema.http.parameters import HttpError
from schema.http.requests import JSON

GRAPHQL = "application/graphql-response+json"


def answer(request: Request, result: Result) -> Response:
    """Answer with a result: by GraphQL over HTTP, section 6.4, 400 tells what was never run."""
    media_type = accepted(request)
    if result.has_failed:
        return _response(result.body, 500, media_type)
    status = 200 if result.has_run or media_type == JSON else 400
    return _response(result.body, status, media_type, _retry_after(result.body))


def answer_batch(results: Sequence[Result]) -> Response:
    """Answer a batch, which the specification does not know: 200, and a JSON array of results."""
    waits = [int(wait) for one in results for wait in _retry_after(one.body).values()]
    headers = {"Retry-After": str(max(waits))} if waits else {}
    return _response([one.body for one in results], 200, JSON, headers)


def answer_error(request: Request, error: HttpError) -> Response:
    """Answer a request that was no GraphQL request; its status is the same in both media types."""
    return _response(refused(error.error).body, error.status, accepted(request), error.headers)


def accepted(request: Request) -> str:
    """Give the media type to answer in: that of GraphQL where the client names it."""
    return _chosen(request.headers.get("accept", ""))


@lru_cache(1_000)
def _chosen(header: str) -> str:
    names = [part.split(";")[0].strip() for part in header.lower().split(",")]
    return GRAPHQL if GRAPHQL in names else JSON


def _retry_after(body: dict[str, Any]) -> dict[str, str]:
    """Repeat in a header what an error says about when to try again (RFC 9110, 10.2.3)."""
    waits = [error["extensions"].get("retryAfter", 0) for error in body.get("errors", ())]
    return {"Retry-After": str(max(waits))} if any(waits) else {}


def _response(
    body: dict[str, Any] | list[Any],
    status: int,
    media_type: str,
    headers: dict[str, str] | None = None,
) -> Response:
    response = _Prepared(orjson.dumps(body), status, media_type)
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


class _Prepared(Response):
    """A response whose headers are written as bytes at once, since nearly all have the same."""

    def __init__(self, body: bytes, status: int, media_type: str) -> None:
        self.status_code = status
        self.body = body
        self.background = None
        self.raw_headers = [
            (b"content-length", str(len(body)).encode()),
            (b"content-type", _TYPES[media_type]),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]


_TYPES = {kind: f"{kind}; charset=utf-8".encode() for kind in (GRAPHQL, JSON)}
