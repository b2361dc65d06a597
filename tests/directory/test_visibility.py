"""Who sees what of a user: every field by every path, for every kind of caller, from one list.

Fields, filters and orders are read from the schema. One that is added fails here until it is said
whether members see it.
"""

from __future__ import annotations

import base64
import re
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLString,
    get_named_type,
    is_composite_type,
)

from models.project import Project
from models.user import User
from resolvers.directory.fields import FIELDS, PRIVATE, PUBLIC
from schema.build import schema
from schema.veil import veil
from tests.accounts import key_of, sign_up
from tests.api_keys import create as create_key
from tests.uploads import Sent, picture, put

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

TYPES = schema._schema.type_map
USER, FILTER, ORDER = TYPES["User"], TYPES["UserFilter"], TYPES["UserOrderField"]
assert isinstance(USER, GraphQLObjectType)
assert isinstance(FILTER, GraphQLInputObjectType)
assert isinstance(ORDER, GraphQLEnumType)
SEEN: dict[str, GraphQLField] = USER.fields
"""All fields that a user has in the schema."""
FILTERS = {
    name: one.type for name, one in FILTER.fields.items() if name not in ("and", "or", "not")
}
ORDERS = {
    value: re.sub("_(.)", lambda found: found[1].upper(), value.lower()) for value in ORDER.values
}
"""The orders, and the fields that they sort by."""
CONDITIONS: dict[str, Any] = {
    "IDFilter": {"ne": "garbage"},
    "StringFilter": {"isNull": True},
    "BooleanFilter": {"eq": True},
    "DateTimeFilter": {"gt": "2020-01-01T00:00:00Z"},
    "IntFilter": {"gte": 0},
    "DataFilter": [{"path": ["age"], "is": {"number": {"gt": 5}}}],
    "UserFilter": {},
}
"""A condition for each type of filter."""
PROFILE: dict[str, Any] = {
    "firstName": "Sure",
    "lastName": "Thing",
    "phone": "+92 300 1234567",
    "city": "Lahore",
    "country": "Pakistan",
    "timezone": "Asia/Karachi",
    "avatarUrl": "https://example.com/a.png",
    "data": {"age": 30},
    "preferences": {"theme": "dark"},
}
ADMINS = ("admin", "admin by key", "secret", "member with secret")
MEMBERS = ("member", "member by key", "member with publishable")
STRANGERS = ("other member", "other secret")
NOBODY = ("anonymous", "publishable", "garbage")


class World(NamedTuple):
    """Callers by their kinds, and users by what they are to the member who calls."""

    callers: dict[str, Client]
    users: dict[str, Any]


@pytest.fixture(scope="module")
async def world(shared_server: Server) -> World:
    """Make users of whom nothing is missing: top brought the member, who brought kid."""
    server, nobody = shared_server, shared_server.anonymous
    _, other = await server.second_project()
    _, stranger = await sign_up(other, email="stranger@example.com")
    root, _ = await sign_up(nobody, email="root@example.com")
    users, tokens = {"root": root}, {}
    for name, referrer in (("top", "root"), ("member", "top"), ("kid", "member"), ("leaf", "kid")):
        own = {"email": f"{name}@example.com", "username": name, "name": f"The {name}", **PROFILE}
        users[name], tokens[name] = await sign_up(nobody, **own, referredById=users[referrer]["id"])
        await put(nobody.with_token(tokens[name]), avatar=Sent(picture()))
    _, key = await create_key(nobody.with_token(tokens["member"]))
    boss, admin = await sign_up(nobody, email="boss@example.com")
    server.database.activate()
    await User.filter(id=key_of(boss)).update(role="admin")
    _, admins_key = await create_key(nobody.with_token(admin))
    member = nobody.with_token(tokens["member"])
    callers = {
        "anonymous": nobody,
        "publishable": nobody.with_key(server.publishable_key),
        "garbage": nobody.with_token("garbage"),
        "member": member,
        "member by key": nobody.with_token(key),
        "member with publishable": member.with_key(server.publishable_key),
        "admin": nobody.with_token(admin),
        "admin by key": nobody.with_token(admins_key),
        "secret": server.admin,
        "member with secret": member.with_key(server.secret_key),
        "other member": nobody.with_token(stranger),
        "other secret": other,
    }
    return World(callers, users)


async def open_directory(server: Server, *, is_open: bool) -> None:
    """Have members list one another, or not."""
    server.database.activate()
    await Project.filter(is_default=True).update(member_directory=is_open)


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


