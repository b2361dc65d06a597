"""Indexes of profile keys from the command line: added, listed, dropped; each fault a sentence."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from anyio import to_thread
from typer.testing import CliRunner

from commands import cli, shared
from models.database import Dialect, dialect_of
from resolvers.directory.indexes import LOCK, Kind, ProfileIndex
from resolvers.directory.search_indexes import NO_EXTENSION, SEARCHABLE, _create_sql
from tests.accounts import me, sign_up, try_sign_up, update
from tests.server import SECRET, running

if TYPE_CHECKING:
    from typer.testing import Result

pytestmark = pytest.mark.anyio

runner = CliRunner()
SHARED = ["number", "string", "boolean"]
BUILDING = {
    Dialect.SQLITE: "Building the index; reading goes on meanwhile, writing waits.\n",
    Dialect.POSTGRES: "Building the index; reading and writing go on meanwhile.\n",
}


@pytest.fixture
def url(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Point the command line to each database; give its address."""
    monkeypatch.setenv("ROLLCALL_DATABASE_URL", database_url)
    monkeypatch.setenv("ROLLCALL_SECRET", SECRET)
    # The logs of the test run stay as they are.
    monkeypatch.setattr(shared, "configure", lambda _: None)
    return database_url


@pytest.fixture
def postgres(migrated_postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Do the same for PostgreSQL alone."""
    monkeypatch.setenv("ROLLCALL_DATABASE_URL", migrated_postgres_url)
    monkeypatch.setenv("ROLLCALL_SECRET", SECRET)
    monkeypatch.setattr(shared, "configure", lambda _: None)
    return migrated_postgres_url


@pytest.fixture
def sqlite(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Do the same for SQLite alone."""
    monkeypatch.setenv("ROLLCALL_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ROLLCALL_SECRET", SECRET)
    monkeypatch.setattr(shared, "configure", lambda _: None)
    return sqlite_url


async def index(*arguments: str) -> Result:
    """Run `index`, in a thread because it starts an event loop of its own."""
    return await to_thread.run_sync(lambda: runner.invoke(cli.app, ["index", *arguments]))


async def said(*arguments: str) -> str:
    """Run what must succeed, and give what it prints."""
    result = await index(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


async def refused(*arguments: str) -> str:
    """Run what must fail, and give the sentence that says why."""
    result = await index(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    return result.stderr


async def test_for_people(url: str) -> None:
    building = BUILDING[dialect_of(url)]
    empty = "There are none: `python main.py index add KEY KIND` builds one.\n"
    assert await said("list") == empty
    subject = "Numbers, strings and booleans in `age`"
    added = await said("add", "age", "number")
    assert added == f"{building}{subject} are found by an index from now on.\n"
    assert await said("add", "age", "boolean") == f"{subject} have an index already.\n"
    added = await said("add", r"v1\.0.start's", "dateTime")
    subject = r"Dates and times in `v1\.0.start's`"
    assert added == f"{building}{subject} are found by an index from now on.\n"
    assert await said("list") == (
        "age             number, string, boolean\nv1\\.0.start's   dateTime\n"
    )
    assert (
        await said("drop", r"v1\.0.start's", "dateTime") == f"{subject} have no index any more.\n"
    )
    assert await refused("drop", r"v1\.0.start's", "dateTime") == f"{subject} have no index.\n"
    assert await said("list") == "age   number, string, boolean\n"


async def test_for_programs(url: str) -> None:
    assert url
    assert json.loads(await said("list", "--json")) == []
    about = {"path": ["city", "ü'\""], "kinds": SHARED, "isReady": True}
    added = json.loads(await said("add", "city.ü'\"", "string", "--json"))
    assert added == {**about, "name": added["name"], "isNew": True}
    again = json.loads(await said("add", "city.ü'\"", "string", "--json"))
    assert again == {**added, "isNew": False}
    listed = {**about, "name": added["name"]}
    assert json.loads(await said("list", "--json")) == [listed]
    assert json.loads(await said("drop", "city.ü'\"", "string", "--json")) == listed
    assert json.loads(await said("list", "--json")) == []


@pytest.mark.parametrize("key", ["", ".", "a..b", "a.", "\\", "a\\b", "a.b\\"])
async def test_what_is_no_key(url: str, key: str) -> None:
    assert url
    hint = "write `age`, or `address.city`, or `v1\\.0` for a dot in it."
    assert await refused("add", key, "number") == f"{key!r} is no key: {hint}\n"


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        (".".join("abcdefghi"), "A path has at most 8 keys, and a key 128 characters."),
        ("x" * 129, "A path has at most 8 keys, and a key 128 characters."),
        ("a\0", "No key holds NUL characters or lone surrogates."),
        ("a\udcff", "No key holds NUL characters or lone surrogates."),
    ],
    ids=["deep", "long", "NUL", "surrogate"],
)
async def test_a_key_that_cannot_be(url: str, key: str, sentence: str) -> None:
    assert url
    assert await refused("drop", key, "number") == f"{sentence}\n"


async def test_the_longest_path(url: str) -> None:
    assert url
    longest = ".".join(letter * 128 for letter in "äöüßабвг")
    first = json.loads(await said("add", longest, "string", "--json"))
    second = json.loads(await said("add", longest[:-1], "string", "--json"))
    assert first["name"] != second["name"]
    assert all(len(one["name"].encode()) < 63 for one in (first, second))
    assert json.loads(await said("list", "--json")) == [
        {name: one[name] for name in ("path", "kinds", "name", "isReady")}
        for one in (second, first)
    ]


async def test_an_unknown_kind(url: str) -> None:
    assert url
    result = await index("add", "age", "integer")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "'integer' is not one of" in result.stderr


async def test_an_interrupted_index_is_built_anew(postgres: str) -> None:
    connection = await asyncpg.connect(postgres)
    name = ProfileIndex(("age",), Kind.NUMBER.letter).name
    await said("add", "age", "number")
    broken = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = $1::text::regclass"
    await connection.execute(broken, name)
    await connection.close()
    assert await said("list") == ("age   number, string, boolean   (not finished: add it again)\n")
    assert await said("add", "age", "number") == (
        "An index whose building was interrupted is removed first.\n"
        f"{BUILDING[Dialect.POSTGRES]}"
        "Numbers, strings and booleans in `age` are found by an index from now on.\n"
    )
    assert await said("list") == "age   number, string, boolean\n"


async def test_one_command_at_a_time(postgres: str) -> None:
    connection = await asyncpg.connect(postgres)
    await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
    sentence = "Another command changes indexes at this moment: try again when it has ended.\n"
    assert await refused("add", "age", "number") == sentence
    assert await refused("drop", "age", "number") == sentence
    await connection.close()


async def test_a_value_that_is_too_long_for_an_index(postgres: str) -> None:
    long = secrets.token_hex(3_000)
    async with running(postgres) as server:
        user, token = await sign_up(server.anonymous, email="a@example.com", data={"bio": long})
        result = await index("add", "bio", "string")
        assert (result.exit_code, result.stdout) == (1, BUILDING[Dialect.POSTGRES])
        assert result.stderr.startswith("The index cannot be built: index row size ")
        assert json.loads(await said("list", "--json")) == []

        client = server.anonymous.with_token(token)
        assert (await update(client, data={"bio": "short"}))["errors"] == []
        await said("add", "bio", "string")
        _check_refused(await update(client, data={"bio": long}))
        _check_refused(
            await try_sign_up(server.anonymous, email="b@example.com", data={"bio": long})
        )
        assert (await me(client))["data"] == {"bio": "short"}
        users = await server.admin.data("{ users { nodes { id } } }")
        assert users["users"]["nodes"] == [{"id": user["id"]}]


def _check_refused(payload: Any) -> None:
    assert payload["user"] is None
    (error,) = payload["errors"]
    assert error == {
        "__typename": "InputError",
        "code": "TOO_LONG",
        "message": "A value in `data` is too long for the index of its key: some 2,500 bytes fit.",
        "path": ["input", "data"],
    }


async def test_search_indexes(sqlite: str) -> None:
    building = BUILDING[Dialect.SQLITE]
    added = await said("add-search", "firstName")
    assert added == f"{building}Searching within `firstName` uses an index from now on.\n"
    again = await said("add-search", "firstName")
    assert again == "Searching within `firstName` has an index already.\n"
    added = await said("add-search", "email", "--json")
    assert json.loads(added) == {"field": "email", "kinds": ["search"], "isNew": True}
    await said("add", "age", "number")
    assert await said("list") == (
        "age         number, string, boolean\n"
        "email       search within the field\n"
        "firstName   search within the field\n"
    )
    listed = json.loads(await said("list", "--json"))
    assert [one.get("field") for one in listed] == [None, "email", "firstName"]
    async with running(sqlite) as server:
        await sign_up(server.anonymous, email="ann.smith@example.com", firstName="Annabel")
        filter_ = '{email: {endsWith: "th@example.com"}, firstName: {icontains: "NABE"}}'
        found = await server.admin.data(f"{{ users(filter: {filter_}) {{ totalCount }} }}")
        assert found == {"users": {"totalCount": 1}}
    dropped = await said("drop-search", "firstName")
    assert dropped == "Searching within `firstName` has no index any more.\n"
    dropped = await said("drop-search", "email", "--json")
    assert json.loads(dropped) == {"field": "email", "kinds": ["search"]}
    assert await refused("drop-search", "email") == "Searching within `email` has no index.\n"
    assert await said("list") == "age   number, string, boolean\n"


async def test_a_postgres_without_trigrams(postgres: str) -> None:
    assert postgres
    assert await refused("add-search", "name") == f"{NO_EXTENSION}\n"
    assert await refused("drop-search", "name") == "Searching within `name` has no index.\n"
    assert json.loads(await said("list", "--json")) == []


async def test_what_a_postgres_with_trigrams_is_told() -> None:
    create = "CREATE INDEX CONCURRENTLY {0} ON users USING gin ({1} gin_trgm_ops)"
    assert _create_sql(Dialect.POSTGRES, SEARCHABLE["firstName"]) == [
        create.format("users_search_first_name", "first_name"),
        create.format("users_search_first_name_folded", "first_name_folded"),
    ]


async def test_no_field_to_search_within(url: str) -> None:
    assert url
    fields = "email, username, name, firstName, lastName, phone, city, country, timezone, role"
    sentence = f"`createdAt` is no field to search within: there are {fields}.\n"
    assert await refused("add-search", "createdAt") == sentence
    assert await refused("drop-search", "createdAt") == sentence
