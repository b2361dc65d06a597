"""Files are never in memory whole: 20 clients at once send 50 MiB each, and fetch them again.

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
    from collections.abc import Callable, Iterator

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


def upload(port: int, email: str, urls: list[str]) -> None:
    """Sign up with a file of 50 MiB, and note where it is served."""
    length = sum(map(len, pieces(email)))
    connection = HTTPConnection("127.0.0.1", port, timeout=300)
    headers = {**FORM, **PREFLIGHT, "content-length": str(length)}
    connection.request("POST", "/graphql", pieces(email), headers)
    answer: Any = json.loads(connection.getresponse().read())
    connection.close()
    (file,) = answer["data"]["signup"]["user"]["files"]
    assert file["size"] == SIZE
    urls.append(file["url"])


def fetch(port: int, url: str, sizes: list[int]) -> None:
    """Fetch a file as slowly as it takes to look at each piece, and note how large it was."""
    connection = HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", url[url.index("/files/") :])
    response, size = connection.getresponse(), 0
    while piece := response.read(len(PIECE)):
        size += len(piece)
    connection.close()
    sizes.append(size)


def at_once(work: Callable[[int, str, list[Any]], None], port: int, names: list[str]) -> list[Any]:
    """Do something for each name at once, and give what was noted."""
    noted: list[Any] = []
    threads = [threading.Thread(target=work, args=(port, name, noted)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return noted


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_memory_does_not_grow_with_what_is_uploaded_and_served(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        pid = server.process.pid
        before = memory(pid, "VmRSS")
        emails = [f"{number}@example.com" for number in range(CLIENTS)]
        urls = at_once(upload, server.port, emails)
        assert at_once(fetch, server.port, urls) == [SIZE] * CLIENTS
        grown = memory(pid, "VmHWM") - before
        assert grown < MOST, f"{before / MIB:.0f} + {grown / MIB:.0f} MiB"
