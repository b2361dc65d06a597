"""What the documentation says of settings and commands is what the code does."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from anyio import run_process
from typer.main import get_command

from commands.cli import app
from core.config import describe
from core.errors import RequestCode
from core.tokens import KeyKind, new_api_key
from tests.processes import ROOT
from tests.tools.pages import stale

if TYPE_CHECKING:
    from pathlib import Path

OPERATING = (ROOT / "docs/operating.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """Give the cells of the table under a heading, without its first two lines."""
    section = OPERATING.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_every_setting_is_described() -> None:
    expected = [
        [f"`{one.variable}`", f"`{one.default}`" if " " not in one.default else one.default, text]
        for one in describe()
        for text in [one.description]
    ]
    assert rows("Settings") == expected


def test_every_command_is_described() -> None:
    named = {re.findall(r"[a-z]+", row[0])[0] for row in rows("Commands")}
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert named == set(commands)


def test_every_code_of_a_top_level_error_is_described() -> None:
    page = (ROOT / "docs/clients.md").read_text("utf-8")
    section = page.partition("\n## Codes of top-level errors\n")[2].partition("\n## ")[0]
    codes = re.findall(r"^\| `(\w+)` \| .+\. \|$", section, re.MULTILINE)
    assert codes == [code.value for code in RequestCode]


def test_pages_that_are_made_from_other_files_are_what_these_say() -> None:
    assert stale() == [], "Run `make docs`, which is `python -m tests.tools.pages`."


def test_every_place_that_documents_link_to_exists() -> None:
    for document in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_decision_has_its_sections_and_a_number_of_its_own() -> None:
    files = sorted((ROOT / "docs/adr").glob("*.md"))
    headings = re.findall(r"^## .*$", files[0].read_text("utf-8"), re.MULTILINE)
    for file in files:
        text = file.read_text("utf-8")
        assert text.startswith(f"# {file.name[:4]}: ")
        assert re.findall(r"^## .*$", text, re.MULTILINE) == headings
    assert len({file.name[:4] for file in files}) == len(files)


def test_scanners_find_keys_by_the_patterns_and_tell_them_by_the_checksum() -> None:
    patterns = {row[0].partition(",")[0]: row[1].strip("`") for row in rows("Keys")}
    assert patterns.keys() == set(KeyKind)
    code = OPERATING.partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 -- the example is ours
    for kind in KeyKind:
        key = new_api_key(kind)
        found = {name for name, one in patterns.items() if re.findall(one, f'KEY="{key}"') == [key]}
        assert found == {kind}
        assert names["is_key"](key)
        changed = key[:-7] + ("A" if key[-7] != "A" else "B") + key[-6:]
        assert re.fullmatch(patterns[kind], changed)
        assert not names["is_key"](changed)


@pytest.mark.anyio
async def test_the_backup_line_copies_what_is_in_the_wal(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    open_database = sqlite3.connect(tmp_path / "var" / "rollcall.db", isolation_level=None)
    open_database.execute("PRAGMA journal_mode = WAL")
    open_database.execute("CREATE TABLE notes AS SELECT 'kept' AS text")
    found = re.search(r"`(python3 -c \"import sqlite3;.*)`\. To restore", OPERATING)
    assert found is not None
    await run_process(["/bin/sh", "-c", found[1]], cwd=tmp_path)
    copy = sqlite3.connect(tmp_path / "backup.db")
    assert copy.execute("SELECT text FROM notes").fetchall() == [("kept",)]
    copy.close()
    open_database.close()
