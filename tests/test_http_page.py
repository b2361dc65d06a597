"""What docs/http.md says of statuses is what a server answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.processes import ROOT
from tests.schema.http.test_persisted import persisted

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

TYPENAME = "query=%7B__typename%7D"
MUTATION = "query=mutation%7B__typename%7D"
JSON = {"content-type": "application/json"}
PREFLIGHT = {"graphql-preflight": "1"}
Request = tuple[str, str, Any, dict[str, str]]
REQUESTS: dict[str, list[Request]] = {
    "an operation that ran, with or without errors in it": [
        ("POST", "", {"query": "{ __typename }"}, JSON),
        ("POST", "", {"query": "{ me { id } }"}, JSON),
        ("GET", TYPENAME, b"", PREFLIGHT),
    ],
    "a document that cannot be parsed or does not fit the schema": [
        ("POST", "", {"query": "{"}, JSON),
        ("POST", "", {"query": "{ nobody }"}, JSON),
    ],
    "a persisted query that is not known": [
        ("POST", "", {"extensions": persisted("{ unknown }")}, JSON),
        ("POST", "", {"documentId": "unknown"}, JSON),
    ],
    "no JSON, or no GraphQL request": [("POST", "", b"{", JSON), ("POST", "", {}, JSON)],
    "a GET without a preflight header": [("GET", TYPENAME, b"", {})],
    "a mutation by GET": [("GET", MUTATION, b"", PREFLIGHT)],
    "another method": [("PUT", "", {"query": "{ __typename }"}, JSON)],
    "a body of more than 1 MiB": [("POST", "", b" " * (2**20 + 1), JSON)],
    "a body of another type, or compressed": [
        ("POST", "", b"{ __typename }", {"content-type": "application/graphql"}),
        ("POST", "", {"query": "{ __typename }"}, {**JSON, "content-encoding": "gzip"}),
    ],
}


def rows() -> dict[str, tuple[int, int]]:
    """Read the table of statuses."""
    section = (ROOT / "docs/http.md").read_text("utf-8").partition("\n## Answers\n")[2]
    lines = [line for line in section.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    return {what: (int(first), int(second)) for what, first, second in cells}


def test_every_row_is_tried() -> None:
    assert list(rows()) == list(REQUESTS)


@pytest.mark.parametrize("what", REQUESTS)
async def test_statuses(server: Server, what: str) -> None:
    for method, query, body, headers in REQUESTS[what]:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        target = f"/graphql?{query}".rstrip("?")
        kinds = ("application/graphql-response+json", "application/json")
        answers = [
            await server.anonymous.request(
                method, target, body=sent, headers={**headers, "accept": kind}
            )
            for kind in kinds
        ]
        assert tuple(answer.status for answer in answers) == rows()[what]
        types = [answer.headers["content-type"] for answer in answers]
        assert types == [f"{kind}; charset=utf-8" for kind in kinds]
