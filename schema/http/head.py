"""Headers that every answer has: what browsers may do with it, and the ID of its request."""

import re
from random import Random
from typing import TypeAlias

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.logs import REQUEST_ID
from schema.http.incoming import Incoming

RawHeaders: TypeAlias = list[tuple[bytes, bytes]]

REQUEST_ID_HEADER = "x-request-id"
YEAR = 365 * 24 * 60 * 60
SAFETY: RawHeaders = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
]
"""No answer is taken for what it does not say it is, named to other sites, or framed by any."""
_WELL_FORMED = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")
# To be told apart is all that these IDs have to be; random bits of the system take longer.
_random = Random()  # noqa: S311 -- nothing is kept secret by them


def fixed_headers(public_url: str) -> RawHeaders:
    """Give the headers that are always the same; over https browsers are to stay there (RFC 6797).

    Other names of the domain are not ours to decide about, so they are left out.
    """
    is_secure = public_url.lower().startswith("https:")
    transport = [(b"strict-transport-security", b"max-age=%d" % YEAR)] if is_secure else []
    return [*SAFETY, *transport]


def begin_request(given: str | None) -> bytes:
    """Give the request an ID for the log, its errors and its answer: the client's, if well formed.

    A proxy that numbers requests can so be found again. What is longer than 128 characters, or has
    others than letters, digits and `._:/+=@-`, is none.
    """
    if given is None or _WELL_FORMED.fullmatch(given) is None:
        given = f"{_random.getrandbits(128):032x}"
    REQUEST_ID.set(given)
    return given.encode()


class Headed:
    """Adds the headers to all that an application answers."""

    def __init__(self, app: ASGIApp, fixed: RawHeaders) -> None:
        self._app = app
        self._fixed = fixed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the request answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = begin_request(Incoming(scope, receive).headers.get(REQUEST_ID_HEADER))
        added = [*self._fixed, (b"x-request-id", request_id)]

        async def send_headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *added]
            await send(message)

        await self._app(scope, receive, send_headed)
