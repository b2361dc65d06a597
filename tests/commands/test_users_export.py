"""`users export`, and the way back: a project moves with its passwords, whatever the databases."""

from __future__ import annotations

import asyncio
import json
import stat
from typing import TYPE_CHECKING, Any

import pytest
from anyio import to_thread

from core.tokens import KeyKind
from models.database import opened
from resolvers.key_making import NewKey
from resolvers.operator_keys import issue_key
from resolvers.projects import find_project
from resolvers.transfer import exporting
from resolvers.transfer.exporting import export_users
from tests.accounts import change_password, sign_up, try_log_in
from tests.server import running
from tests.transfers import (
    HASH,
    PASSWORD,
    counted,
    directory,
    fresh_copy,
    read,
    use,
    users,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Client

pytestmark = pytest.mark.anyio

LONG = "the same beginning " * 5
"""95 bytes, of which bcrypt by itself reads 72."""
PLAIN = {"email": "plain@example.com", "passwordHash": HASH, "referredBy": "Mixed@Example.com"}


async def fill(client: Client, file: Path, *options: str) -> None:
    """Make users of every kind in the project of a client."""
    ann, token = await sign_up(
        client,
        email="ann@example.com",
        username="Ann",
        name="Ann Ångström",
        city="Malmö",
        data={"age": 31, "score": 1.0, "deep": {"list": [1, None, "x"]}},
        preferences={"theme": "dark"},
    )
    assert (await change_password(client.with_token(token), "correct horse 1", LONG + "1"))[
        "errors"
    ] == []
    await sign_up(client, email="Mixed@Example.com", referredById=ann["id"])
    ring = {"createdAt": "2020-01-01T00:00:00Z"}
    lines = [
        PLAIN,
        {"email": "none@example.com", "isActive": False, "role": "admin"},
        {"email": "old@example.com", "createdAt": "1999-12-31T23:59:59.000001Z"},
        {"email": "x@example.com", "referredBy": "y@example.com", **ring},
        {"email": "y@example.com", "referredBy": "x@example.com", **ring},
    ]
    assert await counted(write(file, *lines), *options) == (5, 0, 0)


async def check_logins(client: Client) -> None:
    """Log in with the old passwords; near ones are wrong."""
    for email, password, codes in [
        ("ann@example.com", LONG + "1", []),
        ("ann@example.com", LONG + "2", ["INVALID_CREDENTIALS"]),
        ("mixed@example.com", "correct horse 1", []),
        ("plain@example.com", PASSWORD, []),
        # Again, because the first login has hashed it anew.
        ("plain@example.com", PASSWORD, []),
        ("plain@example.com", PASSWORD + ".", ["INVALID_CREDENTIALS"]),
        ("none@example.com", "", ["INVALID_CREDENTIALS"]),
    ]:
        payload = await try_log_in(client, email=email, password=password)
        assert [error["code"] for error in payload["errors"]] == codes, email


def without_ids(found: dict[str, Any]) -> dict[str, Any]:
    return {email: {**user, "id": None} for email, user in found.items()}


def ids(found: dict[str, Any]) -> set[str]:
    return {user["id"] for user in found.values()}


async def test_into_another_project(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(database_url, monkeypatch)
    file = tmp_path / "users.jsonl"
    async with running(database_url) as server:
        await fill(server.anonymous, tmp_path / "more.jsonl")
        before = await directory(server.admin)
        result = await users("export", file)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == "7 exported, with the hashes of their passwords.\n"
        project, other = await server.second_project("Shop")
        assert await counted(file, "--project", "Shop") == (7, 0, 0)
        after = await directory(other)
        assert without_ids(after) == without_ids(before)
        assert ids(after) & ids(before) == set()
        assert await directory(server.admin) == before
        _, key = await issue_key(server.sealer, project, NewKey(KeyKind.PUBLISHABLE, "app"))
        await check_logins(server.anonymous.with_key(key))
        await check_logins(server.anonymous)


@pytest.mark.parametrize("is_from_sqlite", [True, False], ids=["to postgres", "to sqlite"])
async def test_into_another_database(
    migrated_sqlite: Path,
    migrated_postgres_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_from_sqlite: bool,
) -> None:
    sqlite_url = fresh_copy(migrated_sqlite, tmp_path / "database")
    urls = (sqlite_url, migrated_postgres_url)
    source, target = urls if is_from_sqlite else urls[::-1]
    file = tmp_path / "users.jsonl"
    async with running(source) as server:
        use(source, monkeypatch)
        await fill(server.anonymous, tmp_path / "more.jsonl")
        await users("export", file)
        before = await directory(server.admin)
    async with running(target) as server:
        use(target, monkeypatch)
        assert await counted(file) == (7, 0, 0)
        assert without_ids(await directory(server.admin)) == without_ids(before)
        await users("export", tmp_path / "again.jsonl")
        await check_logins(server.anonymous)
    lines = [{**user, "id": None} for user in read(file)]
    # Equal instants are in the order of IDs, which are new.
    again = [{**user, "id": None} for user in read(tmp_path / "again.jsonl")]
    assert sorted(lines, key=json.dumps) == sorted(again, key=json.dumps)


async def test_what_a_line_holds(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(database_url, monkeypatch)
    monkeypatch.setattr(exporting, "BATCH", 2)
    file = tmp_path / "users.jsonl"
    # The order is that of age, and of IDs where that is the same, beyond the ends of batches.
    others = [
        {"email": f"{number}@example.com", "createdAt": f"20{number:02}-01-01T00:00:00Z"}
        for number in (19, 7, 7 + 4, 18, 8)
    ]
    same = [{"email": f"same{n}@example.com", "createdAt": "2012-01-01T00:00:00Z"} for n in "abcde"]
    async with running(database_url) as server:
        ann, token = await sign_up(server.anonymous, email="ann@example.com", data={"b": 1, "a": 2})
        await counted(write(file, *others, *same))
        result = await users("export", file, "--json")
    assert json.loads(result.stdout) == {"project": "default", "exported": 11, "file": str(file)}
    *found, last = read(file)
    ages = [(user["createdAt"], user["id"]) for user in found]
    assert ages == sorted(ages)
    assert len({user["email"] for user in found}) == 10
    assert last.pop("passwordHash").startswith("$rc1$$2b$04$")
    empty = ("username", "name", "firstName", "lastName", "phone", "city", "country", "timezone")
    assert last == {
        **{name: ann[name] for name in ("id", "email", "createdAt", "updatedAt", "lastLoginAt")},
        **dict.fromkeys((*empty, "avatarUrl", "referredBy")),
        "data": {"b": 1, "a": 2},
        "preferences": {},
        "role": "user",
        "isEmailVerified": False,
        "isActive": True,
    }
    text = await to_thread.run_sync(file.read_text)
    assert '"data":{"b":1,"a":2}' in text
    assert token not in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_an_export_is_of_one_moment(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(database_url, monkeypatch)
    monkeypatch.setattr(exporting, "BATCH", 1)
    lines: list[bytes] = []
    async with running(database_url) as server:
        await counted(
            write(
                tmp_path / "users.jsonl",
                {"email": "a@example.com", "createdAt": "2001-01-01T00:00:00Z"},
                {"email": "b@example.com", "createdAt": "2002-01-01T00:00:00Z"},
                {
                    "email": "c@example.com",
                    "createdAt": "2003-01-01T00:00:00Z",
                    "referredBy": "a@example.com",
                },
            )
        )
        found = await directory(server.admin)

        async def interfere() -> None:
            """Change what has been written, what has not, and delete and add users."""
            await server.admin.data(UPDATE, {"id": found["a@example.com"]["id"], "to": "z@a.org"})
            await server.admin.data(UPDATE, {"id": found["c@example.com"]["id"], "to": "y@a.org"})
            await server.admin.data(DELETE, {"ids": [found["b@example.com"]["id"]]})
            await sign_up(server.anonymous, email="new@example.com")

        loop = asyncio.get_running_loop()

        def write_line(line: bytes) -> None:
            if not lines:
                asyncio.run_coroutine_threadsafe(interfere(), loop).result(30)
            lines.append(line)

        def export() -> int:
            async def work() -> int:
                async with opened(database_url) as database:
                    project = await find_project("default")
                    return await export_users(database, project, write_line, lambda *_: None)

            return asyncio.run(work())

        assert await to_thread.run_sync(export) == 3
        assert sorted(await directory(server.admin)) == ["new@example.com", "y@a.org", "z@a.org"]
    exported = [json.loads(line) for line in lines]
    assert [(user["email"], user["referredBy"]) for user in exported] == [
        ("a@example.com", None),
        ("b@example.com", None),
        ("c@example.com", "a@example.com"),
    ]


UPDATE = """mutation($id: ID!, $to: String!) {
  updateUser(input: {id: $id, email: $to}) { errors { code } }
}"""
DELETE = "mutation($ids: [ID!]!) { deleteUsers(input: {ids: $ids}) { errors { code } } }"


async def test_it_is_in_the_audit_log(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(database_url, monkeypatch)
    async with running(database_url) as server:
        assert (await users("export", tmp_path / "users.jsonl")).exit_code == 0
        query = "{ auditLog { nodes { type data user { id } actor { id } } } }"
        assert (await server.admin.data(query))["auditLog"]["nodes"] == [
            {"type": "USERS_EXPORTED", "data": {}, "user": None, "actor": None}
        ]
    assert read(tmp_path / "users.jsonl") == []
