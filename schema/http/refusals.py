"""Answers to what is no request that could be passed on: as JSON, like all others."""

from http import HTTPStatus

import orjson

from core.errors import RequestCode, RequestError
from schema.execution.run import refused
from schema.http.accept import JSON
from schema.http.head import SAFETY


def _refusal(status: HTTPStatus, message: str) -> bytes:
    body = orjson.dumps(refused(RequestError(RequestCode.BAD_USER_INPUT, message)).body)
    headers = [
        (b"content-type", f"{JSON}; charset=utf-8".encode()),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
        *SAFETY,
    ]
    lines = [b"HTTP/1.1 %d %s" % (status, status.phrase.encode())]
    lines += [name + b": " + value for name, value in headers]
    return b"\r\n".join([*lines, b"", body])


MAX_HEAD = 64 * 1024
"""Bytes of a request line and all headers."""
MAX_HEADERS = 100
NO_HTTP = _refusal(HTTPStatus.BAD_REQUEST, "This is no HTTP request.")
NO_TUNNEL = _refusal(
    HTTPStatus.BAD_REQUEST,
    "This server neither changes protocols (Upgrade) nor passes on to others (CONNECT).",
)
TOO_SLOW = _refusal(HTTPStatus.REQUEST_TIMEOUT, "The request did not arrive in time: send it anew.")
HEAD_TOO_LARGE = _refusal(
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    f"The request line and headers have at most {MAX_HEAD:,} bytes.",
)
TOO_MANY_HEADERS = _refusal(
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"A request has at most {MAX_HEADERS} headers."
)
