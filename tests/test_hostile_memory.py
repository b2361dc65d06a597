"""Thousands of hostile requests leave a server as large as it was, and answering everybody else.

`HOSTILE_REQUESTS=10000 .venv/bin/python -m pytest -q -s tests/test_hostile_memory.py`.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.processes import serving
from tests.schema.http.lines import CHUNKED, POST, post

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.processes import Process

pytestmark = pytest.mark.anyio

REQUESTS = int(os.environ.get("HOSTILE_REQUESTS", "2000"))
SETTLED = 1_600
"""Requests after which all has happened that happens once; texts fill the caches besides."""
TEXTS = 500
AT_ONCE = 20
GROWTH = 24 * 1024
"""KiB that chance may add: what two requests of the largest kind have in memory for a moment."""
MIB = 1024 * 1024


def document(text: str) -> bytes:
    """Write a request for a document."""
    return post(json.dumps({"query": text}).encode())


def bomb(number: int) -> bytes:
    """Write fragments in fragments, in a text of its own."""
    chain = " ".join(f"fragment F{n} on User {{ ...F{n + 1} ...F{n + 1} }}" for n in range(30))
    return document(f"{{ a{abs(number)}: me {{ ...F0 }} }} {chain} fragment F30 on User {{ id }}")


def mistaken(number: int) -> bytes:
    """Write an input with a long text and many faults, each of which repeats it all."""
    fields = " ".join(f"x{n}: 1" for n in range(30))
    text = f'{{password: "{number}{"a" * 2_000}" {fields}}}'
    return document(f"mutation {{ signup(input: {text}) {{ user {{ id }} }} }}")


def mutation(number: int) -> bytes:
    """Write a login of nobody."""
    text = f'login(input: {{email: "{number}@example.com", password: "none of ours"}})'
    return document(f"mutation {{ {text} {{ errors {{ code }} }} }}")


KINDS: list[tuple[Callable[[int], bytes], bytes | None]] = [
    (lambda _: POST + b"Content-Length: %d\r\n\r\n" % (MIB + 1) + b"x" * (MIB + 1), b"413"),
    (lambda _: CHUNKED + b"100000\r\n" + b"x" * MIB + b"\r\n5\r\nhello\r\n", b"413"),
    (lambda _: post(b'{"query": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"), b"400"),
    (lambda _: post(b'{"query": "\xff\xfe\xc0\x80"}'), b"400"),
    (lambda n: b"nonsense %d\r\n\r\n" % n, b"400"),
    (lambda n: post(b"{}", *(b"X-%d: %d" % (m, n) for m in range(200))), b"431"),
    (lambda n: POST + b"X-Long: %d" % n + b"a" * 80_000, b"431"),
    (lambda n: CHUNKED + b"1\r\n{\r\n0\r\n" + b"X-More: %d\r\n" % n * 20_000, b"431"),
    (bomb, b"200"),
    (mistaken, b"200"),
    (lambda n: document(f"{{ a{n}: __typename }}"), b"200"),
    (mutation, b"200"),
    (mutation, None),
    (lambda n: mutation(n)[:-5], None),
    (lambda n: CHUNKED + b"ffff\r\n%d" % n + b"a" * 50_000, None),
    (lambda n: POST + b"X-Half: %d" % n, None),
    (lambda n: document(f"{{ a{n}: __typename }}") * 100, None),
]
"""What is sent, with a number that may make it another each time, and the status of the answer;
without one the client leaves at once."""


def resident(server: Process) -> int:
    """Give the resident memory of a server in KiB."""
    command = ["ps", "-o", "rss=", "-p", str(server.process.pid)]
    return int(subprocess.run(command, capture_output=True, check=True).stdout)


async def attack(port: int, number: int) -> None:
    """Send one request, check its answer, and leave abruptly."""
    make, status = KINDS[number % len(KINDS)]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(make(number))
    if status is not None:
        async with asyncio.timeout(60):
            assert (await reader.readline()).split()[1] == status, number
    writer.transport.abort()


async def attack_often(port: int, start: int, stop: int) -> None:
    """Send requests of all kinds, some at a time."""
    numbers = iter(range(start, stop))

    async def some() -> None:
        for number in numbers:
            await attack(port, number)

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))


async def test_a_server_under_attack_does_not_grow(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        await attack_often(server.port, 0, SETTLED)
        for number in range(TEXTS):
            await attack(server.port, KINDS.index((bomb, b"200")) - len(KINDS) * (number + 1))
        before = resident(server)
        await attack_often(server.port, SETTLED, SETTLED + REQUESTS)
        after = resident(server)
        answer = server.post("{ __typename }")
    print(f"resident memory: {before} KiB, and {after} KiB after {REQUESTS} requests")  # noqa: T201 -- pytest -s
    assert answer == {"data": {"__typename": "Query"}}
    assert after < before + GROWTH
    assert "Traceback" not in "".join(server.err)
