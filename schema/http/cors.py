"""Pages of other origins that may use the API (the Fetch standard's CORS protocol)."""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from schema.http.head import REQUEST_ID_HEADER, RawHeaders, begin_request

ANY = "*"
METHODS = ("GET", "HEAD", "POST")
EXPOSED = ("Retry-After", "X-Request-Id")
"""Headers of answers that scripts may read, besides those that they always may."""
PREFLIGHT_SECONDS = 86_400
"""How long browsers may remember what they were allowed; some forget sooner."""


class Cors(CORSMiddleware):
    """Tells browsers that pages of these origins may ask; of any others they may not.

    Pages of origins that are named may send credentials; where any origin may ask, none may.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str], fixed: RawHeaders) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=METHODS,
            # Whoever may ask may do so with any header: there is none that we trust blindly.
            allow_headers=("*",),
            allow_credentials=ANY not in origins,
            expose_headers=EXPOSED,
            max_age=PREFLIGHT_SECONDS,
        )
        self._fixed = fixed

    def preflight_response(self, request_headers: Headers) -> Response:
        """Answer what a browser asks beforehand."""
        response = super().preflight_response(request_headers)
        request_id = begin_request(request_headers.get(REQUEST_ID_HEADER))
        response.raw_headers += [*self._fixed, (b"x-request-id", request_id)]
        return response