def code_of(answer: Any) -> str | None:
    """Give the code of the one error of an answer, if there is one."""
    if "errors" not in answer:
        return None
    (error,) = answer["errors"]
    return str(error["extensions"]["code"])


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


LISTS = {
    "users": "query ($f: UserFilter, $o: [UserOrder!]) { users(filter: $f, orderBy: $o) { %s } }",
    "referrals": (
        "query ($f: UserFilter, $o: [UserOrder!])"
        " { me { referrals(filter: $f, orderBy: $o) { %s } } }"
    ),
}


def wrapped(name: str, condition: Any) -> list[Any]:
    """Give filters in which a condition on a field stands, at every kind of place and depth."""
    plain, other = {name: condition}, {"name": {"isNull": True}}
    return [
        plain,
        {"not": plain},
        {"and": [other, plain]},
        {"or": [{}, plain]},
        {"or": [other, {"not": {"and": [plain]}}]},
        {"not": {"or": [{"and": []}, {"not": plain}]}},
        {"and": [{"or": []}, plain]},
    ]


@pytest.mark.parametrize("where", LISTS)
async def test_every_condition(shared_server: Server, world: World, where: str) -> None:
    await open_directory(shared_server, is_open=True)
    document = LISTS[where] % "totalCount"
    for name, type_ in FILTERS.items():
        condition = CONDITIONS[get_named_type(type_).name]
        for filter_ in wrapped(name, condition):
            hidden = None if name in PUBLIC else name
            await check_list(world, document, {"f": filter_}, hidden)
        through = {"referredBy": {name: condition}}
        for filter_ in (through, {"or": [{"not": through}]}):
            await check_list(world, document, {"f": filter_}, "referredBy")


@pytest.mark.parametrize("where", LISTS)
async def test_every_order(shared_server: Server, world: World, where: str) -> None:
    await open_directory(shared_server, is_open=True)
    document = LISTS[where] % "totalCount"
    for order, name in ORDERS.items():
        hidden = None if name in PUBLIC else name
        for orders in ([{"field": order}], [{"field": "NAME"}, {"field": order}]):
            await check_list(world, document, {"o": orders}, hidden)
    await check_list(world, document, {"o": [{"data": ["age"]}]}, "data")


async def check_list(
    world: World, document: str, variables: dict[str, Any], hidden: str | None
) -> None:
    """Ask for a list, which members are refused that uses a field hidden to them."""
    assert code_of(await world.callers["member with secret"].execute(document, variables)) is None
    for kind in MEMBERS:
        answer = await world.callers[kind].execute(document, variables)
        if hidden is None:
            assert code_of(answer) is None, (kind, variables)
            continue
        (error,) = answer["errors"]
        assert error["extensions"] == {"code": "FORBIDDEN"}, (kind, variables)
        assert error["message"] == f"You may not filter or sort by `{hidden}`: it is not public."


async def test_cursors_hold_nothing_that_can_be_read(shared_server: Server, world: World) -> None:
    await open_directory(shared_server, is_open=True)
    document = LISTS["users"] % "edges { cursor } pageInfo { startCursor endCursor }"
    texts = [str(value) for user in world.users.values() for value in user.values() if value]
    for order in ORDERS:
        data = await shared_server.admin.data(document, {"o": [{"field": order}]})
        cursors = [edge["cursor"] for edge in data["users"]["edges"]]
        assert len(set(cursors)) == len(cursors)
        for cursor in cursors:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            everything = cursor + raw.decode("latin-1")
            assert not [text for text in texts if len(text) > 4 and text in everything]


async def test_a_cursor_of_an_order_that_is_hidden_opens_nothing(
    shared_server: Server, world: World
) -> None:
    await open_directory(shared_server, is_open=True)
    document = (
        "query ($o: [UserOrder!], $a: String) { users(orderBy: $o, after: $a) { nodes { id } } }"
    )
    first = LISTS["users"] % "edges { cursor }"
    for order in [order for order, name in ORDERS.items() if name not in PUBLIC]:
        orders = [{"field": order}]
        data = await shared_server.admin.data(first, {"o": orders})
        variables = {"a": data["users"]["edges"][1]["cursor"]}
        for kind in MEMBERS:
            client = world.callers[kind]
            answer = await client.execute(document, {**variables, "o": orders})
            assert (answer["data"], code_of(answer)) == ({"users": None}, "FORBIDDEN")
            answer = await client.execute(document, variables)
            assert (answer["data"], code_of(answer)) == ({"users": None}, "BAD_USER_INPUT")
