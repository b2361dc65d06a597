"""The cookie in which a browser keeps its refresh token, as one request has it and changes it."""

from dataclasses import dataclass

from core.errors import RequestCode, RequestError

UNGUARDED = (
    "The refresh token in the cookie is used only by a request with the header GraphQL-Preflight,"
    " with any value."
)


@dataclass(slots=True)
class RefreshCookie:
    """What came with a request, and what its answer sets.

    `sent` is the refresh token in the cookie; `is_guarded` whether the request has a header that
    no page of another site can make a browser send.
    """

    sent: str | None
    is_guarded: bool
    kept: str | None = None
    """The refresh token for the answer to set: empty to remove the cookie, None to leave it."""
    lifetime: int = 0
    """Seconds for which it is to be kept."""

    def read(self) -> str | None:
        """Give the refresh token that came in the cookie.

        Raises:
            RequestError: FORBIDDEN if there is one, but the request is not guarded.
        """
        if self.sent is not None and not self.is_guarded:
            raise RequestError(RequestCode.FORBIDDEN, UNGUARDED)
        return self.sent

    def keep(self, refresh_token: str, lifetime: int) -> None:
        """Have the answer set the cookie, for `lifetime` seconds."""
        self.kept, self.lifetime = refresh_token, lifetime

    def forget(self) -> None:
        """Have the answer remove the cookie."""
        self.kept, self.lifetime = "", 0
