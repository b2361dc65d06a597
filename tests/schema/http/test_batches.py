"""Batches: several operations in one request, each answered and counted by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from models.user import User
from resolvers.lockout import FREE
from tests.accounts import PASSWORD, sign_up
from tests.schema.http.test_persisted import NOT_FOUND, persisted
from tests.schema.http.wire import fault, post
from tests.server import Client, running

if TYPE_CHECKING:
    from tests.server import Answer, Server

pytestmark = pytest.mark.anyio

TYPENAME = {"query": "{ __typename }"}
DATA = {"data": {"__typename": "Query"}}
GRAPHQL = "application/graphql-response+json"
EMAIL = "ann@example.com"
WRONG = {
    "query": f'mutation {{ login(input: {{email: "{EMAIL}", password: "wrong"}})'
    " { errors { code } } }"
}


async def send(client: Client, operations: list[Any], **headers: str) -> Answer:
    """Send a batch."""
    return await post(client, json.dumps(operations).encode(), **headers)


async def test_each_operation_has_its_answer_in_its_place(server: Server) -> None:
    variables = {"yes": True}
    query = "query A { a: __typename } query B($yes: Boolean!) { b: __typename @skip(if: $yes) }"
    named = {"query": query, "operationName": "B", "variables": variables}
    answer = await send(server.anonymous, [TYPENAME, named, {"query": "{"}, TYPENAME])
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    first, second, third, fourth = answer.json
    assert (first, second, fourth) == (DATA, {"data": {}}, DATA)
    assert third["errors"][0]["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"


async def test_a_batch_of_one_is_a_list_of_one(server: Server) -> None:
    answer = await send(server.anonymous, [TYPENAME], accept=GRAPHQL)
    assert (answer.status, answer.json) == (200, [DATA])
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


async def test_what_is_wrong_with_one_is_said_in_its_place(server: Server) -> None:
    wrong: list[Any] = [1, None, [], {}, {"query": "{ __typename }", "variables": 1}]
    answer = await send(server.anonymous, [*wrong, TYPENAME])
    no_object = fault("The body must be a JSON object with the key `query`.")
    assert answer.status == 200
    assert answer.json == [
        no_object,
        no_object,
        no_object,
        fault("`query` must be a string: the GraphQL document."),
        fault("`variables` must be a JSON object."),
        DATA,
    ]


@pytest.mark.parametrize("number", [0, 11, 1000])
async def test_ten_at_most(server: Server, number: int) -> None:
    answer = await send(server.anonymous, [TYPENAME] * number)
    message = f"A batch has 1 to 10 operations, and this one has {number}."
    assert (answer.status, answer.json) == (400, fault(message))
    assert (await send(server.anonymous, [TYPENAME] * 10)).json == [DATA] * 10


async def test_one_too_many_runs_nothing(server: Server) -> None:
    signup = f'mutation {{ signup(input: {{email: "{EMAIL}", password: "{PASSWORD}"}})'
    operations = [{"query": signup + " { user { id } } }"}, *[TYPENAME] * 10]
    assert (await send(server.anonymous, operations)).status == 400
    assert await User.of((await server.project()).id).count() == 0


async def test_no_batch_by_get(server: Server) -> None:
    target = "/graphql?query=%5B%7B__typename%7D%5D"
    headers = {"graphql-preflight": "1"}
    answer = await server.anonymous.request("GET", target, headers=headers)
    assert answer.json["errors"][0]["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"


async def test_one_after_the_other_and_what_one_changes_counts_for_the_next(
    server: Server,
) -> None:
    _, token = await sign_up(server.anonymous, email=EMAIL)
    me = {"query": "{ me { name } }"}
    name = {"query": 'mutation { updateProfile(input: {name: "Ann"}) { user { name } } }'}
    logout = {"query": "mutation { logout { errors { code } } }"}
    answer = await send(server.anonymous.with_token(token), [me, name, me, logout, me])
    first, _, third, fourth, last = answer.json
    assert (first, third) == ({"data": {"me": {"name": None}}}, {"data": {"me": {"name": "Ann"}}})
    assert fourth == {"data": {"logout": {"errors": []}}}
    assert last["data"] == {"me": None}
    assert last["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_hashes_and_texts_side_by_side(server: Server) -> None:
    query = "query Name { __typename }"
    by_hash = {"extensions": persisted(query)}
    answer = await send(server.anonymous, [by_hash, {"query": query, **by_hash}, by_hash])
    assert (answer.status, answer.json) == (200, [NOT_FOUND, DATA, DATA])


async def test_ten_logins_are_ten_failures(server: Server) -> None:
    assert FREE == 10
    await sign_up(server.anonymous, email=EMAIL)
    answer = await send(server.anonymous, [WRONG] * 10)
    wrong = {"data": {"login": {"errors": [{"code": "INVALID_CREDENTIALS"}]}}}
    assert answer.json == [wrong] * 10
    (after,) = (await send(server.anonymous, [WRONG])).json
    assert after == {"data": {"login": {"errors": [{"code": "ACCOUNT_LOCKED"}]}}}


async def test_ten_logins_are_ten_of_the_twenty_of_an_hour(database_url: str) -> None:
    async with running(database_url, rate_limits=True) as server:
        nobody = {"query": WRONG["query"].replace(EMAIL, "nobody@example.com")}
        for _ in range(2):
            answer = await send(server.anonymous, [nobody] * 10)
            assert "retry-after" not in answer.headers
            assert ["errors" in one for one in answer.json] == [False] * 10
        refused = await send(server.anonymous, [TYPENAME, nobody])
        assert refused.status == 200
        assert refused.json[0] == DATA
        (error,) = refused.json[1]["errors"]
        assert error["extensions"]["code"] == "RATE_LIMITED"
        assert refused.headers["retry-after"] == str(error["extensions"]["retryAfter"])
