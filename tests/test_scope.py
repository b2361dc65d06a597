"""Rows of a project are reached by one door only: `of(project_id)`, or a statement of a Scope."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCOPED = {"User", "Session", "ApiKey", "AuditEvent", "File"}
DOORS = {"of", "create", "bulk_create"}
"""The latter two take the project of each new row, which no row is without."""
FOLDERS = ("commands", "resolvers", "schema")


def other_doors(source: str) -> list[str]:
    """Name the class methods of scoped models that a source uses besides the doors."""
    return [
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in SCOPED
        and node.attr not in DOORS
    ]


def drafts(source: str) -> int:
    """Count the places where a statement is begun."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return sum(isinstance(called, ast.Name) and called.id == "Draft" for called in calls)


def sources() -> list[Path]:
    return [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize("path", sources(), ids=str)
def test_no_query_of_a_projects_rows_goes_past_the_project(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert other_doors(source) == []
    # Statements of the directory are begun by Scope.begin, which begins them with the project.
    assert drafts(source) == (1 if path.name == "scope.py" else 0)


def test_the_check_sees_what_goes_past() -> None:
    assert other_doors("User.filter(id=1); User.of(p).filter(id=1)") == ["User.filter"]
    assert drafts("Draft(placeholder)") == 1
