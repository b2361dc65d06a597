"""Requests as bytes: bodies in pieces, headers as typed, and what the endpoint asked for."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.server import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.server import Client

JSON = {"content-type": "application/json"}
PREFLIGHT = {"graphql-preflight": "1"}
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
}
"""The headers of every answer over plain HTTP, besides the ID of its request."""


def own_headers(answer: Answer) -> dict[str, str]:
    """Give the headers of an answer that not every answer has; those it must have."""
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])
    return {
        name: value
        for name, value in answer.headers.items()
        if name not in {*EVERYWHERE, "x-request-id"}
    }


async def post(client: Client, body: bytes, **headers: str) -> Answer:
    """Send bytes that claim to be JSON; underscores in the names of headers are hyphens."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.request("POST", "/graphql", body=body, headers={**JSON, **more})


async def ask(client: Client, query: str, accept: str = "*/*", **more: Any) -> Answer:
    """Send a document by POST and say which media types are welcome."""
    return await post(client, json.dumps({"query": query, **more}).encode(), accept=accept)


async def get(client: Client, query_string: str, headers: Mapping[str, str] = PREFLIGHT) -> Answer:
    """Send a GET request."""
    return await client.request("GET", f"/graphql?{query_string}", headers=headers)


def fault(message: str, code: str = "BAD_USER_INPUT", *, line: int = 0, column: int = 0) -> Any:
    """Give the whole answer to a request that was refused for one reason."""
    error: dict[str, Any] = {"message": message}
    if line:
        error["locations"] = [{"line": line, "column": column}]
    return {"errors": [{**error, "extensions": {"code": code}}]}


@dataclass
class Exchange:
    """A POST whose body comes in pieces; after the last the client leaves if `leaves`."""

    client: Client
    pieces: Sequence[bytes]
    headers: Mapping[str, str] = field(default_factory=dict)
    leaves: bool = False
    asked: int = 0
    sent: list[Any] = field(default_factory=list)

    async def run(self) -> Answer | None:
        """Have the application answer; None if it sends nothing."""
        headers = {**JSON, **self.client.headers, **self.headers}
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/graphql",
            "query_string": b"",
            "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
            "client": ("127.0.0.1", 50_000),
        }
        await self.client.app(scope, self._receive, self._send)
        if not self.sent:
            return None
        names = {k.decode(): v.decode() for k, v in self.sent[0]["headers"]}
        return Answer(self.sent[0]["status"], names, self.sent[1]["body"])

    async def _receive(self) -> Any:
        self.asked += 1
        if self.asked > len(self.pieces):
            return {"type": "http.disconnect"}
        more = self.leaves or self.asked < len(self.pieces)
        return {"type": "http.request", "body": self.pieces[self.asked - 1], "more_body": more}

    async def _send(self, message: Any) -> None:
        self.sent.append(message)
