"""Reading a GraphQL request, within bounds, however malformed it is."""

from email.message import Message
from functools import lru_cache
from typing import Any

import orjson
from starlette.datastructures import Headers
from starlette.requests import Request

from schema.http.accept import JSON
from schema.http.incoming import Incoming
from schema.http.parameters import Batch, HttpError, Parameters, batch, parameters

MAX_BODY = 1024 * 1024
READING = frozenset({"GET", "HEAD"})
"""Methods that change nothing."""
PREFLIGHT = ("apollo-require-preflight", "x-apollo-operation-name", "graphql-preflight")
"""Headers that a browser sends to another site only after asking that site (CORS)."""


async def read_parameters(request: Incoming) -> Parameters | Batch:
    """Read what a request asks to run: one operation, or by POST a batch.

    Raises:
        HttpError: the request is none that GraphQL over HTTP knows, or is too large.
    """
    if request.method in READING:
        return _from_query(request)
    _check_media_type(request.headers)
    value = _json(await _body(request), "The body")
    return batch(value) if isinstance(value, list) else parameters(value)


def _check_media_type(headers: Headers) -> None:
    if not _is_json(headers.get("content-type", "")):
        message = f"Send the request as JSON in UTF-8, with the header Content-Type: {JSON}."
        raise HttpError(415, message, {"Accept-Post": JSON})
    if headers.get("content-encoding", "identity").lower() != "identity":
        message = "Send the body as it is, without the header Content-Encoding."
        raise HttpError(415, message, {"Accept-Encoding": "identity"})


@lru_cache(100)
def _is_json(content_type: str) -> bool:
    media_type = Message()
    media_type["Content-Type"] = content_type
    charset = str(media_type.get_param("charset", "utf-8")).lower()
    return media_type.get_content_type() == JSON and charset in {"utf-8", "utf8"}


def _from_query(request: Request) -> Parameters:
    if not any(name in request.headers for name in PREFLIGHT):
        message = "A GET request needs the header GraphQL-Preflight, with any value."
        raise HttpError(400, message)
    values: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if name in values:
            values[name] = _json(values[name].encode("utf-8", "replace"), f"`{name}`")
    return parameters(values)


async def _body(request: Incoming) -> bytes:
    declared = request.headers.get("content-length", "0")
    is_too_large = declared.isdecimal() and int(declared) > MAX_BODY
    body = None if is_too_large else await request.read(MAX_BODY)
    if body is None:
        # Without `close` the rest would still be read, to reach the request behind it.
        message = f"The body of a request has at most {MAX_BODY} bytes."
        raise HttpError(413, message, {"Connection": "close"})
    return body


def _json(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise HttpError(400, f"{what} is no JSON: {error.msg}.") from None
