"""How far a long command is: a bar on a terminal, a line now and then elsewhere, all on stderr."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from commands import progress
from commands.progress import STOPPING, stopping
from tests.processes import MAIN, SECRET, environment, run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_lines_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([0.0, 5.0, 10.0, 10.0, 15.0, 20.0, 20.0])
    monkeypatch.setattr(progress, "monotonic", lambda: next(times))
    with progress.progress() as tell:
        tell("Reading", 1_000, None)
        tell("Reading", 12_345, None)
        tell("Importing", 1_000, 2_000)
        tell("Importing", 1_500, 2_000)
    captured = capsys.readouterr()
    assert captured.err == "Reading: 12,345.\nImporting: 1,500 of 2,000.\n"
    assert captured.out == ""


def test_a_bar_on_a_terminal(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate", SECRET=SECRET).status == 0
    assert run(tmp_path, "project", "create", "Shop", SECRET=SECRET).status == 0
    (tmp_path / "users.jsonl").write_text(
        "\n".join(f'{{"email": "{n}@example.com"}}' for n in range(2_000))
    )
    ours, theirs = pty.openpty()
    command = [sys.executable, str(MAIN), "users", "import", "users.jsonl", "--project", "Shop"]
    plain = environment({"SECRET": SECRET})
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**plain, "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    )
    os.close(theirs)
    shown = bytearray()
    # The other end is gone when the command has ended: Linux calls that an error of the device.
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:
        pass
    os.close(ours)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "2,000 imported, 0 there already, 0 rejected.\n")
    assert b"Importing" in shown
    assert b"100%" in shown
    # NO_COLOR is set: there are no colours, only movements of the cursor.
    assert b"\x1b[3" not in shown


def test_ctrl_c_is_a_wish_once(capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGINT)
    with stopping() as should_stop:
        assert not should_stop()
        signal.raise_signal(signal.SIGINT)
        assert should_stop()
        assert signal.getsignal(signal.SIGINT) is before
    assert signal.getsignal(signal.SIGINT) is before
    assert capsys.readouterr().err == f"{STOPPING}\n"
