"""Imports on a server that people use meanwhile: nobody is in the way of anybody for good."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from anyio import to_thread
from typer.testing import CliRunner

from commands import cli
from models.database import Dialect
from resolvers.transfer import importing
from resolvers.transfer.sorting import sort
from tests.accounts import sign_up, try_sign_up
from tests.processes import SECRET, run
from tests.transfers import counted, directory, reasons, use, users, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Server

pytestmark = pytest.mark.anyio

PEOPLE = 60


@pytest.fixture(autouse=True)
def _settings(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the command line to each database; batches are small, so that there are several."""
    use(database_url, monkeypatch)
    monkeypatch.setattr(importing, "BATCH", 5)


def line(number: int) -> dict[str, Any]:
    """Make a line; most are referred by somebody who may sign up at the same moment."""
    return {
        "email": f"{number}@example.com",
        "username": f"u{number}",
        **({"referredBy": f"{number // 2}@example.com"} if number else {}),
    }


async def test_sign_ups_with_the_same_addresses(server: Server, tmp_path: Path) -> None:
    file = write(tmp_path / "users.jsonl", *map(line, range(PEOPLE)))
    hub, _ = await sign_up(server.anonymous, email="hub@example.com")

    async def others() -> list[Any]:
        payloads = []
        for number in reversed(range(PEOPLE)):
            values = {"email": f"{number}@EXAMPLE.com", "referredById": hub["id"]}
            payloads.append(await try_sign_up(server.anonymous, **values))
        return payloads

    signed_up, imported = await asyncio.gather(others(), counted(file))
    succeeded = [payload for payload in signed_up if payload["user"]]
    faults = {error["code"] for payload in signed_up for error in payload["errors"]}
    assert faults <= {"EMAIL_TAKEN"}
    assert imported == (PEOPLE - len(succeeded), len(succeeded), 0)
    found = await directory(server.admin)
    assert len(found) == PEOPLE + 1
    for email, user in found.items():
        brought = [one for one in found.values() if (one["referredBy"] or {}).get("email") == email]
        assert user["referralCount"] == len(brought)


async def test_two_imports_of_one_file(server: Server, tmp_path: Path) -> None:
    count = 2_000
    file = write(tmp_path / "users.jsonl", *map(line, range(count)))
    settings = {"DATABASE_URL": server.database.url, "SECRET": SECRET}
    words = ("users", "import", str(file), "--json")

    def start() -> Any:
        ended = run(tmp_path, *words, **settings)
        assert ended.err == ""
        return json.loads(ended.out)

    both = await asyncio.gather(to_thread.run_sync(start), to_thread.run_sync(start))
    assert sum(answer["imported"] for answer in both) == count
    assert [answer["rejected"] for answer in both] == [0, 0]
    assert await server.admin.data("{ users { totalCount } }") == {"users": {"totalCount": count}}


async def test_a_value_that_is_too_long_for_an_index(server: Server, tmp_path: Path) -> None:
    runner = CliRunner()
    index = ["index", "add", "bio", "string"]
    added = await to_thread.run_sync(lambda: runner.invoke(cli.app, index))
    assert added.exit_code == 0
    long = {"email": "long@example.com", "data": {"bio": secrets.token_hex(3_000)}}
    told = await reasons(tmp_path / "users.jsonl", *map(line, range(7)), long, line(7))
    sentence = "A value in `data` is too long for the index of its key: some 2,500 bytes fit."
    is_sqlite = server.database.dialect is Dialect.SQLITE
    assert told == ({} if is_sqlite else {8: f"data: {sentence}"})
    assert ("long@example.com" in await directory(server.admin)) == is_sqlite
    assert len(await directory(server.admin)) == 8 + is_sqlite


async def test_a_table_that_grows_is_measured(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MEASURE_AFTER", 10)
    file = write(tmp_path / "users.jsonl", *map(line, range(PEOPLE)))
    await users("import", file, "--dry-run")
    assert await measured(server) in {None, -1}
    await users("import", file)
    assert await measured(server) in {None, 40}


async def measured(server: Server) -> int | None:
    """Give for how many users PostgreSQL takes the table; -1 before it has looked."""
    if server.database.dialect is Dialect.SQLITE:
        return None
    connection = await asyncpg.connect(server.database.url)
    query = "SELECT reltuples::int FROM pg_class WHERE oid = 'users'::regclass"
    found: int = await connection.fetchval(query)
    await connection.close()
    return found


async def test_a_database_that_goes_away(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ConnectionResetError(104, "Connection reset by peer")

    file = write(tmp_path / "users.jsonl", *map(line, range(12)))
    calls = 0

    async def fail_at_last(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        return await (sort if calls < 3 else fail)(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr("resolvers.transfer.importing.sort", fail_at_last)
        result = await users("import", file)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "The import broke off: connection reset by peer.\n"
        "10 users are imported and stay. The same command goes on from there:"
        " it passes over who is in the project already.\n"
    )
    assert len(await directory(server.admin)) == 10
    assert await counted(file) == (2, 10, 0)
    answer = json.loads((await users("import", file, "--json", "--dry-run")).stdout)
    assert answer["isDryRun"] is True
