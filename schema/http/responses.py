"""Writing the answer to a GraphQL request, in the media type and with the status that fit."""

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from schema.execution.run import Result, refused
from schema.http.requests import JSON, HttpError

GRAPHQL = "application/graphql-response+json"


def answer(request: Request, result: Result) -> Response:
    """Answer with a result: by GraphQL over HTTP, section 6.4, 400 tells what was never run."""
    media_type = accepted(request)
    if result.has_failed:
        return _response(result.body, 500, media_type)
    status = 200 if result.has_run or media_type == JSON else 400
    return _response(result.body, status, media_type, _retry_after(result.body))


def answer_error(request: Request, error: HttpError) -> Response:
    """Answer a request that was no GraphQL request; its status is the same in both media types."""
    return _response(refused(error.error).body, error.status, accepted(request), error.headers)


def accepted(request: Request) -> str:
    """Give the media type to answer in: that of GraphQL where the client names it."""
    header = request.headers.get("accept", "").lower()
    names = [part.split(";")[0].strip() for part in header.split(",")]
    return GRAPHQL if GRAPHQL in names else JSON


def _retry_after(body: dict[str, Any]) -> dict[str, str]:
    """Repeat in a header what an error says about when to try again (RFC 9110, 10.2.3)."""
    waits = [error["extensions"].get("retryAfter", 0) for error in body.get("errors", ())]
    return {"Retry-After": str(max(waits))} if any(waits) else {}


def _response(
    body: dict[str, Any], status: int, media_type: str, headers: dict[str, str] | None = None
) -> Response:
    return Response(
        orjson.dumps(body),
        status,
        {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **(headers or {})},
        f"{media_type}; charset=utf-8",
    )
