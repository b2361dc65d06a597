"""The page that browsers get at /graphql: ours where it has been built, else Strawberry's.

Ours is made by npm from the folder explorer/ and needs nothing from elsewhere; docs/adr/0027 says
what its policy lets in. Strawberry's loads GraphiQL from the Internet.
"""

import re
import secrets
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from strawberry.http.ides import get_graphql_ide_html

from schema.http.accept import takes
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
_NAME = re.compile(r"[\w-]+(\.[\w-]+)+", re.ASCII)
"""Names of files; none leads out of the folder, whatever the system takes for a separator."""


class Explorer:
    """The page as the server's settings have it, and the files that it loads.

    Both are looked for when they are asked for, so that a new build needs no new start.
    """

    def __init__(
        self, folder: Path, *, introspection: bool = True, trusted_documents: bool = False
    ) -> None:
        self._folder = folder
        self._introspection = introspection
        self._trusted_documents = trusted_documents

    def page(self) -> Response:
        """Answer a browser that asks for a page."""
        headers = {"Vary": "Accept"}
        if not is_built(self._folder):
            headers["Content-Security-Policy"] = FRAMES
            return HTMLResponse(get_graphql_ide_html(), headers=headers)
        nonce = secrets.token_urlsafe(16)
        headers |= {
            "Cache-Control": "no-store",
            "Content-Security-Policy": f"{POLICY.replace(NONCE, nonce)}, {ONLY_FROM_HERE}",
        }
        return HTMLResponse(self._text().replace(NONCE, nonce), headers=headers)

    async def file(self, request: Request) -> Response:
        """Answer a request for one of the page's files."""
        name = request.path_params["name"]
        path = self._folder / PATH[1:] / name
        media_type = MEDIA_TYPES.get(path.suffix)
        if media_type is None or not _NAME.fullmatch(name) or not path.is_file():
            return nothing_here(request)
        headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
        packed = path.with_name(f"{path.name}.gz")
        if packed.is_file() and takes(request.headers.get("accept-encoding", ""), "gzip"):
            path, headers["Content-Encoding"] = packed, "gzip"
        content = await run_in_threadpool(path.read_bytes)
        return Response(content, headers=headers, media_type=media_type)

    def _text(self) -> str:
        text = (self._folder / "index.html").read_text("utf-8")
        if not self._introspection:
            text = text.replace('data-introspection="on"', 'data-introspection="off"')
        if self._trusted_documents:
            text = text.replace('data-documents="all"', 'data-documents="trusted"')
        return text


def is_built(folder: Path) -> bool:
    """Whether our page has been built into a folder."""
    return (folder / "index.html").is_file()
