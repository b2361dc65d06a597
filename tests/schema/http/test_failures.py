"""Failures of the server are masked and stand in the log; a full server asks for patience."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from structlog.testing import capture_logs

from core.passwords import HasherBusy
from core.texts import Texts
from resolvers.services import make_services
from schema.http.endpoint import GraphQLEndpoint
from schema.http.meter import Meter
from schema.http.persisted import AutomaticDocuments
from tests.schema.http.wire import ask
from tests.server import Client, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.server import Server

pytestmark = pytest.mark.anyio

MASKED = "Something went wrong on the server. The log has the details under this error's ID."
BUSY = "Too many people are signing in at this moment: try again in a few seconds."
LOGIN = 'mutation { login(input: {email: "ann@example.com", password: "x"}) { errors { code } } }'
AWAY = "postgres://ada:hush@db.example is away"
DISCONNECT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"
GRAPHQL = "application/graphql-response+json"


class BrokenDatabase:
    """Stands in for a database that has gone away."""

    def activate(self) -> None:
        """Do nothing."""

    async def fetch(self, _sql: str, *_values: Any) -> Any:
        """Fail, with a text that nobody outside may read."""
        raise ConnectionError(AWAY)

    async def search(self, _sql: str, *_values: Any) -> Any:
        """Fail likewise."""
        raise ConnectionError(AWAY)


class BusyHasher:
    """Stands in for a hasher whose queue is full."""

    async def verify(self, *_: object) -> Any:
        """Turn the caller away."""
        raise HasherBusy


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    """Collect the events that are logged."""
    with capture_logs() as events:
        yield events


def unforeseen(events: list[Any]) -> Any:
    """Give the one event that tells of an unforeseen error."""
    (event,) = [one for one in events if one["event"] == "unforeseen_error"]
    return event


def with_services(server: Server, **changes: Any) -> Client:
    """Give a caller of the same server with some of its tools exchanged."""
    services = make_services(server.settings, server.database, None)  # type: ignore[arg-type]
    for name, value in changes.items():
        object.__setattr__(services, name, value)
    documents = AutomaticDocuments(Texts())
    endpoint = GraphQLEndpoint(
        services, documents, Meter(), fixed=[], introspection=True, explorer=None, query_timeout=10
    )
    return Client(endpoint)  # type: ignore[arg-type]


@pytest.mark.parametrize("accept", [GRAPHQL, "application/json"])
async def test_a_database_that_is_away(server: Server, accept: str, logged: list[Any]) -> None:
    client = with_services(server, database=BrokenDatabase())
    answer = await ask(client, "{ me { id } }", accept)
    event = unforeseen(logged)
    extensions = {"code": "INTERNAL_SERVER_ERROR", "errorId": event["error_id"]}
    assert (answer.status, answer.json) == (
        500,
        {"errors": [{"message": MASKED, "extensions": extensions}]},
    )
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
    assert (event["event"], event["log_level"]) == ("unforeseen_error", "error")
    assert str(event["exc_info"]) == AWAY


async def test_a_failure_while_running(server: Server, logged: list[Any]) -> None:
    class AfterAll(BrokenDatabase):
        """Lets the caller in, and then goes away."""

        dialect = server.database.dialect

        async def search(self, _sql: str, *_values: Any) -> Any:
            """Find no user."""
            raise ConnectionError(AWAY)

        async def fetch(self, sql: str, *values: Any) -> Any:
            """Find the key and its project."""
            return await server.database.fetch(sql, *values)

    client = with_services(server, database=AfterAll()).with_key(server.secret_key)
    answer = await ask(client, "{ __typename users { nodes { id } } }")
    event = unforeseen(logged)
    error = {
        "message": MASKED,
        "locations": [{"line": 1, "column": 14}],
        "path": ["users"],
        "extensions": {"code": "INTERNAL_SERVER_ERROR", "errorId": event["error_id"]},
    }
    expected = {"data": {"__typename": "Query", "users": None}, "errors": [error]}
    assert str(event["exc_info"]) == AWAY
    assert (answer.status, answer.json) == (200, expected)


async def test_errors_have_one_order(server: Server) -> None:
    answer = await ask(server.anonymous, "{ me { id } }")
    assert list(answer.json) == ["data", "errors"]
    assert list(answer.json["errors"][0]) == ["message", "locations", "path", "extensions"]


async def test_too_many_passwords_at_once(server: Server, logged: list[Any]) -> None:
    answer = await ask(with_services(server, hasher=BusyHasher()), LOGIN)
    error = {
        "message": BUSY,
        "locations": [{"line": 1, "column": 12}],
        "path": ["login"],
        "extensions": {"retryAfter": 5, "code": "RATE_LIMITED"},
    }
    assert (answer.status, answer.json) == (200, {"data": {"login": None}, "errors": [error]})
    assert answer.headers["retry-after"] == "5"
    assert logged == []


async def test_nobody_else_is_told_to_wait(server: Server) -> None:
    answer = await ask(server.anonymous, "{ me { id } }")
    assert "retry-after" not in answer.headers


async def test_a_database_that_goes_and_comes_back(
    migrated_postgres_url: str, logged: list[Any]
) -> None:
    parts = urlsplit(migrated_postgres_url)
    name = parts.path[1:]
    async with running(migrated_postgres_url) as server:
        administrator = await asyncpg.connect(urlunsplit(parts._replace(path="/postgres")))
        await administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await administrator.execute(DISCONNECT, name)
        gone = await ask(server.anonymous, "{ me { id } }")
        await administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        back = await ask(server.anonymous, "{ __typename }")
        await administrator.close()
    event = unforeseen(logged)
    extensions = {"code": "INTERNAL_SERVER_ERROR", "errorId": event["error_id"]}
    expected = {"errors": [{"message": MASKED, "extensions": extensions}]}
    assert (gone.status, gone.json) == (500, expected)
    assert (back.status, back.json) == (200, {"data": {"__typename": "Query"}})
