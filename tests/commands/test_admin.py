"""`project list` and `admin create`, as operators and their scripts use them."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.processes import MAIN, SECRET, Ended, environment, run, serving

if TYPE_CHECKING:
    from pathlib import Path

EMAIL = "boss@example.com"
PASSWORD = "tall green kettle"
CREATE = ("admin", "create", EMAIL, "--project", "Shop")
LOGIN = """mutation ($e: String!, $p: String!) {
  login(input: {email: $e, password: $p}) { user { id role } errors { code } }
}"""
MADE_UP = "Password, shown this once: "


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a database that has one project, to copy."""
    folder = tmp_path_factory.mktemp("made")
    for command in (("migrate",), ("project", "create", "Shop")):
        assert run(folder, *command, SECRET=SECRET).status == 0
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Give a folder of its own with such a database."""
    return shutil.copytree(made, tmp_path / "copy")


def with_input(folder: Path, text: str, *arguments: str) -> Ended:
    """Run a command that reads this from a pipe."""
    ended = subprocess.run(
        [sys.executable, str(MAIN), *arguments],
        cwd=folder,
        env=environment({"SECRET": SECRET, "BCRYPT_COST": "4"}),
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def at_terminal(folder: Path, *answers: str) -> tuple[int, str, str]:
    """Run `admin create` at a terminal and type answers; give status, output, and the screen."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, str(MAIN), *CREATE],
        cwd=folder,
        env=environment({"SECRET": SECRET, "BCRYPT_COST": "4"}),
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    screen = ""
    for answer in answers:
        while not screen.endswith(": "):
            assert select.select([master], [], [], 60)[0]
            screen += os.read(master, 1000).decode()
        screen += "\n"
        os.write(master, answer.encode() + b"\n")
    out, _ = process.communicate(timeout=60)
    while select.select([master], [], [], 0)[0]:
        try:
            screen += os.read(master, 1000).decode()
        except OSError:  # The terminal's other end has closed.
            break
    os.close(master)
    return process.returncode, out.decode(), screen


def logs_in(folder: Path, password: str) -> Any:
    """Log in at a real server with a publishable key of the project."""
    of_project = ("--project", "Shop", "--kind", "publishable")
    key = run(folder, "key", "create", *of_project, SECRET=SECRET).out.strip()
    with serving(folder, SECRET=SECRET) as server:
        return server.post(LOGIN, key, e=EMAIL, p=password)["data"]["login"]


def test_the_password_is_asked_for_twice_and_not_shown(folder: Path) -> None:
    status, out, screen = at_terminal(folder, PASSWORD, PASSWORD)
    assert (status, out[:5]) == (0, "user_")
    assert screen.split() == ["Password:", "Repeat", "for", "confirmation:"]
    assert PASSWORD not in out
    user = {"id": out.strip(), "role": "admin"}
    assert logs_in(folder, PASSWORD) == {"user": user, "errors": []}


def test_two_that_differ_are_asked_for_again(folder: Path) -> None:
    answers = (PASSWORD, "tall green cattle", PASSWORD, PASSWORD)
    status, out, screen = at_terminal(folder, *answers)
    assert (status, out[:5]) == (0, "user_")
    assert "The two entered values do not match." in screen
    assert "green" not in screen


def test_a_script_pipes_the_password(folder: Path) -> None:
    ended = with_input(folder, f"{PASSWORD}\n", *CREATE, "--json")
    assert (ended.status, ended.err) == (0, "")
    made = json.loads(ended.out)
    assert made == {"id": made["id"], "email": EMAIL, "project": "Shop"}
    assert logs_in(folder, PASSWORD)["user"]["id"] == made["id"]


def test_a_password_is_made_up_by_the_rules(folder: Path) -> None:
    ended = run(folder, *CREATE, "--generate", SECRET=SECRET, BCRYPT_COST="4")
    user_id, sentence = ended.out.splitlines()
    assert (ended.status, sentence[: len(MADE_UP)]) == (0, MADE_UP)
    password = sentence.removeprefix(MADE_UP)
    assert len(password) == 20
    assert logs_in(folder, password)["user"]["id"] == user_id
    other = ("admin", "create", "b@example.com", "--project", "shop", "--generate", "--json")
    made = json.loads(run(folder, *other, SECRET=SECRET, BCRYPT_COST="4").out)
    assert made["password"] != password
    assert list(made) == ["id", "email", "project", "password"]


def test_an_address_that_is_known_is_told_before_a_password_is_asked_for(folder: Path) -> None:
    user_id = with_input(folder, PASSWORD, *CREATE).out.strip()
    again = ("admin", "create", EMAIL.upper(), "--project", "Shop", "--generate")
    ended = run(folder, *again, SECRET=SECRET)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err == (
        f"There is already an account with this e-mail address: {user_id}. To make it an"
        " administrator, send this mutation with a secret key of the project:"
        f' updateUser(input: {{id: "{user_id}", role: "admin", isActive: true}})\n'
    )


def test_what_is_refused_makes_nobody(folder: Path) -> None:
    weak = "Choose another password: "
    of_shop = (EMAIL, "--project", "Shop")
    for arguments, typed, sentence in (
        (("none", "--project", "Shop"), PASSWORD, "This is no e-mail address: "),
        ((EMAIL, "--project", "Nowhere"), PASSWORD, "There is no project named 'Nowhere'."),
        (of_shop, "", f"{weak}use at least 8 characters."),
        (of_shop, "boss@example.com\n", f"{weak}leave out your e-mail address and names."),
    ):
        ended = with_input(folder, typed, "admin", "create", *arguments)
        assert (ended.status, ended.out) == (1, "")
        assert ended.err.startswith(sentence)
        assert len(ended.err.splitlines()) == 1
    (project,) = json.loads(run(folder, "project", "list", "--json", SECRET=SECRET).out)
    assert project["userCount"] == 0


def test_projects_are_listed(folder: Path) -> None:
    with_input(folder, PASSWORD, *CREATE)
    made = run(folder, "project", "create", "Café 日本", SECRET=SECRET).out.strip()
    first, second = json.loads(run(folder, "project", "list", "--json", SECRET=SECRET).out)
    assert (first["name"], first["userCount"]) == ("Shop", 1)
    created_at = second["createdAt"]
    assert second == {"name": "Café 日本", "id": made, "userCount": 0, "createdAt": created_at}
    heading, *lines = run(folder, "project", "list", SECRET=SECRET).out.splitlines()
    assert heading.split() == ["name", "ID", "users", "made"]
    assert [line.split()[-3:-1] for line in lines] == [[first["id"], "1"], [made, "0"]]


def test_without_a_project_the_list_is_empty(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate", SECRET=SECRET).status == 0
    assert json.loads(run(tmp_path, "project", "list", "--json", SECRET=SECRET).out) == []
