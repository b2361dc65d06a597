"""Fills docs/clients.md with the programs that the tests run, so that the page shows what works.

A code block that follows `<!-- PATH -->` holds the part of that file between `region docs` and
`endregion`.
"""

from __future__ import annotations

import re

from tests.tools.operations import ROOT

BLOCK = re.compile(r"(?P<head><!-- (?P<path>\S+) -->\n```\w+\n)(?P<code>.*?)```", re.DOTALL)
REGION = re.compile(r"^\S+ region docs\n(?P<code>.*?)^\S+ endregion\n", re.DOTALL | re.MULTILINE)


def filled(page: str) -> str:
    """Give the page with the present text of every program."""
    return BLOCK.sub(lambda block: f"{block['head']}{region(block['path'])}```", page)


def region(path: str) -> str:
    """Read the part of a file, named from the root, that is for the page.

    Raises:
        ValueError: the file has no such part, or more than one.
    """
    regions = REGION.findall((ROOT / path).read_text("utf-8"))
    if len(regions) != 1:
        raise ValueError(f"{path} has {len(regions)} regions `docs`: there must be one.")
    return str(regions[0]).rstrip("\n") + "\n"
