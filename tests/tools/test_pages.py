"""Pages that are made from other files are filled, compared, and written anew."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.processes import ROOT
from tests.tools import clients_page, pages

if TYPE_CHECKING:
    from pathlib import Path

CLIENTS = (ROOT / "docs/clients.md").read_text("utf-8")


def test_all_code_of_the_clients_page_is_from_programs_that_the_tests_run() -> None:
    blocks = clients_page.BLOCK.findall(CLIENTS)
    assert len(blocks) == CLIENTS.count("```") // 2 == 9
    paths = {path for _, path, _ in blocks}
    assert len(paths) == len(blocks)
    assert all(path.startswith("tests/clients/") for path in paths)


def test_the_programs_of_the_clients_page_are_short() -> None:
    lines = {path: code.count("\n") for _, path, code in clients_page.BLOCK.findall(CLIENTS)}
    assert max(lines.values()) <= 30, lines


def test_a_block_takes_the_text_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients_page, "ROOT", tmp_path)
    page = "Before.\n\n<!-- a.js -->\n```js\nold();\n```\n\nAfter.\n"
    (tmp_path / "a.js").write_text("import;\n// region docs\nnew();\n\n// endregion\nrest;\n")
    assert clients_page.filled(page) == page.replace("old", "new")
    for text in ("new();\n", "// region docs\na\n// endregion\n" * 2):
        (tmp_path / "a.js").write_text(text)
        with pytest.raises(ValueError, match=r"a\.js has [02] regions"):
            clients_page.filled(page)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a folder with what the pages are made from."""
    for path in ("schema/schema.graphql", "docs/clients.md"):
        (tmp_path / path).parent.mkdir()
        shutil.copy(ROOT / path, tmp_path / path)
    return tmp_path


def test_what_is_stale_is_named_and_written(root: Path) -> None:
    assert pages.stale(root) == ["docs/api.md"]
    with (root / "docs/clients.md").open("a") as page:
        page.write("\n<!-- tests/clients/session.js -->\n```js\nold();\n```\n")
    with pytest.raises(SystemExit, match=r"docs/api\.md, docs/clients\.md\. Run `make docs`"):
        pages.main(["--check"], root)
    pages.main([], root)
    pages.main(["--check"], root)
    assert re.search(r"^# API$", (root / "docs/api.md").read_text(), re.MULTILINE)
    assert "old();" not in (root / "docs/clients.md").read_text()
