"""Uploaded files in a real Chromium: pictures are shown, and what could act is saved instead."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

import pytest

from tests import node
from tests.processes import serving
from tests.uploads import FORM, PREFLIGHT, SIGNUP, SVG, Sent, docx, filled, picture

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "tests/explorer"
SECONDS = 90.0
pytestmark = [pytest.mark.node("explorer"), pytest.mark.node(FOLDER)]


def sign_up(port: int, email: str, **files: Sent) -> Any:
    """Sign up with files, and give their addresses by field."""
    values = {"email": email, "password": "correct horse 1"}
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/graphql", filled(SIGNUP, values, files), FORM | PREFLIGHT)
    user = json.loads(connection.getresponse().read())["data"]["signup"]["user"]
    connection.close()
    return {file["field"]: file["url"] for file in user["files"]}


def test_a_page_shows_an_avatar_and_nothing_runs(tmp_path: Path) -> None:
    browser = node.browser()
    assert browser is not None
    with serving(tmp_path) as server:
        wide = Sent(picture("PNG", (300, 20)))
        urls = sign_up(server.port, "ada@example.com", avatar=wide, letter=Sent(docx(), "a.docx"))
        drawn = sign_up(server.port, "bob@example.com", avatar=Sent(SVG, "drawing.svg"))
        places = [urls["avatar"], drawn["avatar"], urls["letter"]]
        address = f"http://127.0.0.1:{server.port}/graphql"
        ended = node.run(FOLDER, "pictures.js", address, browser, *places, seconds=SECONDS)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == {
        "shown": [[True, 300], [True, 64], [True, 8]],
        "alone": ["image/png", "null"],
        "saved": ["drawing.svg", "a.docx"],
    }
