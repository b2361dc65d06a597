"""`keys rotate` and `keys list`, as an operator sees them; that is on the database of a server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from anyio import to_thread
from typer.testing import CliRunner

from commands import cli, shared
from core.tokens import key_id
from resolvers import keyring
from tests.accounts import is_signed_in, log_in, sign_up
from tests.server import SECRET

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

runner = CliRunner()
EMAIL = "ada@example.com"
INSTANT = r"[0-9-]{10}T[0-9:]{8}Z"


@pytest.fixture(autouse=True)
def _settings(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the command line to each database."""
    monkeypatch.setenv("ROLLCALL_DATABASE_URL", database_url)
    monkeypatch.setenv("ROLLCALL_SECRET", SECRET)
    # The logs of the test run stay as they are.
    monkeypatch.setattr(shared, "configure", lambda _: None)


async def printed(*arguments: str) -> list[str]:
    """Run a command line that must succeed, and give its lines."""
    result = await to_thread.run_sync(runner.invoke, cli.app, ["keys", *arguments])
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.splitlines()


async def test_before_the_first_sign_in_there_is_no_key() -> None:
    assert await printed("list") == ["There is no key yet: the first sign-in makes one."]


async def test_a_rotation_under_a_running_server(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, old = await sign_up(server.anonymous, email=EMAIL)
    (line,) = await printed("list")
    assert re.fullmatch(rf"{key_id(old)}  made {INSTANT}  signs and verifies", line)
    new_line, old_line = await printed("rotate")
    assert re.fullmatch(rf"{key_id(old)}  made {INSTANT}  verifies until {INSTANT}", old_line)
    assert re.fullmatch(rf"[0-9a-f-]{{36}}  made {INSTANT}  signs and verifies", new_line)
    assert await printed("list") == [new_line, old_line]
    monkeypatch.setattr(keyring, "MAX_AGE", 0.0)
    new = await log_in(server.anonymous, email=EMAIL)
    assert key_id(new) == new_line.split()[0]
    for token in (old, new):
        assert await is_signed_in(server.anonymous.with_token(token))


async def test_a_rotation_with_another_secret_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sign_up(server.anonymous, email=EMAIL)
    before = await printed("list")
    with monkeypatch.context() as patched:
        patched.setenv("ROLLCALL_SECRET", SECRET[::-1])
        result = await to_thread.run_sync(runner.invoke, cli.app, ["keys", "rotate"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "ROLLCALL_SECRET is not the secret with which this database has been used.\n"
    )
    assert await printed("list") == before
