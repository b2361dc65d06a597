"""Reading a GraphQL request, within bounds, however malformed it is."""

from email.message import Message
from functools import lru_cache
from typing import Any

import orjson
from starlette.datastructures import Headers
from starlette.requests import Request

from schema.http.accept import JSON
from schema.http.incoming import Incoming
from schema.http.multipart import FORM, MAX_TOTAL, FormError, Spool, read_form
from schema.http.parameters import Batch, HttpError, Parameters, batch, parameters

MAX_BODY = 1024 * 1024
READING = frozenset({"GET", "HEAD"})
"""Methods that change nothing."""
PREFLIGHT = ("apollo-require-preflight", "x-apollo-operation-name", "graphql-preflight")
"""Headers that a browser sends to another site only after asking that site (CORS)."""

CLOSE = {"Connection": "close"}
"""Without this the rest of a refused body would still be read, to reach the request behind it."""


async def read_parameters(request: Incoming, spool: Spool) -> Parameters | Batch:
    """Read what a request asks to run: one operation, or by POST a batch.

    Its files, if it has some, go where `spool` says.

    Raises:
        HttpError: the request is none that GraphQL over HTTP knows, or is too large.
    """
    if request.method in READING:
        return _from_query(request)
    if _is_json(request.headers.get("content-type", "")):
        _check_encoding(request.headers)
        value = _json(await _body(request), "The body")
    else:
        value = await _form(request, spool)
    return batch(value) if isinstance(value, list) else parameters(value)


def _check_encoding(headers: Headers) -> None:
    if headers.get("content-encoding", "identity").lower() != "identity":
        message = "Send the body as it is, without the header Content-Encoding."
        raise HttpError(415, message, {"Accept-Encoding": "identity"})


@lru_cache(100)
def _is_json(content_type: str) -> bool:
    media_type = Message()
    media_type["Content-Type"] = content_type
    charset = str(media_type.get_param("charset", "utf-8")).lower()
    return media_type.get_content_type() == JSON and charset in {"utf-8", "utf8"}


async def _form(request: Incoming, spool: Spool) -> Any:
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() != FORM:
        message = f"Send the request as JSON in UTF-8, with the header Content-Type: {JSON}."
        raise HttpError(415, message, {"Accept-Post": JSON})
    _check_encoding(request.headers)
    if not any(name in request.headers for name in PREFLIGHT):
        message = "A request with files needs the header GraphQL-Preflight, with any value."
        raise HttpError(400, message, CLOSE)
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > MAX_TOTAL:
        raise HttpError(413, f"A request with files has at most {MAX_TOTAL} bytes.", CLOSE)
    try:
        return await read_form(request, spool)
    except FormError as error:
        raise HttpError(error.status, error.message, CLOSE) from None


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
        message = f"The body of a request has at most {MAX_BODY} bytes."
        raise HttpError(413, message, CLOSE)
    return body


def _json(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise HttpError(400, f"{what} is no JSON: {error.msg}.") from None
