"""`users import`: who is in the file is in the project, and logs in; what cannot be is told."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest

from core.instants import now, parse_rfc3339
from tests.accounts import try_log_in
from tests.transfers import HASH, PASSWORD, counted, directory, read, reasons, use, users, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Server

pytestmark = pytest.mark.anyio

ANN = {
    "id": "17",
    "email": "Ann@Example.com",
    "username": "Ann",
    "name": "Ann Ångström",
    "firstName": "Ann",
    "lastName": "Ångström",
    "phone": "+46 70",
    "city": "Malmö",
    "country": "SE",
    "timezone": "Europe/Stockholm",
    "avatarUrl": "https://example.com/ann.png",
    "data": {"age": 31, "tags": ["a"], "deep": {"x": 1.0, "y": None}},
    "preferences": {"theme": "dark"},
    "role": "admin",
    "isEmailVerified": True,
    "isActive": True,
    "createdAt": "2019-05-04T10:00:00.123456Z",
    "updatedAt": "2020-05-04T10:00:00Z",
    "lastLoginAt": "2021-05-04T12:00:00Z",
    "passwordHash": HASH,
}


@pytest.fixture(autouse=True)
def _settings(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    use(database_url, monkeypatch)


async def test_every_field_goes_in(server: Server, file: Path) -> None:
    bob = {"email": "bob@example.com", "referredBy": 17, "phone": None}
    before = now()
    result = await users("import", write(file, ANN, bob))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "2 imported, 0 there already, 0 rejected.\n"
    found = await directory(server.admin)
    ann = found["Ann@Example.com"]
    expected = {name: value for name, value in ANN.items() if name not in {"id", "passwordHash"}}
    assert {name: ann[name] for name in expected} == expected
    assert (ann["referredBy"], ann["referralCount"]) == (None, 1)
    bob_found = found["bob@example.com"]
    assert bob_found["referredBy"] == {"email": "Ann@Example.com"}
    assert {name: bob_found[name] for name in ("username", "role", "data", "preferences")} == {
        "username": None,
        "role": "user",
        "data": {},
        "preferences": {},
    }
    assert (bob_found["isActive"], bob_found["isEmailVerified"]) == (True, False)
    assert before <= parse_rfc3339(bob_found["createdAt"]) <= now()
    assert bob_found["lastLoginAt"] is None
    assert sorted(path.name for path in file.parent.glob("*.jsonl")) == ["users.jsonl"]


async def test_ids_sort_by_age(server: Server, file: Path) -> None:
    years = [1960, 1990, 2001, 2020, 2026]
    lines = [
        {"email": f"a{year}@example.com", "createdAt": f"{year}-01-01T00:00:00Z"}
        for year in reversed(years)
    ]
    assert await counted(write(file, *lines)) == (5, 0, 0)
    found = await directory(server.admin)
    by_id = sorted(found.values(), key=lambda user: user["id"])
    # What is older than 1970 has the least ID there is.
    assert [user["createdAt"][:4] for user in by_id] == [str(year) for year in years]
    query = "{ users(orderBy: [{field: ID, direction: DESC}]) { nodes { id } } }"
    nodes = (await server.admin.data(query))["users"]["nodes"]
    assert [node["id"] for node in nodes] == [user["id"] for user in reversed(by_id)]


async def test_imported_users_log_in_and_are_found(server: Server, file: Path) -> None:
    await counted(write(file, ANN, {"email": "bob@example.com"}))
    payload = await try_log_in(server.anonymous, email="ann@EXAMPLE.com", password=PASSWORD)
    assert payload["errors"] == []
    payload = await try_log_in(server.anonymous, username="ANN", password=PASSWORD + "!")
    assert [error["code"] for error in payload["errors"]] == ["INVALID_CREDENTIALS"]
    payload = await try_log_in(server.anonymous, email="bob@example.com", password="")
    assert [error["code"] for error in payload["errors"]] == ["INVALID_CREDENTIALS"]
    filters = '{city: {ieq: "MALMÖ"}, data: [{path: ["deep", "x"], is: {number: {eq: 1}}}]}'
    query = f"{{ users(filter: {filters}) {{ nodes {{ email }} }} }}"
    assert (await server.admin.data(query))["users"]["nodes"] == [{"email": "Ann@Example.com"}]


async def test_a_second_run_passes_over_who_is_there(server: Server, file: Path) -> None:
    assert await counted(write(file, ANN)) == (1, 0, 0)
    before = await directory(server.admin)
    again = {**ANN, "email": "ANN@EXAMPLE.COM", "name": "Another", "username": "another"}
    new = {"email": "bob@example.com", "referredBy": "17"}
    assert await counted(write(file, again, new)) == (1, 1, 0)
    after = await directory(server.admin)
    assert after["bob@example.com"]["referredBy"] == {"email": "Ann@Example.com"}
    assert after["Ann@Example.com"] == {**before["Ann@Example.com"], "referralCount": 1}
    assert await counted(file) == (0, 2, 0)
    assert await directory(server.admin) == after


async def test_a_dry_run_says_the_same_and_writes_nothing(server: Server, file: Path) -> None:
    lines = [
        {"email": "a@example.com", "username": "a", "referredBy": "c@example.com"},
        {"email": "b@example.com", "username": "A"},
        {"email": "c@example.com", "referredBy": "d@example.com"},
        {"email": "d@example.com"},
        "{",
    ]
    write(file, *lines)
    result = await users("import", file, "--dry-run")
    assert result.exit_code == 3
    said = "Nothing was written; it would have been: 3 imported, 0 there already, 2 rejected.\n"
    assert result.stdout == said
    assert await directory(server.admin) == {}
    assert [path.name for path in file.parent.glob("*.jsonl")] == ["users.jsonl"]
    log = (await server.admin.data("{ auditLog { nodes { type } } }"))["auditLog"]["nodes"]
    assert log == []
    real = await users("import", file)
    assert (real.exit_code, real.stderr) == (3, result.stderr)
    assert real.stdout.splitlines()[0] == "3 imported, 0 there already, 2 rejected."
    again = await users("import", file, "--dry-run", "--rejects", file.with_name("r.jsonl"))
    assert "0 imported, 3 there already, 2 rejected." in again.stdout
    assert len(read(file.with_name("r.jsonl"))) == 2


async def test_rejects(server: Server, file: Path) -> None:
    lines = [
        {"email": "a@example.com", "mail": "x", "nick name": 1, "isActive": "yes"},
        b'{"email": "b\xff@example.com"}',
        {"email": "c@example.com"},
        "[1]",
    ]
    result = await users("import", write(file, *lines))
    rejects = file.with_name("users.jsonl.rejects.jsonl")
    assert result.exit_code == 3
    assert result.stdout == (
        "1 imported, 0 there already, 3 rejected.\n"
        f"{rejects} has the rejected lines and the reasons.\n"
    )
    reason = (
        "There is no field 'mail': did you mean `email`? There is no field 'nick name':"
        " did you mean `name`? isActive: This must be true or false."
    )
    told = [
        {"line": 1, "reason": reason, "text": json.dumps(lines[0])},
        {
            "line": 2,
            "reason": "This is not UTF-8: see byte 13.",
            "text": r'{"email": "b\xff@example.com"}',
        },
        {"line": 4, "reason": "This is no JSON object.", "text": "[1]"},
    ]
    assert read(rejects) == told
    assert result.stderr == "".join(f"Line {one['line']}: {one['reason']}\n" for one in told)
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    assert list(await directory(server.admin)) == ["c@example.com"]
    answer = json.loads((await users("import", file, "--json")).stdout)
    assert answer == {
        "project": "default",
        "imported": 0,
        "skipped": 1,
        "rejected": 3,
        "rejectsFile": str(rejects),
        "isDryRun": False,
        "isComplete": True,
    }
    # Without a reject there is no file, nor that of the run before.
    assert await counted(write(file, lines[2])) == (0, 1, 0)
    assert not rejects.exists()


async def test_many_rejects_are_told_in_short(server: Server, file: Path) -> None:
    result = await users("import", write(file, *(["x"] * 25)))
    assert await directory(server.admin) == {}
    assert len(result.stderr.splitlines()) == 11
    assert result.stderr.endswith("... and 15 more.\n")
    assert len(read(file.with_name("users.jsonl.rejects.jsonl"))) == 25


async def test_standard_input(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = b'{"email": "a@example.com"}\nno\n'
    assert await counted("-", given=given) == (1, 0, 1)
    assert list(await directory(server.admin)) == ["a@example.com"]
    assert len(read(tmp_path / "import.rejects.jsonl")) == 1


async def test_files_that_are_none(server: Server, tmp_path: Path) -> None:
    missing, folder = tmp_path / "no.jsonl", tmp_path / "folder"
    folder.mkdir()
    file = write(tmp_path / "users.jsonl", ANN)
    for arguments, sentence in [
        ((missing,), f"{missing} cannot be read: no such file or directory."),
        ((folder,), f"{folder} cannot be read: is a directory."),
        (
            (file, "--rejects", file),
            "The rejected lines would replace the file that is imported: name another.",
        ),
        (
            (file, "--rejects", folder),
            f"The rejected lines cannot be written to {folder}: there is no such place.",
        ),
        (
            (file, "--rejects", folder / "a/b"),
            f"The rejected lines cannot be written to {folder}/a/b: there is no such place.",
        ),
        (
            (file, "--project", "nope"),
            "There is no project named 'nope'. There are: default.",
        ),
    ]:
        result = await users("import", *arguments)
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"{sentence}\n")
    assert await directory(server.admin) == {}


async def test_it_is_in_the_audit_log(server: Server, file: Path) -> None:
    await counted(write(file, ANN, {"email": "b@example.com"}, "x"))
    await counted(file)
    query = "{ auditLog { nodes { type data user { id } actor { id } ipAddress } } }"
    assert (await server.admin.data(query))["auditLog"]["nodes"] == [
        {
            "type": "USERS_IMPORTED",
            "data": {"count": 2},
            "user": None,
            "actor": None,
            "ipAddress": None,
        }
    ]


async def test_an_import_is_of_one_project(server: Server, file: Path) -> None:
    _, other = await server.second_project("Shop")
    assert await counted(write(file, ANN), "--project", "SHOP") == (1, 0, 0)
    assert await directory(server.admin) == {}
    ann = (await directory(other))["Ann@Example.com"]
    # Neither by address nor by ID is anybody of another project a referrer.
    told = await reasons(
        file,
        {"email": "b@example.com", "referredBy": "Ann@Example.com"},
        {"email": "c@example.com", "referredBy": ann["id"]},
    )
    assert list(told) == [1, 2]
    assert await directory(server.admin) == {}
