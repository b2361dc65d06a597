"""Logins: how near the server comes to the bare rate of bcrypt, and who else notices them."""

import asyncio
import os
import resource
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

import bcrypt
import orjson

from benchmarks.databases import Seeded, environment
from benchmarks.programs import Program, rollcall
from benchmarks.works import ME, body
from core.passwords import PasswordHasher
from models.database import opened
from models.user import User

LOGINS = 1_000
"""Logins that are sent at once."""
WRONG = 20
"""How many of them have a wrong password."""
COST = 12
LEAST = 0.95
"""The least number of logins, as a share of bare hashes, that is good enough."""
RAW_SECONDS = 10
QUIET_SECONDS = 10
PAUSE = 0.02
"""Seconds between two questions of the bystander, who asks for `me`."""
PASSWORD = "correct horse 1"  # noqa: S105 -- of made-up users
FILES = 4 * LOGINS
"""Files and connections that a process may have open."""
LOGIN = """
mutation Login($email: String!, $password: String!) {
  login(input: {email: $email, password: $password}) { tokens { accessToken } errors { code } }
}
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Rates per second over all cores, and how long `me` took, in milliseconds."""

    database: str
    raw: float
    logins: float
    quiet: list[float]
    busy: list[float]

    @property
    def share(self) -> float:
        """Logins as a share of bare hashes."""
        return self.logins / self.raw


def percentile(values: Sequence[float], percent: int) -> float:
    """Give the value that so many of a hundred do not exceed."""
    return quantiles(values, n=100)[percent - 1]


def measure(seeded: Seeded, folder: Path) -> Outcome:
    """Measure bare hashes, then logins at a server that has all cores.

    Raises:
        RuntimeError: an answer was wrong.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(FILES, hard)), hard))
    asyncio.run(_give_passwords(seeded.url))
    raw = raw_rate()
    settings = environment(seeded.url) | {"ROLLCALL_BCRYPT_COST": str(COST)}
    with rollcall(folder, settings, cores=os.sched_getaffinity(0)) as server:
        logins, quiet, busy = asyncio.run(_measure(server, seeded.token))
    return Outcome(seeded.name, (raw + raw_rate()) / 2, logins, quiet, busy)


def raw_rate() -> float:
    """Count the bcrypt hashes that all cores make in a second."""
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(COST))
    threads = len(os.sched_getaffinity(0))

    def check(until: float) -> int:
        checked = 0
        while time.monotonic() < until:
            bcrypt.checkpw(PASSWORD.encode(), hashed)
            checked += 1
        return checked

    begin = time.monotonic()
    with ThreadPoolExecutor(threads) as executor:
        checked = sum(executor.map(check, [begin + RAW_SECONDS] * threads))
    return checked / (time.monotonic() - begin)


async def _give_passwords(url: str) -> None:
    hasher = PasswordHasher(COST)
    password_hash = await hasher.hash(PASSWORD)
    hasher.close()
    async with opened(url):
        await User.filter(email__startswith="user").update(password_hash=password_hash)


async def _measure(server: Program, token: str) -> tuple[float, list[float], list[float]]:
    async with _bystander(server, token) as quiet:
        await asyncio.sleep(QUIET_SECONDS)
    async with _bystander(server, token) as busy:
        begin = time.monotonic()
        codes = Counter(await asyncio.gather(*(_log_in(server, n) for n in range(LOGINS))))
        took = time.monotonic() - begin
    expected = Counter({"signed in": LOGINS - WRONG, "INVALID_CREDENTIALS": WRONG})
    if codes != expected:
        raise RuntimeError(f"Logins were answered by {dict(codes)}, not {dict(expected)}.")
    return LOGINS / took, quiet, busy


async def _log_in(server: Program, number: int) -> str:
    """Log in; every fiftieth has a wrong password."""
    is_wrong = number % (LOGINS // WRONG) == 0
    password = "wrong horse 1" if is_wrong else PASSWORD
    variables = {"email": f"user{number}@example.com", "password": password}
    payload = (await _ask(server, body(LOGIN, variables)))["data"]["login"]
    (code,) = [error["code"] for error in payload["errors"]] or ["signed in"]
    return str(code)


@asynccontextmanager
async def _bystander(server: Program, token: str) -> AsyncIterator[list[float]]:
    """Ask for `me` again and again during a block; gives the milliseconds that each took."""
    took: list[float] = []

    async def watch() -> None:
        while True:
            begin = time.perf_counter()
            answer = await _ask(server, body(ME, {}), f"Authorization: Bearer {token}\r\n")
            took.append((time.perf_counter() - begin) * 1000)
            if answer["data"]["me"]["username"] != "admin":
                raise RuntimeError(f"`me` is answered by {answer}.")
            await asyncio.sleep(PAUSE)

    watching = asyncio.create_task(watch())
    try:
        yield took
    finally:
        watching.cancel()
        (ended,) = await asyncio.gather(watching, return_exceptions=True)
    if isinstance(ended, Exception):
        raise ended


async def _ask(server: Program, text: str, headers: str = "") -> Any:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    head = f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{headers}"
    head += f"Content-Type: application/json\r\nContent-Length: {len(text.encode())}\r\n\r\n"
    writer.write((head + text).encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return orjson.loads(answer.partition(b"\r\n\r\n")[2])
