"""Two projects on one server: what is in one does not exist in the other, by any path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tortoise.exceptions import BaseORMException

from models.project import Project
from models.user import User
from tests.accounts import (
    change_password,
    is_signed_in,
    key_of,
    log_in,
    me,
    row_of,
    sign_up,
    try_log_in,
    update,
)

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"


async def both(server: Server) -> tuple[Client, Client]:
    """Give secret-key callers of two projects that each have a user of the same name."""
    _, other = await server.second_project()
    await sign_up(server.admin, email=EMAIL, username="ada", city="Here", password="password here")
    await sign_up(other, email=EMAIL, username="ada", city="There", password="password there")
    return server.admin, other


async def test_one_address_has_an_account_in_each_project(server: Server) -> None:
    here, there = await both(server)
    for client, city, password in (
        (here, "Here", "password here"),
        (there, "There", "password there"),
    ):
        for names in ({"email": EMAIL}, {"username": "ADA"}):
            payload = await try_log_in(client, **names, password=password)
            assert payload["user"]["city"] == city
    for client, password in ((here, "password there"), (there, "password here")):
        payload = await try_log_in(client, email=EMAIL, password=password)
        assert [error["code"] for error in payload["errors"]] == ["INVALID_CREDENTIALS"]


async def test_a_request_without_a_key_is_for_the_default_project(server: Server) -> None:
    await both(server)
    token = await log_in(server.anonymous, email=EMAIL, password="password here")
    assert (await me(server.anonymous.with_token(token)))["city"] == "Here"


async def test_a_token_names_its_project_by_itself(server: Server) -> None:
    _, there = await both(server)
    token = await log_in(there, email=EMAIL, password="password there")
    client = server.anonymous.with_token(token)
    assert (await me(client))["city"] == "There"
    assert (await update(client, city="Elsewhere"))["user"]["city"] == "Elsewhere"
    cities = await server.admin.data("{ users { nodes { city } totalCount } }")
    assert cities == {"users": {"nodes": [{"city": "Here"}], "totalCount": 1}}


LISTS = (
    "{ users { totalCount nodes { city } } }",
    '{ users(filter: {email: {eq: "ada@example.com"}}) { totalCount nodes { city } } }',
    '{ users(filter: {not: {city: {eq: "Nowhere"}}}) { totalCount nodes { city } } }',
    '{ users(filter: {city: {in: ["There", "Here"]}}) { totalCount nodes { city } } }',
    "{ users(orderBy: [{field: CITY, direction: DESC}], last: 5) { totalCount nodes { city } } }",
    "{ users(offset: 0, first: 100) { totalCount nodes { city } } }",
)


@pytest.mark.parametrize("query", LISTS)
async def test_lists_show_one_project(server: Server, query: str) -> None:
    here, there = await both(server)
    for client, city in ((here, "Here"), (there, "There")):
        assert await client.data(query) == {"users": {"totalCount": 1, "nodes": [{"city": city}]}}


async def test_ids_of_one_project_are_nothing_in_the_other(server: Server) -> None:
    here, there = await both(server)
    query = "query ($where: UserFilter!) { users(filter: $where) { totalCount } }"
    foreign = (await there.data("{ users { nodes { id } } }"))["users"]["nodes"][0]["id"]
    for where in ({"id": {"eq": foreign}}, {"id": {"in": [foreign]}}):
        assert await here.data(query, {"where": where}) == {"users": {"totalCount": 0}}
    by_id = "query ($id: ID!) { user(id: $id) { id } node(id: $id) { id } }"
    assert await here.data(by_id, {"id": foreign}) == {"user": None, "node": None}
    assert await there.data(by_id, {"id": foreign}) == {
        "user": {"id": foreign},
        "node": {"id": foreign},
    }


async def test_a_cursor_of_one_project_shows_nothing_of_the_other(server: Server) -> None:
    here, there = await both(server)
    query = (
        "query ($after: String) { users(after: $after) { nodes { city } pageInfo { endCursor } } }"
    )
    cursor = (await there.data(query))["users"]["pageInfo"]["endCursor"]
    answer = await here.execute(query, {"after": cursor})
    cities: list[Any] = [] if answer["data"]["users"] is None else answer["data"]["users"]["nodes"]
    assert "There" not in [node["city"] for node in cities]


async def test_what_happens_in_one_project_leaves_the_other_alone(server: Server) -> None:
    here, there = await both(server)
    own = here.with_token(await log_in(here, email=EMAIL, password="password here"))
    other = there.with_token(await log_in(there, email=EMAIL, password="password there"))
    payload = await change_password(own, "password here", "battery staple 2")
    assert payload["errors"] == []
    await Project.filter(is_default=True).update(signup_enabled=False)
    assert await is_signed_in(other)
    assert await log_in(there, email=EMAIL, password="password there")
    assert await sign_up(there, email="bob@example.com")


async def test_the_database_itself_refuses_a_referrer_of_another_project(server: Server) -> None:
    here, there = await both(server)
    ada, _ = await sign_up(here, email="new@example.com")
    eve, _ = await sign_up(there, email="eve@example.com")
    with pytest.raises(BaseORMException):
        await User.filter(id=key_of(ada)).update(referred_by_id=key_of(eve))
    assert (await row_of(ada))["referred_by_id"] is None
    assert (await row_of(eve))["referral_count"] == 0
