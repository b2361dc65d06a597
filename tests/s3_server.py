"""An S3 for tests, spoken to over HTTP: moto's server in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from http.client import HTTPConnection
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PROGRAM = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
"""
BUCKETS = count(1)


class S3:
    """A store with as many buckets as are asked for."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={k: v for k, v in os.environ.items() if k != "PYTHONWARNINGS"},
            text=True,
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    @property
    def variables(self) -> Mapping[str, str]:
        """What the AWS variables must say to who uses it."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "ada",
            "AWS_SECRET_ACCESS_KEY": "a secret of nobody",
        }

    def new_bucket(self) -> str:
        """Make an empty bucket and give its name."""
        name = f"bucket-{next(BUCKETS)}"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = (
            "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint>"
            "</CreateBucketConfiguration>"
        )
        connection.request("PUT", f"/{name}", body)
        assert connection.getresponse().status == 200
        connection.close()
        return name

    def stop(self) -> None:
        """Stop it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()
