"""Files of exports: whole or not there, for their owner alone; pipes, full disks, interruptions."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from commands.files import target
from commands.importing import GOES_ON
from commands.progress import STOPPING
from tests.processes import MAIN, SECRET, Ended, environment, run
from tests.transfers import HASH

if TYPE_CHECKING:
    from collections.abc import Iterator

USERS = 3_000
MANY = 8_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with a database and many users in it."""
    folder = tmp_path_factory.mktemp("users")
    assert run(folder, "migrate", SECRET=SECRET).status == 0
    assert run(folder, "project", "create", "Shop", SECRET=SECRET).status == 0
    lines = (
        json.dumps({"email": f"{n}@example.com", "data": {"n": "x" * 500}}) for n in range(USERS)
    )
    (folder / "in.jsonl").write_text("\n".join(lines))
    ended = run(folder, "users", "import", "in.jsonl", "--project", "Shop", SECRET=SECRET)
    assert ended == Ended(0, f"{USERS:,} imported, 0 there already, 0 rejected.\n", "")
    return folder


def export(folder: Path, file: str, *options: str) -> Ended:
    """Export all users, as an operator does."""
    return run(folder, "users", "export", file, "--project", "Shop", *options, SECRET=SECRET)


def names(folder: Path) -> set[str]:
    """Name what is in the folder, hidden files included."""
    return {path.name for path in folder.iterdir()}


def test_standard_output_holds_users_alone(folder: Path) -> None:
    ended = export(folder, "-")
    assert (ended.status, len(ended.out.splitlines())) == (0, USERS)
    assert ended.err == f"{USERS:,} exported, with the hashes of their passwords.\n"
    ended = export(folder, "-", "--json")
    assert json.loads(ended.err) == {"project": "Shop", "exported": USERS, "file": None}


def test_from_one_command_into_another(folder: Path) -> None:
    run(folder, "project", "create", "Club", SECRET=SECRET)
    python = f"{sys.executable} {MAIN} users"
    line = f"{python} export - --project Shop | {python} import - --project Club"
    ended = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env=environment({"SECRET": SECRET}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, "3,000 imported, 0 there already, 0 rejected.\n")


def test_a_reader_who_has_read_enough(folder: Path) -> None:
    python = f"{sys.executable} {MAIN} users export - --project Shop"
    ended = subprocess.run(
        ["/bin/sh", "-c", f"{python} | head -n 1 | cut -c 1-6"],
        cwd=folder,
        env=environment({"SECRET": SECRET}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.stdout, ended.stderr) == ('{"id":\n', "")


def test_a_device_is_written_to_and_stays(folder: Path) -> None:
    full = export(folder, "/dev/full")
    sentence = "/dev/full cannot be written: no space left on device.\n"
    assert full == Ended(1, "", sentence)
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)  # noqa: PTH116 -- as in the manual
    assert export(folder, "/dev/null").status == 0
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)  # noqa: PTH116


def test_a_disk_that_fills_up_leaves_the_old_file(folder: Path) -> None:
    (folder / "old.jsonl").write_text("old")
    before = names(folder)
    # No file may grow beyond half a megabyte: what is more fails as on a full disk.
    line = f"ulimit -f 1000; {sys.executable} {MAIN} users export old.jsonl --project Shop"
    ended = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env=environment({"SECRET": SECRET}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    told = "old.jsonl cannot be written: file too large.\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", told)
    assert names(folder) == before
    assert (folder / "old.jsonl").read_text() == "old"


def test_a_file_is_replaced_and_a_link_stays(folder: Path) -> None:
    (folder / "real.jsonl").write_text("old")
    (folder / "real.jsonl").chmod(0o644)
    (folder / "link.jsonl").symlink_to("real.jsonl")
    before = names(folder)
    assert export(folder, "link.jsonl").status == 0
    assert names(folder) == before
    assert (folder / "link.jsonl").is_symlink()
    assert len((folder / "real.jsonl").read_text().splitlines()) == USERS
    assert stat.S_IMODE((folder / "real.jsonl").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("nowhere/users.jsonl", "no such file or directory"),
        (".", "is a directory"),
        ("in.jsonl/users.jsonl", "not a directory"),
    ],
)
def test_files_that_cannot_be(folder: Path, file: str, reason: str) -> None:
    before = names(folder)
    assert export(folder, file) == Ended(1, "", f"{file} cannot be written: {reason}.\n")
    assert names(folder) == before


