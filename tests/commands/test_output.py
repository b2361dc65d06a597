"""Every command answers programs with `--json`, and people on any terminal; its status tells."""

from __future__ import annotations

import json
import re
import sys
from io import StringIO
from typing import TYPE_CHECKING, Any

from typer.main import get_command

from commands.cli import app
from commands.output import Status, table
from tests.processes import ROOT, SECRET, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

WITHOUT_JSON = {("serve",), ("schema",)}
"""One goes on until it is stopped, and the other prints SDL."""
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Give every command with the words that call it."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def test_every_command_that_answers_has_json() -> None:
    found = dict(commands(get_command(app)))
    without = {
        path
        for path, command in found.items()
        if not any("--json" in option.opts for option in command.params)
    }
    assert without == WITHOUT_JSON


def answered(folder: Path, *arguments: str, **settings: str) -> Any:
    """Run a command for a program: one line on standard output, nothing on standard error."""
    ended = run(folder, *arguments, "--json", **settings)
    assert (ended.status, ended.err) == (Status.DONE, "")
    (line,) = ended.out.splitlines()
    return json.loads(line)


def test_answers_for_programs(tmp_path: Path) -> None:
    lacking = run(tmp_path, "check", "--json", SECRET=SECRET)
    assert (lacking.status, lacking.err) == (Status.REFUSED, "")
    (fault,) = json.loads(lacking.out)["faults"]
    assert fault.startswith("The database lacks these migrations: 0001_initial, ")
    assert json.loads(lacking.out)["isWell"] is False
    applied = answered(tmp_path, "migrate", SECRET=SECRET)["applied"]
    assert applied[0] == "0001_initial"
    assert answered(tmp_path, "migrate", SECRET=SECRET) == {"applied": []}
    assert answered(tmp_path, "check", SECRET=SECRET) == {"isWell": True, "faults": []}
    project = answered(tmp_path, "project", "create", "Café 日本", SECRET=SECRET)
    assert project == {"id": project["id"], "name": "Café 日本"}
    of_project = ("--project", "CAFÉ 日本", "--kind", "secret")
    key = answered(tmp_path, "key", "create", *of_project, SECRET=SECRET)
    about: dict[str, Any] = {"name": "secret", "kind": "SECRET", "project": "Café 日本"}
    about |= {"requestsPerHour": 1000, "lastUsedAt": None, "expiresAt": None}
    made = {name: key[name] for name in ("key", "id", "prefix", "createdAt")}
    assert key == {**made, **about}
    listed = {name: key[name] for name in key if name not in {"key", "project"}}
    named = ("--project", "café 日本")
    assert answered(tmp_path, "key", "list", *named, SECRET=SECRET) == [listed]
    assert answered(tmp_path, "key", "revoke", key["id"], *named, SECRET=SECRET) == listed
    assert answered(tmp_path, "key", "list", *named, SECRET=SECRET) == []
    assert key["key"].startswith("rk_sec_")
    assert answered(tmp_path, "keys", "list", SECRET=SECRET) == []
    (first,) = answered(tmp_path, "keys", "rotate", SECRET=SECRET)
    assert first["verifiesUntil"] is None
    assert INSTANT.fullmatch(first["createdAt"])
    second, again = answered(tmp_path, "keys", "rotate", SECRET=SECRET)
    assert (second["verifiesUntil"], again["kid"]) == (None, first["kid"])
    assert INSTANT.fullmatch(again["verifiesUntil"])


def test_check_tells_programs_of_wrong_settings_and_a_database_that_is_away(tmp_path: Path) -> None:
    ended = run(tmp_path, "check", "--json", PORT="high")
    assert (ended.status, ended.err) == (Status.REFUSED, "")
    sentence = 'ROLLCALL_PORT must be a number from 0 to 65535, but it is "high".'
    assert json.loads(ended.out) == {"isWell": False, "faults": [sentence]}
    away = "postgres://ada:hush@127.0.0.1:1/rollcall"
    ended = run(tmp_path, "check", "--json", DATABASE_URL=away, SECRET=SECRET)
    assert (ended.status, ended.err) == (Status.REFUSED, "")
    sentence = "The database does not answer: there is no PostgreSQL at 127.0.0.1:1."
    assert json.loads(ended.out) == {"isWell": False, "faults": [sentence]}


def test_a_terminal_without_unicode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, "migrate", SECRET=SECRET)
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    project = answered(tmp_path, "project", "create", "日本😀", SECRET=SECRET)
    assert project["name"] == "日本😀"
    ended = run(tmp_path, "project", "create", "日本😀", SECRET=SECRET)
    sentence = r"There is already a project named '\u65e5\u672c\U0001f600'."
    assert (ended.status, ended.out, ended.err) == (1, "", f"{sentence}\n")


ROWS = [["Shop", "3"], ["日本", "12"], ["[red]Café[/red] :smile: 12", "4"]]


def test_a_table() -> None:
    assert table(["name", "users"], ROWS) == (
        "name                         users\n"
        "Shop                         3\n"
        "日本                         12\n"
        "[red]Café[/red] :smile: 12   4"
    )


class Terminal(StringIO):
    """A terminal; its width is that of COLUMNS."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


def test_a_table_folds_in_a_narrow_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.delenv("NO_COLOR", raising=False)
    whole = table(["name", "users"], ROWS)
    assert whole.splitlines()[3] == "[red]Café[/red] :smile: 12   4"
    monkeypatch.setattr(sys, "stdout", Terminal())
    folded = table(["name", "users"], ROWS)
    assert max(map(len, folded.splitlines())) <= 20
    assert len(folded.splitlines()) > len(whole.splitlines())
    assert sorted("".join(folded.split())) == sorted("".join(whole.split()))
    assert "\x1b" not in folded


def test_every_status_is_documented() -> None:
    text = (ROOT / "docs/operating.md").read_text("utf-8")
    section = text.partition("\n## How a command ends\n")[2].partition("\n## ")[0]
    documented = {int(number) for number in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)}
    assert documented == {status.value for status in Status}
