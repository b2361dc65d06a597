"""The explorer's page and files as they are served, from a folder like the one that npm builds."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest

from schema.http import explorer
from schema.http.explorer import Explorer, is_built
from tests.schema.http.wire import fault, own_headers
from tests.server import running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.server import Client

pytestmark = pytest.mark.anyio

BROWSER = {"accept": "text/html"}
PAGE = """<html data-introspection="on" data-documents="all">
<script nonce="NONCE" src="./graphql/explorer/index-1.js"></script></html>"""
SCRIPT = b"console.log('our script')"
TYPES = {
    "index-1.js": "text/javascript; charset=utf-8",
    "index-1.css": "text/css; charset=utf-8",
    "icon-1.svg": "image/svg+xml",
    "font-1.ttf": "font/ttf",
    "font-1.woff": "font/woff",
    "font-1.woff2": "font/woff2",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder as Vite makes it."""
    built = tmp_path / "dist"
    files = built / "graphql/explorer"
    files.mkdir(parents=True)
    (built / "index.html").write_text(PAGE)
    for name in TYPES:
        (files / name).write_bytes(SCRIPT)
    (files / "index-1.js.gz").write_bytes(gzip.compress(SCRIPT))
    (files / "notes.txt").write_text("not for browsers")
    (tmp_path / "secret.js").write_text("not in the folder")
    return built


@pytest.fixture
async def client(
    folder: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Client]:
    """Give an anonymous caller of a server with that folder."""
    monkeypatch.setattr(explorer, "FOLDER", folder)
    async with running(sqlite_url) as server:
        yield server.anonymous


async def test_each_page_has_a_nonce_of_its_own(client: Client) -> None:
    first, second = [await client.request("GET", "/graphql", headers=BROWSER) for _ in range(2)]
    nonces = [
        re.findall(rb'nonce="([\w-]{22})"', page.body)[0].decode() for page in (first, second)
    ]
    assert nonces[0] != nonces[1]
    for page, nonce in zip((first, second), nonces, strict=True):
        assert page.body.decode() == PAGE.replace("NONCE", nonce)
        assert own_headers(page) == {
            "content-type": "text/html; charset=utf-8",
            "content-length": str(len(page.body)),
            "content-security-policy": (
                f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic';"
                " worker-src 'self'; connect-src 'self';"
                f" style-src-elem 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline';"
                " img-src 'self' data:; font-src 'self' data:;"
                " base-uri 'none'; form-action 'none'; frame-ancestors 'none', script-src 'self'"
            ),
            "cache-control": "no-store",
            "vary": "Accept",
        }


@pytest.mark.parametrize(("name", "media_type"), TYPES.items())
async def test_files_are_kept_for_ever(client: Client, name: str, media_type: str) -> None:
    answer = await client.request("GET", f"/graphql/explorer/{name}")
    assert (answer.status, answer.body) == (200, SCRIPT)
    assert answer.headers["content-type"] == media_type
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("accepted", ["gzip", "br, GZIP;q=0.5", "deflate,gzip ; q=0.001", "*"])
async def test_files_come_packed_where_that_is_accepted(client: Client, accepted: str) -> None:
    headers = {"accept-encoding": accepted}
    answer = await client.request("GET", "/graphql/explorer/index-1.js", headers=headers)
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == TYPES["index-1.js"]
    assert answer.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.body) == SCRIPT


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0, *", "gzip; q=0.0, br", "xgzip", "*;q=0"])
async def test_files_come_as_they_are_elsewhere(client: Client, accepted: str) -> None:
    headers = {"accept-encoding": accepted}
    answer = await client.request("GET", "/graphql/explorer/index-1.js", headers=headers)
    assert (answer.status, answer.body) == (200, SCRIPT)
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    "name",
    [
        "none.js",
        "notes.txt",
        "index-1.js.gz",
        "../secret.js",
        "..%2f..%2f..%2fsecret.js",
        "../../../secret.js",
        "..\\..\\..\\secret.js",
        "..",
        ".js",
        "index-1.js%00.js",
        "index-1.js\n.js",
        "graphql/../index-1.js",
        "",
    ],
)
async def test_nothing_else_is_served(client: Client, name: str) -> None:
    answer = await client.request("GET", f"/graphql/explorer/{name}")
    assert answer.status == 404
    assert b"not " not in answer.body.lower().replace(b"not found", b"")


async def test_a_file_that_is_gone(client: Client, folder: Path) -> None:
    (folder / "graphql/explorer/index-1.js").unlink()
    answer = await client.request("GET", "/graphql/explorer/index-1.js")
    message = "There is nothing at this address. The API is at /graphql."
    assert (answer.status, answer.json) == (404, fault(message))


async def test_files_are_only_read(client: Client) -> None:
    head = await client.request("HEAD", "/graphql/explorer/index-1.js")
    assert (head.status, head.headers["content-length"]) == (200, str(len(SCRIPT)))
    for method in ("POST", "PUT", "DELETE"):
        answer = await client.request(method, "/graphql/explorer/index-1.js")
        assert (answer.status, answer.json) == (405, fault("Use GET."))


async def test_switched_off_there_are_no_files_either(
    folder: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explorer, "FOLDER", folder)
    async with running(sqlite_url, explorer=False) as server:
        answer = await server.anonymous.request("GET", "/graphql/explorer/index-1.js")
        assert answer.status == 404


async def test_the_page_knows_what_is_switched_off(folder: Path) -> None:
    plain = bytes(Explorer(folder).page().body)
    assert b'data-introspection="on" data-documents="all"' in plain
    closed = bytes(Explorer(folder, introspection=False, trusted_documents=True).page().body)
    assert b'data-introspection="off" data-documents="trusted"' in closed


async def test_where_nothing_is_built_the_page_is_that_of_strawberry(tmp_path: Path) -> None:
    assert not is_built(tmp_path)
    page = Explorer(tmp_path).page()
    assert b"GraphiQL" in bytes(page.body)
    assert page.headers["content-security-policy"] == "frame-ancestors 'none'"
