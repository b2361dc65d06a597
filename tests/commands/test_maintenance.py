"""`migrate` and `check`, as an operator's scripts use them: by what they print and their status."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.databases import with_database
from tests.processes import SECRET, Ended, run

if TYPE_CHECKING:
    from pathlib import Path

MIGRATIONS = [
    "0001_initial",
    "0002_referrals",
    "0003_audit",
    "0004_upkeep",
    "0005_login_failures",
    "0006_oldest_login_failures",
    "0007_statistics",
    "0008_api_keys",
    "0009_files",
]
WELL = Ended(0, "All is well.\n", "")
LACKING = (
    f"The database lacks these migrations: {', '.join(MIGRATIONS)}. Run `python main.py migrate`.\n"
)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Run the test on each database; give the address of an empty one."""
    if request.param == "sqlite":
        return f"sqlite://{tmp_path}/new/rollcall.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.mark.anyio
async def test_from_empty_to_well(tmp_path: Path, empty_url: str) -> None:
    settings = {"DATABASE_URL": empty_url, "SECRET": SECRET}
    assert run(tmp_path, "check", **settings) == Ended(1, "", LACKING)
    assert run(tmp_path, "project", "create", "Shop", **settings) == Ended(1, "", LACKING)
    applied = "".join(f"Applied {name}.\n" for name in MIGRATIONS)
    assert run(tmp_path, "migrate", **settings) == Ended(0, applied, "")
    assert run(tmp_path, "migrate", **settings) == Ended(0, "The database is up to date.\n", "")
    assert run(tmp_path, "check", **settings) == WELL


def test_a_postgresql_that_is_away(tmp_path: Path) -> None:
    settings = {"DATABASE_URL": "postgres://ada:hush@127.0.0.1:1/rollcall", "SECRET": SECRET}
    sentence = "The database does not answer: there is no PostgreSQL at 127.0.0.1:1.\n"
    for command in ("check", "migrate", "serve"):
        assert run(tmp_path, command, PORT="0", **settings) == Ended(1, "", sentence)


def test_a_postgresql_that_does_not_let_us_in(tmp_path: Path, cluster_url: str) -> None:
    parts = urlsplit(cluster_url)
    place = f"127.0.0.1:{parts.port}"
    wrong = parts._replace(netloc=f"postgres:guess@{place}").geturl()
    assert run(tmp_path, "check", DATABASE_URL=wrong, SECRET=SECRET) == Ended(
        1,
        "",
        f"The database at {place} cannot be opened:"
        ' password authentication failed for user "postgres".\n',
    )
    missing = with_database(cluster_url, "nowhere")
    assert run(tmp_path, "check", DATABASE_URL=missing, SECRET=SECRET) == Ended(
        1, "", f'The database at {place} cannot be opened: database "nowhere" does not exist.\n'
    )
    odd = f"{cluster_url}?sslmode=perhaps"
    assert run(tmp_path, "check", DATABASE_URL=odd, SECRET=SECRET) == Ended(
        1,
        "",
        f"The database at {place} cannot be opened: `sslmode` parameter must be one of:"
        " disable, allow, prefer, require, verify-ca, verify-full.\n",
    )


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "rollcall.db"
    file.write_text("Dear diary, " * 100)
    url = f"sqlite://{file}"
    sentence = f"The database {file} cannot be opened: file is not a database.\n"
    for command in ("check", "migrate", "serve"):
        ended = run(tmp_path, command, DATABASE_URL=url, SECRET=SECRET, PORT="0")
        assert ended == Ended(1, "", sentence)
    assert file.read_text() == "Dear diary, " * 100


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("I am a file.")
    path = tmp_path / "var" / "rollcall.db"
    ended = run(tmp_path, "check", DATABASE_URL=f"sqlite://{path}", SECRET=SECRET)
    assert ended == Ended(1, "", f"The database {path} cannot be opened: File exists.\n")


def test_wrong_settings_are_all_told(tmp_path: Path) -> None:
    faults = (
        'ROLLCALL_PORT must be a number from 0 to 65535, but it is "high".\n'
        'ROLLCALL_WORKERS must be a number from 1 to 64, but it is "0".\n'
        "ROLLCALL_BCRYPT_COTS is not a setting; did you mean ROLLCALL_BCRYPT_COST?\n"
    )
    for command in ("check", "serve", "migrate"):
        ended = run(tmp_path, command, PORT="high", WORKERS="0", BCRYPT_COTS="9")
        assert ended == Ended(1, "", faults)
    assert list(tmp_path.iterdir()) == []


def test_settings_of_a_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ROLLCALL_LOG_FORMAT=xml\nROLLCALL_PORT=1\n")
    ended = run(tmp_path, "check", PORT="0")
    sentence = 'ROLLCALL_LOG_FORMAT must be text or json, but it is "xml".\n'
    assert ended == Ended(1, "", sentence)
    (tmp_path / ".env").write_text("ROLLCALL_DATABASE_URL=sqlite://elsewhere/a.db\n")
    assert run(tmp_path, "migrate").status == 0
    assert sorted(path.name for path in (tmp_path / "elsewhere").iterdir()) == ["a.db", "secret"]


def test_postgresql_wants_a_secret(tmp_path: Path) -> None:
    ended = run(tmp_path, "check", DATABASE_URL="postgres://localhost/rollcall")
    assert ended == Ended(1, "", "ROLLCALL_SECRET must be set to at least 32 random characters.\n")


def test_a_store_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate").status == 0
    assert run(tmp_path, "check") == WELL
    (tmp_path / "var" / "files").write_text("I am a file.")
    folder = tmp_path / "var" / "files"
    sentence = f"Files cannot be kept in {folder}: it is no folder that the server may write.\n"
    assert run(tmp_path, "check") == Ended(1, "", sentence)
    wrong = "ROLLCALL_STORAGE_URL must be file:PATH or s3://BUCKET/PREFIX.\n"
    assert run(tmp_path, "check", STORAGE_URL="gs://bucket") == Ended(1, "", wrong)
