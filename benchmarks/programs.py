"""Programs under measurement: started on one core, awaited, and stopped by their own process ID."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
START_SECONDS = 30
STOP_SECONDS = 15
SERVER_CORE, OTHER_CORE = 0, 1
"""The core of the servers, and that of the generator and of PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Program:
    """A server that runs, on a free port of this machine."""

    name: str
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def resident(self) -> float:
        """Its resident memory, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    @property
    def cpu_seconds(self) -> float:
        """The time that it has been computing so far, all threads and the kernel included."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        # After the name, which may hold spaces, come field 3 and the others (proc_pid_stat(5)).
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def rollcall(
    folder: Path, environment: dict[str, str], cores: Iterable[int] = (SERVER_CORE,)
) -> Iterator[Program]:
    """Run our server, in a folder without a file .env."""
    port = free_port()
    command = [sys.executable, str(ROOT / "main.py"), "serve"]
    settings = environment | {"ROLLCALL_PORT": str(port)}
    with _running("rollcall", [*_on(cores), *command], port, folder, settings) as program:
        yield program


@contextmanager
def floor(folder: Path, plan: Path) -> Iterator[Program]:
    """Run the floor, under the same HTTP server as ours and with the same options of it."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "benchmarks.floor:create_app", "--factory"]
    command += ["--port", str(port), "--no-access-log", "--no-server-header"]
    environment = {"FLOOR_PLAN": str(plan), "PYTHONPATH": str(ROOT)}
    with _running("floor", [*_on([SERVER_CORE]), *command], port, folder, environment) as program:
        yield program


@contextmanager
def _running(
    name: str, command: list[str], port: int, folder: Path, environment: dict[str, str]
) -> Iterator[Program]:
    log = folder / f"{name}-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 -- programs of this repository
            command,
            cwd=folder,
            env=_inherited() | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        _await_open(process, port, log)
        yield Program(name, port, process)
    finally:
        _stop(process)


def _on(cores: Iterable[int]) -> list[str]:
    """Give the beginning of a command that keeps a program on some cores."""
    return ["taskset", "-c", ",".join(map(str, sorted(cores)))]


def _inherited() -> dict[str, str]:
    """Give the environment without settings, which would make the measurement another one."""
    return {name: value for name, value in os.environ.items() if not name.startswith("ROLLCALL_")}


def _await_open(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"A server did not start:\n{log.read_text()}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
