"""The pinned requirements: hashed, free of any index, and the same for running and testing."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = ["requirements.txt", "requirements-dev.txt"]


def pins(name: str) -> dict[str, str]:
    """Read a requirements file as package name and version."""
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", FILES)
def test_every_requirement_has_a_hash(name: str) -> None:
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert len(lines) >= len(pins(name)) > 0
    assert [line for line in lines if "--hash=sha256:" not in line] == []


@pytest.mark.parametrize("name", FILES)
def test_no_index_and_no_path_is_named(name: str) -> None:
    text = (ROOT / name).read_text()
    assert re.findall(r"://|^-|^ *# .*(?:^|[ =])/", text, re.MULTILINE) == []


def test_tests_run_with_what_users_run() -> None:
    running, testing = (pins(name) for name in FILES)
    assert running.items() <= testing.items()


def test_every_direct_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.split(r"[^a-z0-9-]", requirement)[0] for requirement in wanted}
    assert names - pins("requirements-dev.txt").keys() == set()
