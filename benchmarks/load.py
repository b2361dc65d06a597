"""The generator `wrk`: 32 connections that send without pause, on the core beside the server's."""

import http.client
import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.programs import OTHER_CORE, Program

CONNECTIONS = 32
PATIENCE = 30
"""Seconds after which a request that was not answered counts as failed."""
SCRIPT = Path(__file__).with_name("requests.lua")


@dataclass(frozen=True, slots=True)
class Target:
    """Where requests go, and what they are: a file with a body in each line."""

    program: Program
    path: str
    bodies: Path
    token: str


@dataclass(frozen=True, slots=True)
class Load:
    """What came of one round; latencies in milliseconds.

    `cpu` is how many microseconds the server computed for a request: other than the number per
    second it hardly depends on what else the machine does.
    """

    requests: int
    per_second: float
    cpu: float
    p50: float
    p99: float


def missing_tool() -> str | None:
    """Say what is not installed, in a sentence; None if all is there."""
    for tool, package in (("wrk", "wrk"), ("taskset", "util-linux")):
        if shutil.which(tool) is None:
            return f"{tool} is missing: on Debian it is in the package {package}."
    return None


def run(target: Target, seconds: int, order: int) -> Load:
    """Send requests for some seconds; `order` is a number from which their order follows.

    Raises:
        RuntimeError: a request failed.
    """
    command = ["taskset", "-c", str(OTHER_CORE), "wrk", "--threads=1"]
    command += [f"--connections={CONNECTIONS}", f"--duration={seconds}s", f"--script={SCRIPT}"]
    command += [f"--timeout={PATIENCE}s"]
    for name, value in _headers(target).items():
        command += ["--header", f"{name}: {value}"]
    command += [f"http://127.0.0.1:{target.program.port}{target.path}", "--"]
    command += [str(target.bodies), str(order)]
    computed = target.program.cpu_seconds
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if ran.returncode != 0:
        raise RuntimeError(f"wrk failed:\n{ran.stdout}{ran.stderr}")
    outcome = json.loads(ran.stdout.splitlines()[-1])
    if outcome["failed"] or not outcome["requests"]:
        raise RuntimeError(
            f"{outcome['failed']} of {outcome['requests']} requests failed:\n{ran.stdout}"
        )
    return Load(
        requests=outcome["requests"],
        per_second=outcome["requests"] / outcome["microseconds"] * 1_000_000,
        cpu=(target.program.cpu_seconds - computed) / outcome["requests"] * 1_000_000,
        p50=outcome["p50"] / 1_000,
        p99=outcome["p99"] / 1_000,
    )


def middle(loads: Sequence[Load]) -> Load:
    """Give the medians of several rounds."""
    return Load(
        requests=sum(load.requests for load in loads),
        per_second=median(load.per_second for load in loads),
        cpu=median(load.cpu for load in loads),
        p50=median(load.p50 for load in loads),
        p99=median(load.p99 for load in loads),
    )


def send(target: Target, body: str) -> bytes:
    """Send one request, and give the body of the answer.

    Raises:
        RuntimeError: the answer has errors, or another status than 200.
    """
    connection = http.client.HTTPConnection("127.0.0.1", target.program.port)
    try:
        connection.request("POST", target.path, body.encode(), _headers(target))
        response = connection.getresponse()
        content = response.read()
    finally:
        connection.close()
    if response.status != http.HTTPStatus.OK or b'"errors"' in content:
        raise RuntimeError(f"{target.path} answers {response.status}: {content.decode()}")
    return content


def _headers(target: Target) -> dict[str, str]:
    return {"Authorization": f"Bearer {target.token}", "Content-Type": "application/json"}
