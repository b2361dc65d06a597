"""The server as a process: its first start, several at once, signals, ports, many clients."""

from __future__ import annotations

import json
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from anyio import run_process, sleep

from schema.http.explorer import FOLDER, is_built
from tests.processes import SECRET, await_start, end, run, serving, start

if TYPE_CHECKING:
    from pathlib import Path

    from tests.processes import Process

pytestmark = pytest.mark.anyio

A_SECOND = 4.0
"""For a server that takes a third of a second, on a machine that is busy with other tests."""
COUNT = "{ users { totalCount } }"
SIGNUP = """mutation($email: String!) {
  signup(input: {email: $email, password: "correct horse 1"}) { user { id } errors { code } }
}"""
KEYS_BANNER = """
Rollcall has made the project `default`. Its keys are shown this once:

  publishable  {0}   names the project; for browsers and apps
  secret       {1}   administers the project; for servers only

Try it in another terminal:

  curl http://127.0.0.1:{port}/graphql \\
    -H 'Content-Type: application/json' \\
    -H 'X-API-Key: {1}' \\
    -d '{{"query": "{{ users {{ totalCount nodes {{ id email }} }} }}"}}'
"""
BANNER = """
Rollcall serves http://127.0.0.1:{port}/graphql (in a browser: the explorer). Ctrl-C stops it.
"""
NOT_BUILT = """\
The explorer is Strawberry's page, which needs the Internet: `make run` builds ours where npm is.
"""


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Run the test on each database; give the settings for an empty one."""
    if request.param == "sqlite":
        return {"DATABASE_URL": f"sqlite://{tmp_path}/var/rollcall.db", "SECRET": SECRET}
    return {"DATABASE_URL": request.getfixturevalue("postgres_url"), "SECRET": SECRET}


def last_lines(server: Process) -> str:
    """Give the lines that every start ends with."""
    return BANNER.format(port=server.port) + ("" if is_built(FOLDER) else NOT_BUILT) + "\n"


def count(server: Process, key: str) -> int:
    """Count the users of the key's project."""
    counted: int = server.post(COUNT, key)["data"]["users"]["totalCount"]
    return counted


async def test_the_first_start_and_the_second(tmp_path: Path, settings: dict[str, str]) -> None:
    with serving(tmp_path, **settings) as first:
        publishable, secret = first.keys
        banner = KEYS_BANNER.format(publishable, secret, port=first.port)
        assert first.printed == banner + last_lines(first)
        (error,) = first.post(COUNT, publishable)["errors"]
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
        assert first.post(SIGNUP, publishable, email="ann@example.com")["data"]["signup"]["user"]
        assert count(first, secret) == 1
    with serving(tmp_path, **settings) as second:
        assert second.printed == last_lines(second)
        assert count(second, secret) == 1


async def test_the_curl_line_works_as_printed(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        line = server.printed.partition("another terminal:\n\n")[2].partition("\n\n")[0]
        ended = await run_process(["/bin/sh", "-c", line])  # As a person pastes it.
    assert json.loads(ended.stdout) == {"data": {"users": {"totalCount": 0, "nodes": []}}}


async def test_a_fresh_folder_needs_no_setting(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        _, secret = server.keys
        assert count(server, secret) == 0
        modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "var").iterdir()}
    names = ["rollcall.db", "rollcall.db-shm", "rollcall.db-wal", "secret"]
    assert modes == dict.fromkeys(names, 0o600)


