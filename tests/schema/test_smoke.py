"""A first look."""
from __future__ import annotations
import pytest
from tests.server import Server
pytestmark = pytest.mark.anyio
SIGNUP = "mutation($i: SignupInput!) { signup(input: $i) { user { id email referredBy { id } } tokens { accessToken } errors { code path message } } }"

async def test_signup(server: Server) -> None:
    data = await server.anonymous.data(SIGNUP, {"i": {"email": "ann@example.com", "password": "correct horse 1"}})
    ann = data["signup"]["user"]["id"]
    data = await server.anonymous.data(SIGNUP, {"i": {"email": "bob@example.com", "password": "correct horse 1", "referredById": ann, "data": {"age": 30, "tags": ["a"]}}})
    assert data["signup"]["errors"] == []
    token = data["signup"]["tokens"]["accessToken"]
    me = await server.anonymous.with_token(token).data("{ me { id email referredBy { email } data } }")
    assert me["me"]["email"] == "bob@example.com"
    q = """{ users(filter: {referredBy: {email: {ieq: "ANN@example.com"}}, data: [{path: ["age"], is: {number: {gte: 25, lte: 35}}}, {path: ["tags"], is: {list: {contains: "a"}}}]}, first: 1, orderBy: [{data: ["age"]}, {field: CITY, direction: DESC}]) {
      totalCount pageInfo { endCursor hasNextPage hasPreviousPage } edges { cursor node { email referrals(first: 1) { totalCount nodes { id } } referredBy { email referralCount referrals(first: 2) { nodes { email } totalCount } } } } } }"""
    got = await server.admin.data(q)
    assert got["users"]["totalCount"] == 1
    cursor = got["users"]["pageInfo"]["endCursor"]
    more = await server.admin.data(q.replace("first: 1,", f'first: 1, after: "{cursor}",'))
    assert more["users"]["edges"] == []
    assert more["users"]["pageInfo"]["hasPreviousPage"] is True
    everyone = await server.admin.data("{ users { nodes { email referrals(first: 1) { totalCount pageInfo { hasPreviousPage } nodes { email } } } } }")
    assert [n["referrals"]["totalCount"] for n in everyone["users"]["nodes"]] == [0, 1]
