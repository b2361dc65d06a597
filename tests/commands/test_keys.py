"""Projects and keys are made from the command line, and work on the server at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from anyio import to_thread
from typer.testing import CliRunner

from commands import cli, shared
from tests.server import SECRET, Client, Server, running

if TYPE_CHECKING:
    from typer.testing import Result

pytestmark = pytest.mark.anyio

runner = CliRunner()
COUNT = "{ users { totalCount } }"
SIGNUP = """mutation {
  signup(input: {email: "ann@example.com", password: "correct horse 1"}) { errors { code } }
}"""


@pytest.fixture(autouse=True)
def settings(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Point the command line to each database; give its address."""
    monkeypatch.setenv("ROLLCALL_DATABASE_URL", database_url)
    monkeypatch.setenv("ROLLCALL_SECRET", SECRET)
    # The logs of the test run stay as they are.
    monkeypatch.setattr(shared, "configure", lambda _: None)
    return database_url


async def command(*arguments: str) -> Result:
    """Run a command line, in a thread because it starts an event loop of its own."""
    return await to_thread.run_sync(runner.invoke, cli.app, arguments)


async def refused(*arguments: str) -> str:
    """Run a command line that must fail, and give the sentence that says why."""
    result = await command(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    return result.stderr


async def made(*arguments: str) -> str:
    """Run a command line that must make something, and give the one line that it prints."""
    result = await command(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    (line,) = result.stdout.splitlines()
    return line


async def test_a_project_and_its_keys(settings: str) -> None:
    assert re.fullmatch(r"proj_[0-9a-hjkmnp-tv-z]{26}", await made("project", "create", "Café"))
    publishable = await made("key", "create", "--project", "CAFÉ", "--kind", "publishable")
    secret = await made(
        "key", "create", "--project", "café", "--kind", "secret", "--name", "nightly import"
    )
    assert re.fullmatch(r"rk_pub_\w{38}", publishable)
    assert re.fullmatch(r"rk_sec_\w{38}", secret)

    async with running(settings) as server:
        await _use(server, publishable, secret)


async def _use(server: Server, publishable: str, secret: str) -> None:
    visitor, owner = (Client(server.app).with_key(key) for key in (publishable, secret))
    assert await visitor.data(SIGNUP) == {"signup": {"errors": []}}
    assert await owner.data(COUNT) == {"users": {"totalCount": 1}}
    assert await server.admin.data(COUNT) == {"users": {"totalCount": 0}}
    (error,) = (await visitor.execute(COUNT))["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}


@pytest.mark.parametrize("again", ["Shop", "SHOP"])
async def test_a_taken_name(again: str) -> None:
    await made("project", "create", "Shop")
    assert (
        await refused("project", "create", again)
        == f"There is already a project named {again!r}.\n"
    )


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "A project needs a name."),
        ("  ", "A project needs a name."),
        ("x" * 101, "The name of a project has at most 100 characters."),
        ("a\0b", "The name of a project consists of printable characters."),
        ("a\nb", "The name of a project consists of printable characters."),
        ("\udcff", "The name of a project consists of printable characters."),
        ("Default", "The name `default` is that of the project that `serve` makes by itself."),
    ],
    ids=["empty", "blank", "long", "NUL", "line", "no UTF-8", "default"],
)
async def test_a_name_that_cannot_be(name: str, sentence: str) -> None:
    assert await refused("project", "create", name) == f"{sentence}\n"


async def test_a_name_of_a_hundred_characters() -> None:
    assert (await made("project", "create", "x" * 100)).startswith("proj_")


async def test_a_key_of_no_project() -> None:
    key = ("key", "create", "--kind", "secret", "--project")
    assert await refused(*key, "nope") == (
        "There is no project named 'nope'. There is none yet; `serve` makes `default`.\n"
    )
    await made("project", "create", "Shop")
    await made("project", "create", "Club")
    assert (
        await refused(*key, "nope") == "There is no project named 'nope'. There are: Shop, Club.\n"
    )
    assert (
        await refused(*key, "a\0") == "There is no project named 'a\\x00'. There are: Shop, Club.\n"
    )


async def test_a_name_of_a_key_that_cannot_be() -> None:
    await made("project", "create", "Shop")
    key = ("key", "create", "--kind", "secret", "--project", "Shop", "--name")
    assert await refused(*key, "x" * 101) == "The name of a key has at most 100 characters.\n"
    assert await refused(*key, "") == "A key needs a name.\n"
