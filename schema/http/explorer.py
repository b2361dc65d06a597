"""The page that browsers get at /graphql: ours where it has been built, else Strawberry's.

Ours is made by npm from the folder explorer/ and needs nothing from elsewhere; docs/adr/0022 says
what its policy lets in. Strawberry's loads GraphiQL from the Internet.
"""

import secrets
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from strawberry.http.ides import get_graphql_ide_html

from schema.http.responses import nothing_here

FOLDER = Path(__file__).parents[2] / "explorer" / "dist"
PATH = "/graphql/explorer"
NONCE = "NONCE"
"""What stands in the built page where each answer has a nonce of its own."""
POLICY = "; ".join(
    [
        "default-src 'none'",
        f"script-src 'nonce-{NONCE}' 'strict-dynamic'",
        "worker-src 'self'",
        "connect-src 'self'",
        f"style-src-elem 'self' 'nonce-{NONCE}'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
"""Content-Security-Policy of our page (CSP Level 3): who may load what."""
ONLY_FROM_HERE = "script-src 'self'"
"""A second policy, since 'strict-dynamic' alone lets a trusted script load others from anywhere."""
FRAMES = "frame-ancestors 'none'"
"""Nobody else's page may show the explorer as a part of itself and have people click there."""
FOREVER = "public, max-age=31536000, immutable"
"""For files whose names change with their contents (RFC 8246)."""
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}


class Explorer:
    """The page as the server's settings have it, and the files that it loads."""

    def __init__(
        self, folder: Path, *, introspection: bool = True, trusted_documents: bool = False
    ) -> None:
        # Only what is there at the start is served, so that no path leads out of the folder.
        paths = list((folder / PATH[1:]).glob("*"))
        self._files = {path.name: path for path in paths if path.suffix in MEDIA_TYPES}
        self._packed = {path.stem: path for path in paths if path.suffix == ".gz"}
        self._page = _page_in(folder, introspection=introspection, trusted=trusted_documents)

    def page(self) -> Response:
        """Answer a browser that asks for a page."""
        headers = {"Vary": "Accept"}
        if self._page is None:
            headers["Content-Security-Policy"] = FRAMES
            return HTMLResponse(get_graphql_ide_html(), headers=headers)
        nonce = secrets.token_urlsafe(16)
        headers |= {
            "Cache-Control": "no-store",
            "Content-Security-Policy": f"{POLICY.replace(NONCE, nonce)}, {ONLY_FROM_HERE}",
        }
        return HTMLResponse(self._page.replace(NONCE, nonce), headers=headers)

    async def file(self, request: Request) -> Response:
        """Answer a request for one of the page's files."""
        path = self._files.get(request.path_params["name"])
        if path is None:
            return nothing_here(request)
        media_type = MEDIA_TYPES[path.suffix]
        headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
        packed = self._packed.get(path.name)
        if packed is not None and _takes_gzip(request.headers.get("accept-encoding", "")):
            path, headers["Content-Encoding"] = packed, "gzip"
        try:
            content = await run_in_threadpool(path.read_bytes)
        except FileNotFoundError:
            return nothing_here(request)
        return Response(content, headers=headers, media_type=media_type)


def is_built(folder: Path) -> bool:
    """Whether our page has been built into a folder."""
    return (folder / "index.html").is_file()


def _page_in(folder: Path, *, introspection: bool, trusted: bool) -> str | None:
    if not is_built(folder):
        return None
    page = (folder / "index.html").read_text("utf-8")
    if not introspection:
        page = page.replace('data-introspection="on"', 'data-introspection="off"')
    if trusted:
        page = page.replace('data-documents="all"', 'data-documents="trusted"')
    return page


def _takes_gzip(accepted: str) -> bool:
    """Tell whether Accept-Encoding names gzip, and not with a weight of 0 (RFC 9110, 12.5.3)."""
    for entry in accepted.lower().split(","):
        coding, _, weight = entry.partition(";")
        if coding.strip() == "gzip":
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
