"""What every answer has: headers that browsers mind, and the ID of its request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from structlog.testing import capture_logs

from core.logs import _add_request_id
from resolvers.keyring import Keyring
from tests.processes import serving
from tests.schema.http.wire import EVERYWHERE, PREFLIGHT, ask, own_headers, post
from tests.server import Answer, running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

NOWHERE = "There is nothing at this address. The API is at /graphql."
PAGE = {"accept": "text/html"}
SECURE = "strict-transport-security"


async def answers(client: Client) -> dict[str, Answer]:
    """Give an answer of each kind that there is."""
    query = urlencode({"query": "{ __typename }"})
    return {
        "data": await ask(client, "{ __typename }"),
        "get": await client.request("GET", f"/graphql?{query}", headers=PREFLIGHT),
        "errors": await ask(client, "{ me { id } }"),
        "invalid": await ask(client, "{"),
        "batch": await post(client, b'[{"query": "{ __typename }"}, {"query": "{"}]'),
        "none": await post(client, b"{"),
        "no method": await client.request("PUT", "/graphql"),
        "no type": await client.request("POST", "/graphql"),
        "page": await client.request("GET", "/graphql", headers=PAGE),
        "home": await client.request("GET", "/"),
        "redirect": await client.request("GET", "/", headers=PAGE),
        "keys": await client.request("GET", "/.well-known/jwks.json"),
        "nowhere": await client.request("GET", "/wp-login.php"),
    }


async def test_every_answer_has_them(server: Server) -> None:
    for kind, answer in (await answers(server.anonymous)).items():
        headers = own_headers(answer)
        assert SECURE not in headers, kind
        assert "server" not in headers, kind


async def test_over_https_browsers_are_told_to_stay_there(sqlite_url: str) -> None:
    async with running(sqlite_url, public_url="https://accounts.example") as server:
        for kind, answer in (await answers(server.anonymous)).items():
            assert own_headers(answer)[SECURE] == "max-age=31536000", kind


async def test_a_failure_has_them_too(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise OSError("hush")

    monkeypatch.setattr(Keyring, "_keep_current", fail)
    answer = await server.anonymous.request("GET", "/.well-known/jwks.json")
    assert answer.status == 500
    own_headers(answer)


def test_no_server_names_itself(tmp_path: Path) -> None:
    with serving(tmp_path) as server, server.connect() as client:
        client.sendall(b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        head = client.makefile("rb").read().partition(b"\r\n\r\n")[0].decode().lower()
    names = [line.partition(":")[0] for line in head.splitlines()[1:]]
    assert head.startswith("http/1.1 404 ")
    usual = ["date", "content-type", "content-length", "cache-control", "connection"]
    assert sorted(names) == sorted([*EVERYWHERE, "x-request-id", *usual])


@pytest.mark.parametrize("given", ["a", "0-9_.:/+=@", "x" * 128])
async def test_an_id_that_is_well_formed_is_taken(server: Server, given: str) -> None:
    hot = await post(server.anonymous, b"{", x_request_id=given)
    cold = await server.anonymous.request("GET", "/", headers={"x-request-id": given})
    assert [one.headers["x-request-id"] for one in (hot, cold)] == [given, given]


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", 'a"b', "a\tb", "<b>", "ä", "a,b", "a;b"])
async def test_any_other_is_replaced(server: Server, given: str) -> None:
    answer = await post(server.anonymous, b"{", x_request_id=given)
    own_headers(answer)
    assert answer.headers["x-request-id"] != given


async def test_each_request_has_its_own(server: Server) -> None:
    found = {
        (await ask(server.anonymous, "{ __typename }")).headers["x-request-id"] for _ in range(50)
    }
    assert len(found) == 50


async def test_every_error_and_its_line_in_the_log_have_it(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise OSError("hush")

    monkeypatch.setattr("resolvers.authentication._default_project", fail)
    with capture_logs(processors=[_add_request_id]) as lines:
        body = b'{"query": "{ a: __typename }"}'
        answer = await post(server.anonymous, body, x_request_id="of-mine-1")
    (error,) = json.loads(answer.body)["errors"]
    assert error["extensions"]["requestId"] == "of-mine-1"
    (line,) = lines
    assert line["request_id"] == "of-mine-1"
    assert line["error_id"] == error["extensions"]["errorId"]


async def test_all_errors_of_a_batch_have_one_id(server: Server) -> None:
    body = b'[{"query": "{"}, {"query": "{ me { id } a: me { id } }"}, 1]'
    answer = await post(server.anonymous, body, x_request_id="batch")
    found = [
        error["extensions"]["requestId"]
        for one in json.loads(answer.body)
        for error in one["errors"]
    ]
    assert found == ["batch"] * 4


@pytest.mark.parametrize("path", ["/nowhere", "/graphql/", "/graphiql", "//", "/%00", "/.env"])
async def test_addresses_that_there_are_not(server: Server, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        answer = await server.anonymous.request(method, path)
        error = {"message": NOWHERE, "extensions": {"code": "BAD_USER_INPUT"}}
        assert (answer.status, answer.json) == (404, {"errors": [error]})


async def test_other_addresses_are_only_read(server: Server) -> None:
    with capture_logs() as lines:
        for path in ("/", "/.well-known/jwks.json"):
            answer = await server.anonymous.request("POST", path)
            error = {"message": "Use GET.", "extensions": {"code": "BAD_USER_INPUT"}}
            assert (answer.status, answer.json) == (405, {"errors": [error]})
            assert answer.headers["allow"] == "GET, HEAD"
    assert lines == []
