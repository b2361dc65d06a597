"""Who sees what of a user: every field by every path, for every kind of caller, from one list.

Fields are read from the schema. One that is added fails here until it is said who sees it.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLString,
    get_named_type,
    is_composite_type,
)

from resolvers.directory.fields import FIELDS, PRIVATE, PUBLIC
from schema.veil import veil
from tests.visibility.names import CONDITIONS, FILTERS, ORDERS, SEEN, TYPES
from tests.visibility.world import ADMINS, MEMBERS, NOBODY, STRANGERS, code_of, open_directory

if TYPE_CHECKING:
    from tests.server import Server
    from tests.visibility.world import World

pytestmark = pytest.mark.anyio


def selection(name: str) -> str:
    """Select one field of a user, and the least below it."""
    field: GraphQLField = SEEN[name]
    arguments = '(field: "avatar")' if name == "file" else ""
    below = " { __typename }" if is_composite_type(get_named_type(field.type)) else ""
    return f"{name}{arguments}{below}"


PATHS = {
    "user": ("query ($id: ID!) { user(id: $id) { %s } }", ("user",)),
    "node": ("query ($id: ID!) { node(id: $id) { ... on User { %s } } }", ("node",)),
    "users": (
        "query ($id: ID!) { users(filter: {id: {eq: $id}}) { nodes { %s } } }",
        ("users", "nodes", 0),
    ),
    "edges": (
        "query ($id: ID!) { users(filter: {id: {eq: $id}}) { edges { node { %s } } } }",
        ("users", "edges", 0, "node"),
    ),
}
"""Ways to a user by its ID: the document, and where in the answer the user is."""
OWN_PATHS = {
    "referredBy": ("{ me { referredBy { %s } } }", ("me", "referredBy"), "top"),
    "referrals": ("{ me { referrals { nodes { %s } } } }", ("me", "referrals", "nodes", 0), "kid"),
    "edges": (
        "{ me { referrals { edges { node { %s } } } } }",
        ("me", "referrals", "edges", 0, "node"),
        "kid",
    ),
}
"""Ways from the member to others, with whom they lead to."""


def found(answer: Any, steps: tuple[str | int, ...]) -> Any:
    """Follow steps into the data of an answer; None where they end early."""
    value = answer["data"]
    for step in steps:
        if value is None or (isinstance(step, int) and step >= len(value)):
            return None
        value = value[step]
    return value


def test_of_each_field_filter_and_order_it_is_said_who_sees_it() -> None:
    assert PUBLIC.isdisjoint(PRIVATE)
    assert SEEN.keys() | FILTERS.keys() == PUBLIC | PRIVATE
    assert FILTERS.keys() == FIELDS.keys() | {"data", "referredBy"}
    assert set(ORDERS.values()) <= FIELDS.keys()
    assert {get_named_type(type_).name for type_ in FILTERS.values()} == CONDITIONS.keys()
    (sentence,) = re.findall(r"sees (.*?);", str(TYPES["User"].description))
    assert frozenset(re.findall(r"`(\w+)`", sentence)) == PUBLIC


def test_a_field_of_which_it_is_not_said_stops_the_start() -> None:
    fields = {name: GraphQLField(GraphQLString) for name in ("id", "shoeSize", "email")}
    with pytest.raises(LookupError, match=r"Do members see these fields of User: shoeSize\?"):
        veil(GraphQLObjectType("User", fields))


@pytest.mark.parametrize("path", PATHS)
async def test_every_field_by_id(shared_server: Server, world: World, path: str) -> None:
    document, steps = PATHS[path]
    await open_directory(shared_server, is_open=True)
    for name, kind in product(SEEN, (*MEMBERS, *ADMINS)):
        for target in ("top", "kid", "leaf", "member"):
            variables = {"id": world.users[target]["id"]}
            answer = await world.callers[kind].execute(document % selection(name), variables)
            is_seen = kind in ADMINS or target == "member" or name in PUBLIC
            value = found(answer, (*steps, name))
            assert (value is not None, code_of(answer)) == (is_seen, None), (name, kind, target)


@pytest.mark.parametrize("path", OWN_PATHS)
async def test_every_field_of_ones_own_referrer_and_referrals(
    shared_server: Server, world: World, path: str
) -> None:
    document, steps, target = OWN_PATHS[path]
    await open_directory(shared_server, is_open=True)
    for name, kind in product(SEEN, (*MEMBERS, "member with secret")):
        answer = await world.callers[kind].execute(document % selection(name))
        value = found(answer, (*steps, name))
        is_seen = kind == "member with secret" or name in PUBLIC
        assert (value is not None, code_of(answer)) == (is_seen, None), (name, kind)
        if name in world.users[target] and value is not None and "{" not in selection(name):
            variables = {"id": world.users[target]["id"]}
            whole = await shared_server.admin.data(PATHS["user"][0] % name, variables)
            assert value == whole["user"][name]


async def test_nothing_lies_behind_what_others_have_private(
    shared_server: Server, world: World
) -> None:
    await open_directory(shared_server, is_open=True)
    deep = """query ($id: ID!) {
      user(id: $id) { referredBy { id } referrals { nodes { id } totalCount } data(path: ["age"]) }
      me {
        referredBy { referredBy { id } referrals(first: 1) { nodes { id } } }
        referrals { nodes { referredBy { id } referrals { edges { cursor } } } }
      }
      users { nodes { referredBy { name } referrals(filter: {email: {eq: "x"}}) { totalCount } } }
    }"""
    variables = {"id": world.users["kid"]["id"]}
    answer = await world.callers["member"].execute(deep, variables)
    mine = answer["data"]["users"]["nodes"][-3]
    assert answer["data"]["user"] == {"referredBy": None, "referrals": None, "data": None}
    assert answer["data"]["me"] == {
        "referredBy": {"referredBy": None, "referrals": None},
        "referrals": {"nodes": [{"referredBy": None, "referrals": None}]},
    }
    # Oneself is whole in the list too, where the rules for filters hold as everywhere.
    others = [one for one in answer["data"]["users"]["nodes"] if one is not mine]
    assert mine == {"referredBy": {"name": "The top"}, "referrals": None}
    assert others == [{"referredBy": None, "referrals": None}] * len(others)
    (error,) = answer["errors"]
    assert (error["path"][-1], error["extensions"]["code"]) == ("referrals", "FORBIDDEN")


@pytest.mark.parametrize("directory", ["open", "closed"])
async def test_who_is_not_a_member_of_the_project_sees_nobody(
    shared_server: Server, world: World, directory: str
) -> None:
    await open_directory(shared_server, is_open=directory == "open")
    for path, kind in product(PATHS, (*NOBODY, *STRANGERS)):
        document, steps = PATHS[path]
        variables = {"id": world.users["kid"]["id"]}
        answer = await world.callers[kind].execute(document % "id", variables)
        assert found(answer, steps) is None, (path, kind)
        closed = "FORBIDDEN" if kind == "other member" and path in ("users", "edges") else None
        assert code_of(answer) == ("UNAUTHENTICATED" if kind in NOBODY else closed), (path, kind)


async def test_with_the_directory_closed_members_see_themselves(
    shared_server: Server, world: World
) -> None:
    await open_directory(shared_server, is_open=False)
    for kind, name in product(MEMBERS, SEEN):
        client = world.callers[kind]
        for path, (document, steps) in PATHS.items():
            is_list = path in ("users", "edges")
            for target in ("top", "kid", "leaf", "member"):
                variables = {"id": world.users[target]["id"]}
                answer = await client.execute(document % selection(name), variables)
                is_seen = target == "member" and not is_list
                assert code_of(answer) == (
                    "FORBIDDEN" if is_list else own_code(name, is_seen=is_seen)
                )
                assert (found(answer, steps) is not None) == is_seen, (path, kind, name, target)
        document, steps, _ = OWN_PATHS["referredBy"]
        answer = await client.execute(document % selection(name))
        assert code_of(answer) is None
        assert (found(answer, (*steps, name)) is not None) == (name in PUBLIC), (kind, name)
        for path in ("referrals", "edges"):
            answer = await client.execute(OWN_PATHS[path][0] % selection(name))
            assert code_of(answer) == "FORBIDDEN"
            assert answer["data"] == {"me": {"referrals": None}}


def own_code(name: str, *, is_seen: bool) -> str | None:
    """Give the code for a field of oneself while the directory is closed."""
    return "FORBIDDEN" if is_seen and name == "referrals" else None
