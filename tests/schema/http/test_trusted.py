"""Trusted documents: only what the operator has listed runs, by whatever way it is asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from models.user import User
from tests.accounts import PASSWORD, sign_up
from tests.processes import Ended, run
from tests.schema.http.test_persisted import persisted, sha256
from tests.schema.http.wire import ask, fault, get, post
from tests.server import running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

TYPENAME = "query Name { __typename }"
SIGNUP = """mutation Join($email: String!, $password: String!) {
  signup(input: {email: $email, password: $password}) { user { id } tokens { accessToken } }
}"""
DATA = {"data": {"__typename": "Query"}}
DOCUMENTS = {"one": TYPENAME, "two": SIGNUP}
NOT_FOUND = fault("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
NOT_LISTED = fault(
    "This server runs listed documents only, and this one is not among them.", "FORBIDDEN"
)


def write(folder: Path, manifest: Any = DOCUMENTS) -> Path:
    """Write a manifest."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(manifest))
    return path


@pytest.fixture
async def closed(database_url: str, tmp_path: Path) -> AsyncIterator[Server]:
    """Run a server with trusted documents."""
    async with running(database_url, trusted_documents=write(tmp_path)) as started:
        yield started


async def by_id(client: Client, document_id: str, **more: Any) -> Any:
    """Ask for a document by its ID."""
    return (await post(client, json.dumps({"documentId": document_id, **more}).encode())).json


async def by_hash(client: Client, sha256_hash: str, **more: Any) -> Any:
    """Ask for a document as Apollo's clients do."""
    extensions = persisted("", sha256Hash=sha256_hash)
    return (await post(client, json.dumps({"extensions": extensions, **more}).encode())).json


async def test_what_is_listed_runs_by_every_name(closed: Server) -> None:
    client = closed.anonymous
    assert await by_id(client, "one") == DATA
    assert await by_id(client, f"sha256:{sha256(TYPENAME)}") == DATA
    assert await by_hash(client, "one") == DATA
    assert await by_hash(client, sha256(TYPENAME)) == DATA
    assert (await ask(client, TYPENAME)).json == DATA
    assert (await ask(client, TYPENAME, extensions=persisted(TYPENAME))).json == DATA
    assert (await get(client, urlencode({"documentId": "one"}))).json == DATA
    variables = {"email": "ann@example.com", "password": PASSWORD}
    assert (await by_id(client, "two", variables=variables))["data"]["signup"]["user"]


@pytest.mark.parametrize(
    "text",
    [
        "{ __typename }",
        TYPENAME + " ",
        f"#\n{TYPENAME}",
        "{ __schema { queryType { name } } }",
        SIGNUP.replace("tokens", "session { id } tokens"),
        "{",
        "",
    ],
)
async def test_no_other_text_runs_and_nobody_is_let_past(closed: Server, text: str) -> None:
    for caller in (closed.anonymous, closed.admin):
        assert (await ask(caller, text)).json == NOT_LISTED
        assert (await ask(caller, text, extensions=persisted(text))).json == NOT_LISTED
        assert await by_hash(caller, sha256(text)) == NOT_FOUND
    assert await User.of((await closed.project()).id).count() == 0


async def test_a_listed_name_takes_no_other_text_along(closed: Server) -> None:
    extensions = persisted(TYPENAME)
    assert (await ask(closed.anonymous, "{ me { id } }", extensions=extensions)).json == NOT_LISTED
    assert await by_hash(closed.anonymous, "three") == NOT_FOUND
    assert await by_id(closed.anonymous, "") == fault(
        "`documentId` must be a string of 1 to 500 characters."
    )


async def test_a_batch_is_no_way_around(closed: Server) -> None:
    operations = [{"documentId": "one"}, {"query": "{ me { id } }"}, {"documentId": "three"}]
    answer = await post(closed.admin, json.dumps(operations).encode())
    assert answer.json == [DATA, NOT_LISTED, NOT_FOUND]


async def test_without_a_manifest_ids_of_others_are_unknown(server: Server) -> None:
    await sign_up(server.anonymous, email="ann@example.com")
    assert await by_id(server.anonymous, "one") == NOT_FOUND


def test_a_manifest_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.json")
    sentence = f"ROLLCALL_TRUSTED_DOCUMENTS: {missing} cannot be read: no such file or directory.\n"
    for command in ("serve", "check"):
        ended = run(tmp_path, command, PORT="0", TRUSTED_DOCUMENTS=missing)
        assert (ended.status, ended.out) == (1, "")
        assert ended.err.startswith(sentence)


def test_documents_that_do_not_fit_the_schema_stop_the_start(tmp_path: Path) -> None:
    manifest = write(tmp_path, {"one": TYPENAME, **{f"x{n}": "{ xyzzyxyzzy }" for n in range(12)}})
    ended = run(tmp_path, "serve", PORT="0", TRUSTED_DOCUMENTS=str(manifest))
    sentence = (
        "The trusted document x{} cannot run: Cannot query field 'xyzzyxyzzy' on type 'Query'.\n"
    )
    expected = "".join(sentence.format(number) for number in range(10))
    assert ended == Ended(1, "", f"{expected}2 more trusted documents cannot run.\n")
    # Nothing was made, so no key was lost.
    assert not (tmp_path / "var" / "rollcall.db").exists()
