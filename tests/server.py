"""The real application in the test's own process, and a client that speaks ASGI to it."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.config import Settings
from core.passwords import PasswordHasher
from core.sealing import Sealer
from core.tokens import KeyKind
from models.database import Database, opened
from resolvers.key_making import NewKey
from resolvers.operator_keys import issue_key
from resolvers.projects import create_project, ensure_default_project, find_project
from resolvers.services import make_services
from schema.http.application import Application

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from starlette.applications import Starlette

    from models.project import Project

SECRET = "a secret for tests, long enough for all purposes"
CHEAP = 4
"""The least cost of bcrypt, so that tests do not wait for hashes."""


def test_settings(url: str, **changes: Any) -> Settings:
    """Give settings for a database; hashes are cheap, and nothing is counted."""
    values = {"database_url": url, "secret": SECRET, "bcrypt_cost": CHEAP, "rate_limits": False}
    return Settings.model_validate(values | changes)


test_settings.__test__ = False  # type: ignore[attr-defined]


def without_request_ids(answer: Any, request_id: str) -> Any:
    """Give an answer without the ID that each of its errors must have."""
    for one in answer if isinstance(answer, list) else [answer]:
        for error in one.get("errors", ()) if isinstance(one, dict) else ():
            assert error["extensions"].pop("requestId") == request_id
    return answer


@dataclass(frozen=True)
class Answer:
    """An HTTP response; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON, without the IDs in its errors, each of which must be the request's."""
        return without_request_ids(json.loads(self.body), self.headers["x-request-id"])


@dataclass
class Client:
    """A caller with its credentials; `with_token` and `with_key` give others."""

    app: Starlette
    headers: dict[str, str] = field(default_factory=dict)
    address: str = "127.0.0.1"

    def with_token(self, token: str) -> Client:
        """Give the same caller with an access token."""
        headers = {**self.headers, "authorization": f"Bearer {token}"}
        return Client(self.app, headers, self.address)

    def with_key(self, key: str) -> Client:
        """Give the same caller with an API key."""
        return Client(self.app, {**self.headers, "x-api-key": key}, self.address)

    async def request(
        self,
        method: str,
        target: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one HTTP request, its body in one piece."""
        path, _, query = target.partition("?")
        everything = {**self.headers, **(headers or {})}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(k.lower().encode(), v.encode("latin-1")) for k, v in everything.items()],
            "client": (self.address, 50_000),
            "server": ("testserver", 80),
        }
        messages = [{"type": "http.request", "body": body, "more_body": False}]
        sent: list[Any] = []
        is_answered = asyncio.Event()

        async def receive() -> Any:
            if messages:
                return messages.pop(0)
            # Who has asked stays until there is an answer.
            await is_answered.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                is_answered.set()

        await self.app(scope, receive, send)
        headers_sent = {k.decode(): v.decode("latin-1") for k, v in sent[0]["headers"]}
        content = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(sent[0]["status"], headers_sent, content)

    async def execute(
        self, query: str, variables: Mapping[str, Any] | None = None, **more: Any
    ) -> Any:
        """Run a document by POST and give the whole answer, errors included."""
        body = json.dumps({"query": query, "variables": variables, **more}).encode()
        headers = {"content-type": "application/json"}
        answer = await self.request("POST", "/graphql", body=body, headers=headers)
        return answer.json

    async def data(self, query: str, variables: Mapping[str, Any] | None = None) -> Any:
        """Run a document that must succeed, and give its data."""
        answer = await self.execute(query, variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]


@dataclass
class Server:
    """A running application with its default project."""

    app: Starlette
    database: Database
    settings: Settings
    publishable_key: str
    secret_key: str

    @property
    def sealer(self) -> Sealer:
        """What seals on this server."""
        return Sealer(self.settings.secret.get_secret_value())

    @property
    def anonymous(self) -> Client:
        """A caller without credentials."""
        return Client(self.app)

    @property
    def admin(self) -> Client:
        """A caller with the secret key of the default project."""
        return self.anonymous.with_key(self.secret_key)

    async def project(self, name: str = "default") -> Project:
        """Find a project by name."""
        return await find_project(name)

    async def second_project(self, name: str = "other") -> tuple[Project, Client]:
        """Make another project, and give it with a caller that has its secret key."""
        project = await create_project(name)
        _, key = await issue_key(self.sealer, project, NewKey(KeyKind.SECRET, "secret"))
        return project, self.anonymous.with_key(key)


@asynccontextmanager
async def running(url: str, **changes: Any) -> AsyncIterator[Server]:
    """Start the application on a migrated database, and stop it at the end."""
    settings = test_settings(url, **changes)
    app = Application(settings)
    async with opened(url) as database:
        services = make_services(settings, database, PasswordHasher(CHEAP, threads=1))
        keys = await ensure_default_project(services.sealer)
        assert keys is not None
        async with app.router.lifespan_context(app):
            database.activate()
            yield Server(app, database, settings, keys.publishable, keys.secret)
        services.hasher.close()
