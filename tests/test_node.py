"""Node for tests: where packages cannot be had the run says so, and CI does not go on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests import node

if TYPE_CHECKING:
    from pathlib import Path

AUDITS = "tests/clients/test_audits.py"
FAULT = "npm ci has failed: no network."
SENTENCE = f"The tests that need the npm packages of tests/clients are left out: {FAULT}"


def collect(**variables: str) -> subprocess.CompletedProcess[str]:
    """Collect tests that need Node and tests that do not, in a process whose npm has failed."""
    faults = {node.FAULTS: json.dumps({"tests/clients": FAULT})}
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, AUDITS, "tests/test_requirements.py"],
        cwd=node.ROOT,
        env={**os.environ, **faults, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_run_goes_on_without_packages_and_says_so() -> None:
    ended = collect(TEST_NODE="")
    assert ended.returncode == 0
    assert AUDITS not in ended.stdout
    assert "tests/test_requirements.py::" in ended.stdout
    assert SENTENCE in ended.stdout


def test_where_node_is_required_there_is_no_run() -> None:
    ended = collect(TEST_NODE="required")
    assert ended.returncode == pytest.ExitCode.USAGE_ERROR
    assert SENTENCE in ended.stderr


def test_a_registry_that_nobody_reaches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(node.ROOT / "tests/clients" / name, tmp_path)
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    fault = node.install(str(tmp_path))
    assert fault is not None
    assert "ECONNREFUSED" in fault
    assert not (tmp_path / "node_modules/.installed").exists()


def test_a_machine_without_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node, "install", lambda _folder: None)
    monkeypatch.setattr(node, "BROWSERS", ("no-such-browser",))
    assert node.prepare("tests/explorer") == "there is no Chromium."
    assert node.prepare("tests/clients") is None


@pytest.mark.parametrize("folder", node.FOLDERS)
def test_no_lock_file_names_a_host(folder: str) -> None:
    text = (node.ROOT / folder / "package-lock.json").read_text()
    lock = json.loads(text)
    packages = [package for name, package in lock["packages"].items() if name]
    assert packages
    assert [one for one in packages if "resolved" in one or "integrity" not in one] == []
    assert "://" not in text, "Take the entries `funding` out, which npm writes for some packages."
