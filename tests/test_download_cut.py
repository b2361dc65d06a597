"""A file that the store cannot give to its end: the connection ends too, and who reads it knows."""

from __future__ import annotations

from http.client import HTTPConnection, IncompleteRead
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from tests.processes import serving
from tests.uploads import FORM, PDF, PREFLIGHT, SIGNUP, Sent, filled

if TYPE_CHECKING:
    from pathlib import Path

MIB = 1024 * 1024


def test_half_a_file_is_not_taken_for_the_whole(tmp_path: Path) -> None:
    values = {"email": "ada@example.com", "password": "correct horse 1"}
    form = filled(SIGNUP, values, {"resume": Sent(PDF + bytes(3 * MIB))})
    with serving(tmp_path) as server:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("POST", "/graphql", form, FORM | PREFLIGHT)
        answer: Any = orjson.loads(connection.getresponse().read())
        (file,) = answer["data"]["signup"]["user"]["files"]
        (kept,) = (path for path in (tmp_path / "var/files").rglob("*") if path.is_file())
        with kept.open("r+b") as content:
            content.truncate(MIB)
        connection.request("GET", file["url"][file["url"].index("/files/") :])
        with pytest.raises(IncompleteRead) as cut:
            connection.getresponse().read()
        assert len(cut.value.partial) == MIB
        assert cut.value.expected == file["size"] - MIB
        connection.close()
        # The server goes on.
        connection.request("GET", "/health/live")
        assert connection.getresponse().status == 200
        connection.close()
