"""A transfer holds all there is to a user: a column without a decision fails here."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from graphql import GraphQLObjectType, build_schema

from models.user import FOLDED
from resolvers.transfer.fields import FIELDS, NAMES, LineFault, check, columns, parse
from tests.processes import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DERIVED = {f"{column}_folded" for column in FOLDED} | {"data_terms", "referral_count"}
"""What follows from other columns."""
OTHERWISE = {"id", "referred_by_id", "project_id"}
"""What is written in a form of its own, and what the command chooses."""
LEFT_OUT = {"avatar_path"}
"""Where an uploaded file is: files are not transferred."""


@pytest.mark.anyio
async def test_every_column_is_transferred(migrated_sqlite: Path) -> None:
    with closing(sqlite3.connect(migrated_sqlite)) as connection:
        stored = {row[1] for row in connection.execute("PRAGMA table_info(users)")}
    assert {field.column for field in FIELDS} == stored - DERIVED - OTHERWISE - LEFT_OUT


def test_fields_are_named_as_in_graphql() -> None:
    schema = build_schema((ROOT / "schema/schema.graphql").read_text("utf-8"))
    user = schema.type_map["User"]
    assert isinstance(user, GraphQLObjectType)
    assert set(NAMES) - set(user.fields) == {"passwordHash"}


def test_the_documentation_lists_them() -> None:
    text = (ROOT / "docs/import.md").read_text("utf-8")
    rows = [line.split("`")[1] for line in text.splitlines() if line.startswith("| `")]
    assert rows == list(NAMES)


def test_null_is_no_value() -> None:
    values = parse(b'{"email": "a@example.com", "name": null, "data": null}')
    check(values)
    assert columns(values) == {"email": "a@example.com"}


def test_many_unknown_fields_and_long_ones_are_told_in_short() -> None:
    values = {"x" * 100_000: 1, **{f"{number}": 1 for number in range(100_000)}}
    with pytest.raises(LineFault) as raised:
        check(values)
    assert len(str(raised.value)) < 300
