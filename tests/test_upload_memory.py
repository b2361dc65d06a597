"""Uploads are never in memory whole: 20 clients at once send 50 MiB each, and memory stays.

A run has 4 clients; `.ci/run` 20. For that many:
`UPLOAD_CLIENTS=20 .venv/bin/python -m pytest -q tests/test_upload_memory.py`.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.processes import serving
from tests.uploads import BOUNDARY, FORM, PDF, PREFLIGHT, SIGNUP, Sent, filled

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENTS = int(os.environ.get("UPLOAD_CLIENTS", "4"))
MIB = 1024 * 1024
SIZE = 50 * MIB
MOST = 64 * MIB
PIECE = bytes(range(256)) * 1024


def memory(pid: int, what: str) -> int:
    """Give the bytes of memory of a process: VmRSS now, or VmHWM at most so far."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(rf"{what}:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1024


def pieces(email: str) -> Iterator[bytes]:
    """Write the form of a sign-up with a file of 50 MiB, piece by piece."""
    values = {"email": email, "password": "correct horse 1"}
    whole = filled(SIGNUP, values, {"resume": Sent(PDF)})
    end = f"\r\n--{BOUNDARY}--\r\n".encode()
    yield whole.removesuffix(end)
    left = SIZE - len(PDF)
    while left:
        yield PIECE[:left]
        left -= len(PIECE[:left])
    yield end


def upload(port: int, email: str, sizes: list[int]) -> None:
    """Sign up with a file of 50 MiB, and note the size that the server has found."""
    length = sum(map(len, pieces(email)))
    connection = HTTPConnection("127.0.0.1", port, timeout=300)
    headers = {**FORM, **PREFLIGHT, "content-length": str(length)}
    connection.request("POST", "/graphql", pieces(email), headers)
    answer: Any = json.loads(connection.getresponse().read())
    connection.close()
    sizes.append(answer["data"]["signup"]["user"]["files"][0]["size"])


def at_once(port: int, count: int, name: str) -> list[int]:
    """Upload by many clients at once, and give the sizes that the server has found."""
    sizes: list[int] = []
    threads = [
        threading.Thread(target=upload, args=(port, f"{name}{number}@example.com", sizes))
        for number in range(count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sizes


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_memory_does_not_grow_with_what_is_uploaded(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        pid = server.process.pid
        before = memory(pid, "VmRSS")
        assert at_once(server.port, CLIENTS, "ada") == [SIZE] * CLIENTS
        grown = memory(pid, "VmHWM") - before
        assert grown < MOST, f"{before / MIB:.0f} + {grown / MIB:.0f} MiB"
