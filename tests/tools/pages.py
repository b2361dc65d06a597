"""Writes the pages of docs/ that are made from other files, or with `--check` compares them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.tools import api_page, clients_page
from tests.tools.operations import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def pages(root: Path = ROOT) -> dict[str, str]:
    """Give the pages as they should be, by their paths from the root."""
    sdl = (root / "schema/schema.graphql").read_text("utf-8")
    clients = (root / "docs/clients.md").read_text("utf-8")
    return {"docs/api.md": api_page.page(sdl), "docs/clients.md": clients_page.filled(clients)}


def stale(root: Path = ROOT) -> list[str]:
    """Name the pages that are not what they should be."""
    wanted = pages(root)
    found = {path: (root / path).read_text("utf-8") for path in wanted if (root / path).exists()}
    return [path for path in wanted if found.get(path) != wanted[path]]


def main(arguments: list[str], root: Path = ROOT) -> None:
    """Write the pages, or only tell which are stale."""
    if arguments != ["--check"]:
        for path, text in pages(root).items():
            (root / path).write_text(text, "utf-8")
    elif paths := stale(root):
        sys.exit(f"Not what the code says: {', '.join(paths)}. Run `make docs`.")


if __name__ == "__main__":
    main(sys.argv[1:])
