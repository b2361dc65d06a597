"""The README's sessions are run as they stand: what they show is what comes back."""

from __future__ import annotations

import json
import re
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from anyio import run_process

from tests.processes import MAIN, ROOT, SECRET, environment, serving

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio

README = (ROOT / "README.md").read_text("utf-8")
SESSION = README.partition("## A first session")[2].partition("\n## Working on it")[0]
BLOCK = re.compile(r"^```(sh|json|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACEHOLDER = re.compile(r"[\w-]*…\w*")


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Run the session on each database."""
    if request.param == "sqlite":
        return {"DATABASE_URL": f"sqlite://{tmp_path}/rollcall.db", "SECRET": SECRET}
    return {"DATABASE_URL": request.getfixturevalue("postgres_url"), "SECRET": SECRET}


def session() -> list[tuple[str, Any]]:
    """Give the README's commands in order, each with the answer that it shows, if it shows one."""
    blocks = [*BLOCK.findall(SESSION), ("", "")]
    return [
        (text, None if kind_after in {"sh", ""} else read(kind_after, after))
        for (kind, text), (kind_after, after) in pairwise(blocks)
        if kind == "sh"
    ]


def read(kind: str, answer: str) -> Any:
    """Read an answer: JSON, or the lines that a command prints."""
    return json.loads(answer) if kind == "json" else answer.splitlines()


def fill(text: str, known: dict[str, str]) -> str:
    """Replace placeholders by what this server has made up for them."""
    return PLACEHOLDER.sub(lambda match: known[match[0]], text)


def learn(shown: Any, real: Any, known: dict[str, str]) -> None:
    """Compare an answer with the shown one, order of keys included, and note what is behind `…`."""
    assert type(shown) is type(real), (shown, real)
    if isinstance(shown, dict):
        assert list(shown) == list(real)
        for key in shown:
            learn(shown[key], real[key], known)
    elif isinstance(shown, list):
        assert len(shown) == len(real), (shown, real)
        for one, other in zip(shown, real, strict=True):
            learn(one, other, known)
    elif isinstance(shown, str) and PLACEHOLDER.fullmatch(shown):
        assert re.fullmatch(re.escape(shown.partition("…")[0]) + r"\S+", real), (shown, real)
        assert known.setdefault(shown, real) == real
    else:
        assert shown == real


async def test_what_the_sessions_show_comes_back(tmp_path: Path, settings: dict[str, str]) -> None:
    with serving(tmp_path, **settings) as server:
        known = {"rk_sec_…": server.keys[1]}
        places = {
            "127.0.0.1:8000": f"127.0.0.1:{server.port}",
            ".venv/bin/python main.py": f"{sys.executable} {MAIN}",
        }
        definitions, answers = "", 0
        for command, shown in session():
            script = fill(command, known)
            for place, real in places.items():
                script = script.replace(place, real)
            if shown is None:
                definitions += script
                continue
            line = ["/bin/sh", "-ec", definitions + script]
            ended = await run_process(line, cwd=tmp_path, env=environment(settings))
            kind = "text" if isinstance(shown, list) else "json"
            learn(shown, read(kind, ended.stdout.decode()), known)
            answers += 1
    assert answers == len(re.findall("```(?:json|text)", README)) == 20
    ids = [real for name, real in known.items() if name.startswith("user_")]
    assert len(ids) == len(set(ids)) == 5


def test_every_target_that_it_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"^make ([a-z]+)$", README, re.MULTILINE))
    assert named == {"run", "test"}
    assert named <= targets


def test_every_place_that_it_names_exists() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    cells = re.findall(r"^\| `([^`]+)` \|", README, re.MULTILINE)
    assert [place for place in [*links, *cells] if not (ROOT / place).exists()] == []
    assert len(links) == 12