async def test_servers_that_start_at_once_on_an_empty_database(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    servers = [start(tmp_path, **settings) for _ in range(3)]
    try:
        for server in servers:
            await_start(server)
        ((_, secret),) = [server.keys for server in servers if server.keys]
        assert [count(server, secret) for server in servers] == [0, 0, 0]
    finally:
        for server in servers:
            end(server)
    migrated = run(tmp_path, "migrate", **settings)
    assert (migrated.status, migrated.out) == (0, "The database is up to date.\n")


async def test_one_address_signed_up_fifty_times_at_two_servers(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    with ExitStack() as stack, ThreadPoolExecutor(25) as threads:
        first = stack.enter_context(serving(tmp_path, **settings))
        second = stack.enter_context(serving(tmp_path, **settings))
        emails = ["Émile@example.com", "émile@example.com"] * 25

        def sign_up(number: int, email: str) -> Any:
            return (first, second)[number // 2 % 2].post(SIGNUP, email=email)

        answers = list(threads.map(sign_up, range(50), emails))
        assert count(second, first.keys[1]) == 1
    assert [answer for answer in answers if "errors" in answer] == []
    payloads = [answer["data"]["signup"] for answer in answers]
    assert len([payload for payload in payloads if payload["user"]]) == 1
    refused = [payload["errors"] for payload in payloads if not payload["user"]]
    assert refused == [[{"code": "EMAIL_TAKEN"}]] * 49


async def test_several_workers_share_a_database(tmp_path: Path, settings: dict[str, str]) -> None:
    with serving(tmp_path, WORKERS="2", **settings) as server:
        server.await_events("server_started", 2)
        with ThreadPoolExecutor(8) as threads:
            emails = [f"user{number}@example.com" for number in range(24)]
            answers = list(threads.map(lambda email: server.post(SIGNUP, email=email), emails))
        assert [a["data"]["signup"]["errors"] for a in answers] == [[]] * 24
        assert count(server, server.keys[1]) == 24
        assert server.stop() < 2 * A_SECOND  # Its parent looks around twice a second.
        assert server.process.returncode == 0
    assert "".join(server.err).count("server_stopped") == 2


@pytest.mark.parametrize(("how", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, -15)])
async def test_signals_stop_it_within_a_second(
    tmp_path: Path, how: signal.Signals, status: int
) -> None:
    with serving(tmp_path) as server:
        idle = server.connect()  # An open connection does not keep it from ending.
        idle.sendall(b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
        assert idle.recv(100).startswith(b"HTTP/1.1 415 ")
        assert server.stop(how) < A_SECOND
        assert server.process.returncode == status
        idle.close()
    assert "Traceback" not in "".join(server.err)


async def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        (tmp_path / "other").mkdir()
        ended = run(tmp_path / "other", "serve", PORT=str(server.port))
    assert (ended.status, ended.out) == (1, "")
    assert ended.err == (
        f"The server cannot listen on port {server.port} of 127.0.0.1: address already in use."
        " ROLLCALL_PORT and ROLLCALL_HOST choose another.\n"
    )
    # Nothing was made, so no key was lost.
    assert [path.name for path in (tmp_path / "other" / "var").iterdir()] == ["secret"]


async def test_the_public_address_is_the_issuer_and_not_where_curl_goes(tmp_path: Path) -> None:
    with serving(tmp_path, PUBLIC_URL="https://accounts.example", EXPLORER="off") as server:
        assert "accounts.example" not in server.printed
        assert server.printed.endswith(
            f"Rollcall serves http://127.0.0.1:{server.port}/graphql. Ctrl-C stops it.\n\n"
        )


async def test_a_body_that_is_too_large_is_read_no_further(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        head = b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        announced = server.connect()
        announced.sendall(head + b"Content-Length: 30000000\r\n\r\n{")
        answer = announced.makefile("rb").read()  # Up to the end: the server hangs up.
        announced.close()
        endless = server.connect()
        endless.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
        chunks = (b"10000\r\n" + b" " * 0x10000 + b"\r\n") * 1_000
        with pytest.raises(ConnectionError):
            endless.sendall(chunks)
        endless.close()
        assert server.post("{ __typename }") == {"data": {"__typename": "Query"}}
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"The body of a request has at most 1048576 bytes."' in answer


async def test_a_client_that_hangs_up_leaves_no_trace(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        head = b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        for _ in range(3):
            client = server.connect()
            client.sendall(head + b"Content-Length: 1000\r\n\r\n{")
            await sleep(0.05)
            client.close()
        assert server.post("{ __typename }") == {"data": {"__typename": "Query"}}
        server.stop()
    events = [line.split("] ")[1].split()[0] for line in server.err]
    assert events == ["server_started", "server_stopped"]


async def test_an_upgrade_is_answered_as_any_request_and_is_no_news(tmp_path: Path) -> None:
    head = (
        b"GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with serving(tmp_path) as server:
        with server.connect() as client:
            client.sendall(head)
            assert client.recv(100).startswith(b"HTTP/1.1 400 ")
        server.stop()
    events = [line.split("] ")[1].split()[0] for line in server.err]
    assert events == ["server_started", "server_stopped"]


async def test_another_secret_is_noticed_at_once(tmp_path: Path, settings: dict[str, str]) -> None:
    with serving(tmp_path, **settings) as server:
        assert server.post(SIGNUP, email="ann@example.com")["data"]["signup"]["user"]
    changed = {**settings, "SECRET": SECRET[::-1]}
    sentence = "ROLLCALL_SECRET is not the secret with which this database has been used.\n"
    key = ["key", "create", "--project", "default", "--kind", "secret"]
    for command in (["serve"], ["check"], key):
        ended = run(tmp_path, *command, PORT="0", **changed)
        assert (ended.status, ended.out, ended.err) == (1, "", sentence)
    assert run(tmp_path, "check", **settings).status == 0


async def test_log_lines_can_be_json(tmp_path: Path) -> None:
    with serving(tmp_path, LOG_FORMAT="json") as server:
        server.stop()
    events = [json.loads(line) for line in server.err]
    assert [event["event"] for event in events] == ["server_started", "server_stopped"]
    assert events[0]["database"] == "sqlite"
