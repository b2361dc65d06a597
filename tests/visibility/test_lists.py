"""What members do not see they can neither filter nor sort by, nor find in cursors.

Filters and orders are read from the schema, so that new ones are tried too.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from graphql import get_named_type

from resolvers.directory.fields import PUBLIC
from tests.visibility.names import CONDITIONS, FILTERS, ORDERS
from tests.visibility.world import MEMBERS, code_of, open_directory

if TYPE_CHECKING:
    from tests.server import Server
    from tests.visibility.world import World

pytestmark = pytest.mark.anyio

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
