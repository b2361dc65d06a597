"""The Python client gql asks, changes, tells what went wrong, and learns the schema by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from gql import Client, FileVar, GraphQLRequest, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.requests import RequestsHTTPTransport
from graphql import build_schema, find_breaking_changes

from tests.clients.python.accounts import connect, log_in
from tests.processes import ROOT, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EMAIL, PASSWORD = "ann@example.com", "tall green kettle"
ME = gql("{ me { email } }")
UPLOAD = """mutation ($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    user { file(field: "resume") { filename } }
    errors { message }
  }
}"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a server with one user."""
    with serving(tmp_path_factory.mktemp("gql")) as server:
        signup = "mutation ($input: SignupInput!) { signup(input: $input) { errors { code } } }"
        values = {"email": EMAIL, "password": PASSWORD}
        assert server.post(signup, input=values) == {"data": {"signup": {"errors": []}}}
        yield f"http://127.0.0.1:{server.port}/graphql"


def test_who_logs_in_is_known(url: str) -> None:
    token = log_in(connect(url), EMAIL, PASSWORD)
    assert connect(url, token).execute(ME) == {"me": {"email": EMAIL}}


def test_expected_failures_are_data(url: str) -> None:
    with pytest.raises(ValueError, match=r"or the password, is wrong\.$"):
        log_in(connect(url), EMAIL, "another kettle")


def test_what_is_wrong_with_a_request_is_an_error_with_a_code(url: str) -> None:
    with pytest.raises(TransportQueryError) as caught:
        connect(url).execute(ME)
    assert caught.value.errors is not None
    assert [one["extensions"]["code"] for one in caught.value.errors] == ["UNAUTHENTICATED"]


def test_a_file_is_uploaded(url: str, tmp_path: Path) -> None:
    (tmp_path / "resume.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    headers = {
        "Authorization": f"Bearer {log_in(connect(url), EMAIL, PASSWORD)}",
        "GraphQL-Preflight": "1",
    }
    client = Client(transport=RequestsHTTPTransport(url, headers=headers))
    files = [{"field": "resume", "file": FileVar(str(tmp_path / "resume.pdf"))}]
    request = GraphQLRequest(UPLOAD, variable_values={"input": {"files": files}})
    answer = client.execute(request, upload_files=True)["updateProfile"]
    assert answer == {"user": {"file": {"filename": "resume.pdf"}}, "errors": []}


def test_the_schema_that_it_fetches_is_the_printed_one(url: str) -> None:
    client = Client(transport=RequestsHTTPTransport(url), fetch_schema_from_transport=True)
    with client:
        fetched = client.schema
    assert fetched is not None
    printed = build_schema((ROOT / "schema/schema.graphql").read_text("utf-8"))
    assert find_breaking_changes(printed, fetched) == find_breaking_changes(fetched, printed) == []
