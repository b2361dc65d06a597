"""What tests of imports and exports do: write files of users, run the commands, look at the API."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import bcrypt
from anyio import to_thread
from typer.testing import CliRunner

from commands import cli, shared
from tests.server import SECRET

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from typer.testing import Result

    from tests.server import Client

runner = CliRunner()
PASSWORD = "nine quiet owls"
HASH = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
ALL = """
query($after: String) {
  users(first: 100, after: $after, orderBy: [{field: EMAIL}]) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id email username name firstName lastName phone city country timezone avatarUrl data
      preferences role isEmailVerified isActive createdAt updatedAt lastLoginAt referralCount
      referredBy { email }
    }
  }
}"""


def use(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Point the command line to a database."""
    monkeypatch.setenv("ROLLCALL_DATABASE_URL", url)
    monkeypatch.setenv("ROLLCALL_SECRET", SECRET)
    # The logs of the test run stay as they are.
    monkeypatch.setattr(shared, "configure", lambda _: None)
    return url


def write(path: Path, *lines: Any) -> Path:
    """Write a file of lines: users, or bytes and text as they are."""
    path.write_bytes(b"".join(as_bytes(line) + b"\n" for line in lines))
    return path


def as_bytes(line: Any) -> bytes:
    """Give the bytes of a line."""
    if isinstance(line, bytes):
        return line
    return (line if isinstance(line, str) else json.dumps(line)).encode()


async def users(*arguments: object, given: bytes | None = None) -> Result:
    """Run `users …`, in a thread because it starts an event loop of its own."""
    words = ["users", *map(str, arguments)]
    return await to_thread.run_sync(lambda: runner.invoke(cli.app, words, input=given))


async def counted(*arguments: object, given: bytes | None = None) -> tuple[int, int, int]:
    """Import with `--json`; give how many were imported, skipped and rejected."""
    result = await users("import", *arguments, "--json", given=given)
    answer = json.loads(result.stdout)
    assert result.exit_code == (3 if answer["rejected"] else 0), result.stderr
    return answer["imported"], answer["skipped"], answer["rejected"]


async def reasons(path: Path, *lines: Any, project: str = "default") -> dict[int, str]:
    """Import lines, and give the reason of each that was rejected, by its number."""
    result = await users("import", write(path, *lines), "--project", project)
    assert result.exit_code in {0, 3}, result.stderr
    rejects = path.with_name(f"{path.name}.rejects.jsonl")
    return {one["line"]: one["reason"] for one in read(rejects)} if rejects.exists() else {}


def read(path: Path) -> list[Any]:
    """Read a file of JSON lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


async def directory(client: Client) -> dict[str, Any]:
    """Give all users of a project by their addresses, as the API shows them."""
    found, after = {}, None
    while True:
        page = (await client.data(ALL, {"after": after}))["users"]
        found.update({user["email"]: user for user in page["nodes"]})
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


def fresh_copy(migrated: Path, folder: Path) -> str:
    """Copy a migrated SQLite file to a folder, and give its address."""
    folder.mkdir()
    shutil.copyfile(migrated, folder / "rollcall.db")
    return f"sqlite://{folder / 'rollcall.db'}"
