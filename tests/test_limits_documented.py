"""The page on limits tells the numbers of the code, and its example costs what it says."""

from __future__ import annotations

import re

from schema.execution import documents, limits, reading
from schema.execution.documents import prepare
from tests.processes import ROOT

PAGE = (ROOT / "docs/limits.md").read_text("utf-8")


def test_every_limit_on_documents_is_told() -> None:
    told = re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", PAGE, re.MULTILINE)
    of_documents = [
        ("characters", reading.MAX_CHARACTERS),
        ("tokens", reading.MAX_TOKENS),
        ("nesting", reading.MAX_NESTING),
        ("comparisons", documents.MAX_COMPARISONS),
    ]
    of_operations = [(one.name, one.maximum) for one in (*limits.FIXED, limits.COST)]
    expected = [one for one in of_documents + of_operations if one[0] != "introspection"]
    assert [(name, int(number.replace(",", ""))) for name, number in told] == expected
    assert "(`introspection`)" in PAGE


def test_the_example_costs_what_it_says() -> None:
    example = re.search(r"```graphql\n(.*?# (\d+) in all)", PAGE, re.DOTALL)
    assert example is not None
    (weight,) = prepare(example[1], introspection=True).weights.values()
    assert weight.cost({}) == int(example[2]) == 163
