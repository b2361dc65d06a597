"""Files at /files/{id}/{name}: sent in pieces, and such that a browser runs nothing in them."""

from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from core.logs import get_logger
from core.storage import StorageError
from resolvers.context import Services
from resolvers.served_files import Asked, Served, find_served
from schema.http.incoming import Incoming
from schema.http.parameters import HttpError
from schema.http.ranges import Range, UnsatisfiableRangeError, asked_range, is_known

PATH = "/files/{id}/{name}"
NOT_THERE = "There is no such file, or the link to it has run out: ask the API for a new one."
AWAY = "The store of the files does not answer at the moment: try again later."
SAFE = {
    # Whatever a file holds, in a browser it is a page without scripts, forms or an origin.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    # Pages of other origins may show a picture, as avatars are shown.
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_log = get_logger("rollcall.files")


async def send_file(services: Services, request: Incoming) -> Response:
    """Answer with one file, or with a part of it.

    Raises:
        HttpError: 404 for all that the request may not know of; 503 while the store is away.
    """
    asked = _asked(request)
    try:
        served = None if asked is None else await find_served(services, asked)
        if served is None:
            raise HttpError(404, NOT_THERE)
        return await _answer(services, request, served)
    except StorageError as error:
        _log.warning("file_not_served", reason=str(error))
        raise HttpError(503, AWAY, {"Retry-After": "10"}) from None


async def _answer(services: Services, request: Incoming, served: Served) -> Response:
    headers = _headers(served)
    if is_known(request.headers.get("if-none-match", ""), served.tag):
        return Response(status_code=304, headers=headers)
    is_head = request.method == "HEAD"
    try:
        # A range is defined for GET alone (RFC 9110, 14.2).
        part = None if is_head else asked_range(request.headers, served.tag, served.size)
    except UnsatisfiableRangeError:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{served.size}"})
    start, end = part or Range(0, served.size)
    headers |= {**served.headers, "Content-Length": str(end - start)}
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{served.size}"
    status = 200 if part is None else 206
    if is_head:
        return Response(status_code=status, headers=headers)
    pieces = services.files.storage.read(served.name, start, end)
    # An object that is not to be had is told while there is still a status to tell it by.
    first = await anext(pieces)
    return StreamingResponse(_chain(first, pieces), status_code=status, headers=headers)


def _asked(request: Incoming) -> Asked | None:
    """Read the address; None if it is none that this server makes."""
    query = request.query_params
    numbers = {}
    for name in ("width", "expires"):
        text = query.get(name)
        if text is not None:
            if not (text.isascii() and text.isdecimal() and len(text) < 16):  # noqa: PLR2004
                return None
            numbers[name] = int(text)
    place = request.path_params
    signature = query.get("signature", "")
    return Asked(place["id"], place["name"], signature=signature, **numbers)


def _headers(served: Served) -> dict[str, str]:
    whose = "public" if served.is_public else "private"
    cached = f"{whose}, max-age={served.max_age}, immutable"
    return {**SAFE, "Cache-Control": cached, "ETag": served.tag, "Accept-Ranges": "bytes"}


async def _chain(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Give all pieces; where the store fails the connection ends, so that nobody takes a part."""
    yield first
    try:
        async for piece in rest:
            yield piece
    except StorageError as error:
        _log.warning("file_not_served_whole", reason=str(error))
        raise
