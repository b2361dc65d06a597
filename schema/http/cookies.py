"""The refresh token in a cookie (RFC 6265bis), which no page's script can read.

The browser is told to send it to the endpoint alone, over TLS alone, and never for another site.
What a request says of its own origin is checked all the same, for browsers that know less.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from core.errors import RequestCode, RequestError
from schema.cookies import RefreshCookie
from schema.http.requests import PREFLIGHT

NAME = "__Secure-rollcall_refresh"
"""The prefix has the browser refuse a cookie of this name that was set without TLS."""
OWN_SITE = frozenset({"same-origin", "same-site", "none"})
"""What Sec-Fetch-Site says of a request that no other site has caused (Fetch Metadata)."""
ELSEWHERE = "This server keeps refresh tokens in cookies: it changes nothing for another site."
_USUAL_PORTS = {"http": ":80", "https": ":443"}


class RefreshCookies:
    """Reads and writes the cookie for clients that reach the server at `public_url`.

    Pages of `origins` may use the API from elsewhere on the same site.
    """

    def __init__(self, public_url: str, origins: Collection[str] = ()) -> None:
        parts = urlsplit(public_url)
        place = parts.netloc.lower().removesuffix(_USUAL_PORTS[parts.scheme])
        self._origin = f"{parts.scheme}://{place}"
        self._origins = {self._origin, *origins}
        self._path = f"{parts.path}/graphql"

    def read(self, request: Request) -> RefreshCookie:
        """Give what the request brings."""
        is_guarded = any(name in request.headers for name in PREFLIGHT)
        return RefreshCookie(request.cookies.get(NAME) or None, is_guarded)

    def check_site(self, request: Request) -> None:
        """Let nobody else's page change anything here.

        Raises:
            RequestError: FORBIDDEN if the browser says that another site has caused the request.
        """
        site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin", self._origin)
        is_ours = origin.lower() in self._origins if site is None else site.lower() in OWN_SITE
        if not is_ours:
            raise RequestError(RequestCode.FORBIDDEN, ELSEWHERE)

    def write(self, response: Response, cookie: RefreshCookie) -> None:
        """Set or remove the cookie where an operation has asked for that."""
        if cookie.kept is None:
            return
        response.set_cookie(
            NAME,
            cookie.kept,
            max_age=cookie.lifetime,
            path=self._path,
            secure=True,
            httponly=True,
            samesite="strict",
        )
