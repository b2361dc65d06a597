"""Compressed answers, for clients that accept them; docs/adr/0029 says why none has a token."""

import asyncio
import gzip
from collections.abc import Callable, Mapping

import brotli
import zstandard
from starlette.responses import Response

from schema.http.accept import encoding
from schema.http.incoming import Incoming

MIN_BYTES = 1_400
"""What is shorter fits into one packet of the network as it is."""
LONG = 64 * 1024
"""Bytes from which on a thread compresses, so that nobody else waits for it."""

# Levels at which each takes about as long as sending what it saves, and not much longer.
_COMPRESS: Mapping[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.compress(body, 3),
    "br": lambda body: bytes(brotli.compress(body, quality=4)),
    "gzip": lambda body: gzip.compress(body, 5, mtime=0),
}


async def compress(request: Incoming, response: Response) -> None:
    """Compress the body of an answer in the way that the client likes best, if in any."""
    _vary(response)
    name = encoding(request.headers.get("accept-encoding", ""))
    if not name:
        return
    body = bytes(response.body)
    work = _COMPRESS[name]
    response.body = work(body) if len(body) < LONG else await asyncio.to_thread(work, body)
    response.headers["Content-Encoding"] = name
    response.headers["Content-Length"] = str(len(response.body))


def _vary(response: Response) -> None:
    """Tell caches that the answer depends on what the client accepts."""
    if any(name == b"vary" for name, _ in response.raw_headers):
        response.headers.add_vary_header("Accept-Encoding")
    else:
        # Nearly always; looking for what is not there takes Starlette ten times as long.
        response.raw_headers.append((b"vary", b"Accept-Encoding"))
