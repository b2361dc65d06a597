"""`--help` tells what each command does and takes; a mistake in typing is told in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from commands import cli
from core.config import SettingsError
from schema.build import print_sdl
from tests.processes import ROOT, run

if TYPE_CHECKING:
    from pathlib import Path

runner = CliRunner(env={"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100"})


def printed(*arguments: str) -> str:
    """Run a command line that must succeed, and give what it prints, in one line."""
    result = runner.invoke(cli.app, arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return " ".join(result.stdout.replace("│", " ").split())


@pytest.mark.parametrize(
    ("arguments", "sentences"),
    [
        (
            [],
            [
                "Rollcall: an accounts server with a GraphQL API.",
                "Settings are environment variables that begin with ROLLCALL_,",
                "docs/operating.md lists them.",
                "serve Serve the API until Ctrl-C.",
                "migrate Bring the database up to date, and say what was done.",
                "check Check the settings, the database and its migrations.",
                "schema Print the schema in GraphQL's own language (SDL).",
                "project Projects: separate sets of users on this server.",
                "key API keys of a project.",
                "keys The keys that sign access tokens.",
            ],
        ),
        (["serve"], ["The first start makes the database, the project default and its two keys"]),
        (["migrate"], ["Bring the database up to date, and say what was done."]),
        (["check"], ["Prints a sentence for each fault, and exits with 1 if there is one."]),
        (["schema"], ["Print the schema in GraphQL's own language (SDL)."]),
        (["project"], ["create Make a project, and print its ID."]),
        (
            ["project", "create"],
            ["{name}", "Its name; unique without regard to case. [required]"],
        ),
        (["key"], ["create Make an API key, and print it: it is shown this once."]),
        (
            ["key", "create"],
            [
                "A publishable key names the project: it is for browsers and apps.",
                "A secret key administers the project: it is for servers only.",
                "--project NAME The project. [required]",
                "--kind <publishable|secret> What the key may do. [required]",
                "--name <str> To tell keys apart; the kind if left out.",
                "--requests-per-hour <int range>",
                "--expires-at INSTANT When it ends, e.g. 2027-01-31T12:00:00Z; never if left out.",
            ],
        ),
        (
            ["key", "list"],
            [
                "List the publishable and secret keys of a project, the newest first.",
                "--user EMAIL The address of a user, for its personal keys.",
            ],
        ),
        (["key", "revoke"], ["End a key: the very next request with it is refused."]),
        (
            ["keys"],
            [
                "rotate Make a new key, which signs from now on; nobody is signed out.",
                "list Print the keys that verify access tokens, the newest first.",
            ],
        ),
        (
            ["users"],
            [
                "import Import users with the bcrypt hashes of their passwords",
                "export Export all users, the oldest first,",
            ],
        ),
        (
            ["users", "import"],
            [
                "A user in each line; - for standard input. [required]",
                "--project NAME The name of the project. [default: default]",
                "--rejects FILE Where rejected lines go; else FILE.rejects.jsonl.",
                "--dry-run <bool> Say the same, but write nothing.",
                "The status is 3 then.",
                "Example: python main.py users import users.jsonl --project Shop",
            ],
        ),
        (
            ["users", "export"],
            [
                "The file holds the hashes of their passwords, so that they log in there",
                "Sessions, keys and uploaded files are left out.",
                "Example: python main.py users export users.jsonl --project Shop",
            ],
        ),
        (["keys", "rotate"], ["Running servers learn of it within a minute."]),
    ],
    ids=" ".join,
)
def test_help(arguments: list[str], sentences: list[str]) -> None:
    text = printed(*arguments, "--help")
    for sentence in sentences:
        assert sentence in text


def test_help_fits_a_narrow_terminal() -> None:
    narrow = CliRunner(env={"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "50"})
    lines = narrow.invoke(cli.app, ["users", "import", "--help"]).stdout.splitlines()
    assert max(map(len, lines)) <= 50
    sentence = " Whoever is in the project already, by e-mail\n address, is passed over, so that an"
    assert sentence in "\n".join(line.rstrip() for line in lines)


def test_help_has_colours_only_where_they_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    coloured = CliRunner(env={"FORCE_COLOR": "1", "TERM": "xterm"})
    assert "\x1b[" in coloured.invoke(cli.app, ["--help"], color=True).stdout
    plain = CliRunner(env={"NO_COLOR": "1", "FORCE_COLOR": None, "TERM": "xterm"})
    assert "\x1b[3" not in plain.invoke(cli.app, ["--help"], color=True).stdout


def test_without_a_command_there_is_help() -> None:
    result = runner.invoke(cli.app, [])
    assert "Commands" in result.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["sreve"], "No such command 'sreve'."),
        (["key", "create", "--kind", "secret"], "Missing option '--project'."),
        (
            ["key", "create", "--project", "a", "--kind", "golden"],
            "'golden' is not one of 'publishable', 'secret'.",
        ),
        (["project", "create"], "Missing argument 'name'."),
        (["serve", "--fast"], "No such option: --fast"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_mistakes_in_typing(arguments: list[str], sentence: str) -> None:
    result = runner.invoke(cli.app, arguments)
    assert result.exit_code == 2
    assert sentence in " ".join(result.stderr.replace("│", " ").split())
    assert "Traceback" not in result.output


def test_schema_prints_the_file_that_is_checked_in(tmp_path: Path) -> None:
    ended = run(tmp_path, "schema")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == (ROOT / "schema/schema.graphql").read_text("utf-8")
    assert ended.out == print_sdl()
    assert list(tmp_path.iterdir()) == []


def test_wrong_settings_end_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise SettingsError("One.", "Two.")

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as raised:
        cli.main(cli.Programs(lambda *_: None, lambda _: [], str, bool))
    assert raised.value.code == 1
