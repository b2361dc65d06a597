"""Rollcall as a process: the real command line, and servers that listen on real sockets."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.server import without_request_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parent.parent
MAIN = ROOT / "main.py"
SECRET = "a secret for tests, long enough for all purposes"
START_SECONDS = 60.0
ADDRESS = re.compile(r"Rollcall serves http://127\.0\.0\.1:(\d+)/graphql")
KEY = re.compile(r"^  (?:publishable|secret) +(\S+) ", re.MULTILINE)


@dataclass(frozen=True)
class Ended:
    """What a command has said and done."""

    status: int
    out: str
    err: str


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Give the environment with nothing of Rollcall's but these settings, without the prefix."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ROLLCALL_")}
    # Without colours and with lines of one length, whatever terminal the tests run in.
    plain = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "80", "PYTHONWARNINGS": "error"}
    return {**kept, **plain, **{f"ROLLCALL_{k}": v for k, v in settings.items()}}


def run(folder: Path, *arguments: str, **settings: str) -> Ended:
    """Run a command to its end, in a folder of its own."""
    ended = subprocess.run(
        [sys.executable, str(MAIN), *arguments],
        cwd=folder,
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


@dataclass
class Process:
    """`serve` as it runs: what it has printed, and how to speak to it."""

    process: subprocess.Popen[str]
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)
    readers: list[threading.Thread] = field(default_factory=list)

    @property
    def printed(self) -> str:
        """All that has come on standard output."""
        return "".join(self.out)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        found = ADDRESS.search(self.printed)
        assert found is not None, self.printed + "".join(self.err)
        return int(found[1])

    @property
    def keys(self) -> list[str]:
        """The keys that it has shown: none, or the publishable and the secret one."""
        return KEY.findall(self.printed)

    def post(
        self, query: str, key: str | None = None, *, bearer: str | None = None, **variables: Any
    ) -> Any:
        """Run a document with an API key or an access token, and give the answer."""
        headers = {"Content-Type": "application/json", **({"X-API-Key": key} if key else {})}
        headers |= {"Authorization": f"Bearer {bearer}"} if bearer else {}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = json.dumps({"query": query, "variables": variables})
        connection.request("POST", "/graphql", body, headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
        connection.close()
        return without_request_ids(answer, response.headers["X-Request-Id"])

    def connect(self) -> socket.socket:
        """Open a connection, to send bytes as they are."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def stop(self, how: signal.Signals = signal.SIGINT) -> float:
        """Ask it to end, wait for that, and give the seconds that it took."""
        begun = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(START_SECONDS)
        took = time.monotonic() - begun
        self.read_to_the_end()
        return took

    def read_to_the_end(self) -> None:
        """Wait for the last lines of a server that has ended."""
        for reader in self.readers:
            reader.join(START_SECONDS)

    def await_events(self, name: str, count: int) -> None:
        """Wait until the log tells of so many events of this name."""
        give_up = time.monotonic() + START_SECONDS
        while "".join(self.err).count(name) < count:
            assert time.monotonic() < give_up, self.err
            time.sleep(0.02)


def start(folder: Path, **settings: str) -> Process:
    """Start a server without waiting for it; it listens on a free port and hashes cheaply."""
    chosen = {"PORT": "0", "BCRYPT_COST": "4", "RATE_LIMITS": "off", **settings}
    process = subprocess.Popen(
        [sys.executable, str(MAIN), "serve"],
        cwd=folder,
        env=environment(chosen),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    started = Process(process)
    for stream, lines in ((process.stdout, started.out), (process.stderr, started.err)):
        reader = threading.Thread(target=lambda s=stream, ls=lines: ls.extend(s), daemon=True)
        reader.start()
        started.readers.append(reader)
    return started


def await_start(server: Process) -> None:
    """Wait until the server answers."""
    give_up = time.monotonic() + START_SECONDS
    while not ADDRESS.search(server.printed):
        assert server.process.poll() is None, "".join(server.err)
        assert time.monotonic() < give_up, server.printed
        time.sleep(0.02)
    answer = server.post("{ __typename }")
    if "errors" in answer:
        # A server with trusted documents refuses this one, and so is up as well.
        assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN", answer
    else:
        assert answer == {"data": {"__typename": "Query"}}


def end(server: Process) -> None:
    """End the server if it runs yet, its workers included, and close its pipes."""
    if server.process.poll() is None:
        server.stop(signal.SIGTERM)
    server.read_to_the_end()
    for stream in (server.process.stdout, server.process.stderr):
        assert stream is not None
        stream.close()


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Process]:
    """Start a server, and end it after the block."""
    server = start(folder, **settings)
    try:
        await_start(server)
        yield server
    finally:
        end(server)
