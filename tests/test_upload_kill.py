"""Kill -9 at random moments of uploads: what was acknowledged is there, and nothing else stays.

A run kills a server 3 times; `.ci/run` 20 times, during 200 uploads. For that many:
`UPLOAD_KILLS=20 .venv/bin/python -m pytest -q tests/test_upload_kill.py`.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import threading
import time
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from core.storage import Storage
from models.database import opened
from models.file import File, StoredObject
from resolvers.objects import GRACE, sweep
from tests.processes import SECRET, await_start, end, start
from tests.uploads import FORM, PDF, PREFLIGHT, SIGNUP, Sent, filled, names_in, picture

if TYPE_CHECKING:
    from pathlib import Path

    from tests.processes import Process

pytestmark = pytest.mark.anyio

KILLS = int(os.environ.get("UPLOAD_KILLS", "3"))
UPLOADS = 10
"""How many are sent between two kills, by two clients."""
GIVE_UP = 60.0


@pytest.fixture(params=["sqlite and a folder", "postgres and a folder", "sqlite and s3"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Run the test on each database, and on each store."""
    url, store = f"sqlite://{tmp_path}/var/rollcall.db", "file_url"
    if request.param == "postgres and a folder":
        url = request.getfixturevalue("postgres_url")
    if request.param == "sqlite and s3":
        store = "s3_url"
    return {
        "DATABASE_URL": url,
        "SECRET": SECRET,
        "STORAGE_URL": request.getfixturevalue(store),
    }


def content_of(number: int) -> bytes:
    """Give a file of some megabytes, or of some bytes, that is like no other."""
    return PDF + str(number).encode() * (1 if number % 3 else 400_000)


class Clients:
    """Two clients who sign up with files, one after the other, and note what is acknowledged."""

    def __init__(self) -> None:
        self.acknowledged: dict[str, bytes] = {}
        self.sent = 0
        self._lock = threading.Lock()

    def run(self, port: int, until: int) -> list[threading.Thread]:
        """Begin to send until so many have been sent, or the server is dead."""
        threads = [threading.Thread(target=self._send, args=(port, until)) for _ in range(2)]
        for thread in threads:
            thread.start()
        return threads

    def _send(self, port: int, until: int) -> None:
        while True:
            with self._lock:
                if self.sent >= until:
                    return
                number = self.sent
                self.sent += 1
            try:
                self._sign_up(port, number)
            except (HTTPException, OSError):
                return

    def _sign_up(self, port: int, number: int) -> None:
        values = {"email": f"{number}@example.com", "password": "correct horse 1"}
        content = content_of(number)
        files = {"resume": Sent(content), "avatar": Sent(picture("PNG", (200, 200)))}
        connection = HTTPConnection("127.0.0.1", port, timeout=GIVE_UP)
        connection.request("POST", "/graphql", filled(SIGNUP, values, files), FORM | PREFLIGHT)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        assert response.status == 200
        payload: Any = orjson.loads(body)["data"]["signup"]
        assert payload["errors"] == [], payload["errors"]
        for file in payload["user"]["files"]:
            if file["field"] == "resume":
                self.acknowledged[file["url"]] = content


def kill(server: Process) -> None:
    """Kill a server and all that it has started, as nothing else does."""
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait(GIVE_UP)
    end(server)


def read(port: int, url: str) -> tuple[int, bytes]:
    """Follow a link at a server that listens on a port."""
    connection = HTTPConnection("127.0.0.1", port, timeout=GIVE_UP)
    connection.request("GET", url[url.index("/files/") :])
    answer = connection.getresponse()
    found = (answer.status, answer.read())
    connection.close()
    return found


async def swept(settings: dict[str, str]) -> set[str]:
    """Let the time pass, sweep, and name the objects that files have."""
    async with opened(settings["DATABASE_URL"]) as database:
        database.activate()
        for row in await StoredObject.filter(file_id=None):
            await StoredObject.filter(name=row.name).update(due_at=row.due_at - 2 * GRACE)
        await sweep(database, Storage(settings["STORAGE_URL"]))
        used = {row.name for row in await StoredObject.exclude(file_id=None)}
        assert await File.all().count() == len(used)
    return used


def send_and_kill(server: Process, clients: Clients, until: int, seconds: float) -> bool:
    """Have clients send for a while, kill the server, and tell whether that was meanwhile."""
    threads = clients.run(server.port, until)
    time.sleep(seconds)
    was_busy = any(thread.is_alive() for thread in threads)
    kill(server)
    for thread in threads:
        thread.join(GIVE_UP)
    return was_busy


async def test_what_is_acknowledged_is_kept_and_nothing_else(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    chance = random.Random(KILLS)  # noqa: S311 -- nothing is kept secret by it
    clients, deaths = Clients(), 0
    for round_ in range(KILLS):
        server = start(tmp_path, **settings)
        await_start(server)
        until, seconds = UPLOADS * (round_ + 1), chance.uniform(0.01, 0.6)
        deaths += await asyncio.to_thread(send_and_kill, server, clients, until, seconds)
    assert deaths > 0
    assert clients.acknowledged
    in_use = await swept(settings)
    assert set(names_in(settings["STORAGE_URL"])) == in_use
    server = start(tmp_path, **settings)
    await_start(server)
    try:
        for url, content in clients.acknowledged.items():
            assert read(server.port, url) == (200, content)
    finally:
        end(server)
    assert 2 * len(clients.acknowledged) <= len(in_use)