def test_an_interrupted_export_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "users.jsonl"
    file.write_text("old")

    def interrupted() -> None:
        with target(str(file)) as stream:
            stream.write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (names(tmp_path), file.read_text()) == ({"users.jsonl"}, "old")


@contextmanager
def importing(folder: Path) -> Iterator[tuple[subprocess.Popen[str], sqlite3.Connection]]:
    """Start an import, and keep it from its next batch once some users are there."""
    assert run(folder, "migrate", SECRET=SECRET).status == 0
    assert run(folder, "project", "create", "Shop", SECRET=SECRET).status == 0
    lines = (json.dumps({"email": f"{n}@example.com"}) for n in range(MANY))
    (folder / "in.jsonl").write_text("\n".join(lines))
    process = subprocess.Popen(
        [sys.executable, str(MAIN), "users", "import", "in.jsonl", "--project", "Shop"],
        cwd=folder,
        env=environment({"SECRET": SECRET}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    database = sqlite3.connect(folder / "var/rollcall.db", isolation_level=None, timeout=0)
    give_up = time.monotonic() + 60
    while count(database) == 0:
        assert time.monotonic() < give_up
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    hold(database, give_up)
    await_rest(process)
    try:
        yield process, database
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
        database.close()


def hold(database: sqlite3.Connection, give_up: float) -> None:
    """Be the one who writes; SQLite's own waiting would come too late between two batches."""
    while True:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            assert time.monotonic() < give_up
            time.sleep(0.001)
        else:
            return


def await_rest(process: subprocess.Popen[str]) -> None:
    """Wait until a process does nothing but wait itself: it takes no more than a tick of time."""
    give_up = time.monotonic() + 10
    while True:
        before = ticks(process)
        time.sleep(0.5)
        if ticks(process) - before <= 1:
            return
        assert time.monotonic() < give_up


def ticks(process: subprocess.Popen[str]) -> int:
    """Count the hundredths of a second that a process has computed."""
    words = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return int(words[11]) + int(words[12])


def count(database: sqlite3.Connection) -> int:
    (found,) = database.execute("SELECT count(*) FROM users").fetchone()
    return int(found)


def test_an_interrupted_import_leaves_whole_batches_and_goes_on(tmp_path: Path) -> None:
    with importing(tmp_path) as (process, database):
        before = count(database)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert process.stderr.readline() == f"{STOPPING}\n"
        database.execute("COMMIT")
        out, err = process.communicate(timeout=60)
        assert process.returncode == 130
        assert err == f"The import was stopped. {GOES_ON}\n"
        # The batch that waited was done, and no other.
        assert count(database) == before + 500 < MANY
        assert out == f"{before + 500:,} imported, 0 there already, 0 rejected.\n"
    again = run(tmp_path, "users", "import", "in.jsonl", "--project", "Shop", SECRET=SECRET)
    rest = MANY - before - 500
    said = f"{rest:,} imported, {before + 500:,} there already, 0 rejected.\n"
    assert again == Ended(0, said, "")


def test_a_second_interruption_is_obeyed_at_once(tmp_path: Path) -> None:
    with importing(tmp_path) as (process, database):
        before = count(database)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert process.stderr.readline() == f"{STOPPING}\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out) == (130, "")
        assert "Traceback" not in err
        database.execute("COMMIT")
        assert count(database) == before


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate", SECRET=SECRET).status == 0
    assert run(tmp_path, "project", "create", "Shop", SECRET=SECRET).status == 0
    peaks = [peak(tmp_path, number) for number in (1_000, 10_000)]
    # The larger file is ten times the smaller one.
    assert (tmp_path / "many.jsonl").stat().st_size > 11_000_000
    assert peaks[1] - peaks[0] < 8_000_000


def peak(folder: Path, number: int) -> int:
    """Try an import of so many users, and give the most memory that it took, in bytes."""
    with (folder / "many.jsonl").open("w") as file:
        for n in range(number):
            user = {"email": f"{n}@example.com", "data": {"x": "y" * 1_000}}
            referrer = {"referredBy": f"{n + 1}@example.com"} if n + 1 < number else {}
            file.write(json.dumps({**user, **referrer, "passwordHash": HASH}) + "\n")
    command = [sys.executable, str(MAIN), "users", "import", "many.jsonl", "--dry-run"]
    process = subprocess.Popen(
        [*command, "--project", "Shop"],
        cwd=folder,
        env=environment({"SECRET": SECRET}),
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss * 1024
