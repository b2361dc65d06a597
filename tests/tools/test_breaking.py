"""A change that would break clients of the last release is named, unless it was announced."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.processes import ROOT
from tests.tools import breaking

if TYPE_CHECKING:
    from pathlib import Path

OLD = """
type Query { user(id: ID, name: String): User! users: [User!]! }
type User implements Node { id: ID! name: String! role: Role }
interface Node { id: ID! }
input By { id: ID name: String }
enum Role { USER ADMIN }
type Mutation { add(by: By): User }
"""
BREAKS = [
    ("users: [User!]!", "", "Field Query.users was removed."),
    ("name: String!", "name: String", "Field User.name changed type from String! to String."),
    ("ADMIN", "", "Enum value Role.ADMIN was removed."),
    ("name: String)", "city: String)", "Argument Query.user(name:) was removed."),
    (
        "name: String)",
        "name: String!)",
        "Argument Query.user(name:) has changed type from String to String!.",
    ),
    ("name: String }", "}", "Field By.name was removed."),
    ("name: String }", "name: String! }", "Field By.name changed type from String to String!."),
    (
        "name: String }",
        "name: String city: ID! }",
        "A required field By.city was added.",
    ),
    ("input By {", "input By @oneOf {", "By takes exactly one field from now on."),
    (
        "type User implements Node",
        "type User",
        "User no longer implements interface Node.",
    ),
]


@pytest.mark.parametrize(("before", "after", "sentence"), BREAKS)
def test_a_break_is_named(before: str, after: str, sentence: str) -> None:
    assert before in OLD
    new = OLD.replace(before, after, 1)
    found = breaking.breaks(OLD, new)
    assert found == [sentence]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("users: [User!]!", "users: [User!]! me: User"),
        ("role: Role }", "role: Role! }"),
        ("name: String)", "name: String, city: String)"),
        ("name: String }", "name: String city: String }"),
        ("ADMIN", "ADMIN GUEST"),
        ("type User", '"An account." type User'),
    ],
)
def test_what_only_adds_breaks_nothing(before: str, after: str) -> None:
    assert before in OLD
    assert breaking.breaks(OLD, OLD.replace(before, after, 1)) == []


def test_what_the_changelog_announces_word_for_word_may_be() -> None:
    found = ["Query.users was removed.", "User.name was removed."]
    line = "- Breaking: Query.users was removed.\n"
    assert breaking.unannounced(found, f"\n## Unreleased\n\n- New.\n{line}") == found[1:]
    assert breaking.unannounced(found, f"\n## Unreleased\n\n- New.\n\n## 0.1.0\n\n{line}") == found
    assert breaking.unannounced(found, "") == found


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with a changelog and a schema, which the program takes for the real ones."""
    for name in ("RELEASED", "CURRENT", "CHANGELOG"):
        monkeypatch.setattr(breaking, name, tmp_path / name)
    (tmp_path / "CURRENT").write_text(OLD)
    (tmp_path / "CHANGELOG").write_text("# Changelog\n\n## Unreleased\n")
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    """Run the program."""
    monkeypatch.setattr("sys.argv", ["tests.tools.breaking", *arguments])
    breaking.main()


def test_a_release_is_what_the_next_schema_is_compared_with(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "--release", "1.2.3")
    assert breaking.released_version((files / "RELEASED").read_text()) == "1.2.3"
    run(monkeypatch)
    (files / "CURRENT").write_text(OLD.replace("users: [User!]!", ""))
    with pytest.raises(SystemExit, match=r"announce it in CHANGELOG\.md"):
        run(monkeypatch)
    assert capsys.readouterr().err == "This breaks clients: Field Query.users was removed.\n"
    with (files / "CHANGELOG").open("a") as changelog:
        changelog.write("\n- Breaking: Field Query.users was removed.\n")
    run(monkeypatch)


def test_the_schema_breaks_nobody() -> None:
    released, current = (path.read_text("utf-8") for path in (breaking.RELEASED, breaking.CURRENT))
    found = breaking.breaks(released, current)
    assert breaking.unannounced(found, breaking.CHANGELOG.read_text("utf-8")) == []


def test_the_schema_of_the_version_that_is_told_is_kept() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert breaking.released_version(breaking.RELEASED.read_text("utf-8")) == version


def test_a_schema_of_no_release_is_refused() -> None:
    with pytest.raises(ValueError, match="which release"):
        breaking.released_version(OLD)
