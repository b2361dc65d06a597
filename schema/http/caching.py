"""What caches may keep: an answer by GET to nobody in particular, and nothing else (RFC 9111)."""

from starlette.responses import Response

from schema.execution.run import Result
from schema.http.incoming import Incoming

CREDENTIALS = ("authorization", "x-api-key", "cookie")
VARY = "Accept, Authorization, X-API-Key, Cookie, Origin, X-Rollcall-Cost"
MAX_AGE = 60
"""Seconds for which such an answer may be kept: what everybody may see hardly changes."""


def allow_caching(request: Incoming, response: Response, result: Result) -> None:
    """Let caches keep the answer to a query that was sent by GET without credentials.

    An answer with an error is not kept: PERSISTED_QUERY_NOT_FOUND is true for a moment only. That
    the answer varies with the credentials keeps a cache from giving it to somebody who has some.
    """
    has_credentials = any(name in request.headers for name in CREDENTIALS)
    if has_credentials or not result.has_run or "errors" in result.body:
        return
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response.headers.add_vary_header(VARY)
