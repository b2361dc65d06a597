"""The documents of docs/operations: one for each root field, with an example of its variables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "operations"
HEAD = re.compile(r"# (?P<purpose>.+)\.\n# Sent by: (?P<sender>.+)\.\n(?P<document>.*)", re.DOTALL)
ROW = re.compile(r"^\| \[(\w+)\]\(\1\.graphql\) \| (.+) \| (.+) \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Operation:
    """One document: the root field it is for, what it does, who sends it, and its texts."""

    field: str
    purpose: str
    sender: str
    document: str
    variables: str | None
    """JSON; None for a document without variables. `…` stands for what a server makes up."""


def read(field: str) -> Operation:
    """Read the document of a root field, and its variables.

    Raises:
        FileNotFoundError: there is no document for this field.
        ValueError: the document does not begin by saying what it does and who sends it.
    """
    path = FOLDER / f"{field}.graphql"
    head = HEAD.fullmatch(path.read_text("utf-8"))
    if head is None:
        raise ValueError(f"{path.name} does not begin with `# What it does.` and `# Sent by: who.`")
    variables = path.with_suffix(".json")
    example = variables.read_text("utf-8") if variables.exists() else None
    return Operation(field, head["purpose"], head["sender"], head["document"], example)


def rows() -> Iterator[tuple[str, str, str]]:
    """Give field, purpose and sender as the table of the folder's README has them, in its order."""
    for row in ROW.finditer((FOLDER / "README.md").read_text("utf-8")):
        yield row[1], row[2], row[3]


def story() -> list[Operation]:
    """Read all documents in the order of the README, in which they can be run one by one."""
    return [read(field) for field, _, _ in rows()]
