"""`make run` builds the explorer where that is possible, and serves in any case."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.processes import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BUILDING = "Building the explorer with npm ..."
FAILED = "The explorer could not be built; the server starts all the same."
SERVING = "serving"
NPM = """#!/bin/sh
echo "$@" >> npm.log
mkdir -p node_modules dist.new
touch node_modules/.package-lock.json
echo page > dist.new/index.html
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Give a copy of the Makefile with sources, an environment and an npm that only pretend."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("explorer/src", "docs/operations", ".venv/bin"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("requirements.txt", "explorer/package-lock.json", "explorer/src/main.tsx"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1, 1))
    (tmp_path / "docs/operations/me.graphql").touch()
    (tmp_path / ".venv/.run").touch()
    for name, text in ((".venv/bin/python", f"#!/bin/sh\necho {SERVING}\n"), ("npm", NPM)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    return tmp_path


def make_run(folder: Path, npm: str) -> list[str]:
    """Run `make run` with a program as npm, and give the lines that it prints."""
    command = ["make", "run", f"NPM={npm}"]
    ended = subprocess.run(
        command,
        cwd=folder,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def test_it_builds_once_and_again_when_the_sources_change(copy: Path) -> None:
    npm = str(copy / "npm")
    assert make_run(copy, npm) == [BUILDING, SERVING]
    assert (copy / "explorer/dist/index.html").read_text() == "page\n"
    assert make_run(copy, npm) == [SERVING]
    later = (copy / "explorer/dist/index.html").stat().st_mtime + 10
    os.utime(copy / "docs/operations/me.graphql", (later, later))
    assert make_run(copy, npm) == [BUILDING, SERVING]
    build = "run --silent build -- --outDir dist.new"
    assert (copy / "explorer/npm.log").read_text().splitlines() == ["ci", build, build]


def test_without_npm_it_serves_and_says_nothing(copy: Path) -> None:
    assert make_run(copy, "no-such-npm") == [SERVING]
    assert not (copy / "explorer/dist").exists()


def test_a_build_that_fails_leaves_the_last_page_and_serves(copy: Path) -> None:
    (copy / "explorer/dist").mkdir()
    (copy / "explorer/dist/index.html").write_text("last")
    os.utime(copy / "explorer/dist/index.html", (1, 1))
    assert make_run(copy, "false") == [BUILDING, FAILED, SERVING]
    assert (copy / "explorer/dist/index.html").read_text() == "last"
