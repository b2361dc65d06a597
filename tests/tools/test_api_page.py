"""The page about the API holds all that the SDL says, and its links lead somewhere."""

from __future__ import annotations

import re

import pytest

from tests.processes import ROOT
from tests.test_sdl import SCHEMA, TYPES, descriptions
from tests.tools.api_page import page
from tests.tools.operations import story

SDL = (ROOT / "schema/schema.graphql").read_text("utf-8")
PAGE = page(SDL)
ROOTS = {"Query", "Mutation"}


def section(anchor: str) -> str:
    """Give the part of the page below an anchor."""
    return PAGE.partition(f'<a id="{anchor}"></a>')[2].partition("<a id=")[0]


def test_every_link_leads_to_a_place_that_there_is_once() -> None:
    anchors = re.findall(r'<a id="([^"]+)"></a>', PAGE)
    links = re.findall(r"\]\(#([^)]+)\)", PAGE)
    assert len(anchors) == len(set(anchors))
    assert set(links) == set(anchors)


def test_all_that_is_described_is_on_the_page() -> None:
    text = PAGE.replace("&lt;", "<").replace("\\|", "|")
    missing = [
        place
        for place, said in descriptions()
        if place not in ROOTS and " ".join(str(said).split()) not in text
    ]
    assert missing == []


def test_every_type_and_operation_has_its_heading() -> None:
    headings = re.findall(r"^### (\w+)$", PAGE, re.MULTILINE)
    operations = [one.field for one in story()]
    assert sorted(headings) == sorted([*operations, *(set(TYPES) - ROOTS)])
    assert sorted(headings[: len(operations)]) == sorted(operations)


def test_every_operation_shows_its_document_and_variables() -> None:
    for operation in story():
        kind = "query" if operation.document.startswith("query") else "mutation"
        text = section(f"{kind}-{operation.field}")
        assert f"```graphql\n{operation.document}```" in text
        assert operation.variables is None or f"```json\n{operation.variables}```" in text
        assert f"sent by {operation.sender}:" in text


def test_a_type_says_what_it_is_made_of_and_where_it_is_used() -> None:
    user = section("type-User")
    assert "Implements [Node](#type-Node)." in user
    assert "[me](#query-me)" in user
    assert "| `sessions` | &#91;[Session](#type-Session)!&#93; |" in user
    assert "| `referrals(filter:)` | [UserFilter](#type-UserFilter) |" in user
    assert "| `direction` | [OrderDirection](#type-OrderDirection)!, `ASC` if left out |" in PAGE
    nodes = re.search(r"Implemented by (.*)\.\n", section("type-Node"))
    assert nodes is not None
    objects = SCHEMA.get_possible_types(SCHEMA.type_map["Node"])  # type: ignore[arg-type]
    assert nodes[1].count("](#type-") == len(objects)


def test_every_row_of_a_table_has_as_many_cells_as_its_head() -> None:
    tables = re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE)
    assert len(tables) > len(TYPES) / 2
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1, table


def test_a_description_cannot_break_its_table() -> None:
    text = "Who is in the list."
    assert text in SDL
    made = page(SDL.replace(text, "A | B, <b>\n\n  or C."))
    assert "| A \\| B, &lt;b> or C. |" in made


def test_an_operation_without_a_document_has_no_page() -> None:
    with pytest.raises(FileNotFoundError, match="unheardOf"):
        page(SDL.replace("type Query {", "type Query {\n  unheardOf: Int\n"))
