"""Referrers and referrals of many users at once, in a fixed number of statements, and exact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.directory.people import store
from tests.directory.simple import simple, statements

if TYPE_CHECKING:
    from tests.directory.reference import Person
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

ROOTS = [simple(f"root{n:02}") for n in range(2)]
MIDDLE = [simple(f"middle{n:02}", ROOTS[n % 2]) for n in range(50)]
LEAVES = [simple(f"leaf{n:03}", MIDDLE[n // 3], city=f"City {n % 3}") for n in range(150)]

PAGE = "pageInfo { hasNextPage hasPreviousPage } nodes { email }"
MIDDLES = '{email: {startsWith: "middle"}}'
LEAF = '{email: {startsWith: "leaf"}}'


@pytest.fixture(scope="module")
async def client(shared_server: Server) -> Client:
    """Give an administrator of a project in which two users brought fifty, who brought 150."""
    project = await shared_server.project()
    await store(shared_server.database, project.id, [*ROOTS, *MIDDLE, *LEAVES])
    return shared_server.admin


def address(person: Person) -> str:
    """Give the address of a user."""
    found: str = person.values["email"]
    return found


async def listed(client: Client, filter_: str, first: int, selection: str) -> list[Any]:
    """Read users by address, with what else is selected of them."""
    arguments = f"filter: {filter_}, orderBy: [{{field: EMAIL}}], first: {first}"
    data = await client.data(f"{{ users({arguments}) {{ nodes {{ email {selection} }} }} }}")
    nodes: list[Any] = data["users"]["nodes"]
    return nodes


@pytest.mark.parametrize(
    ("filter_", "selection"),
    [
        (LEAF, "referredBy { email }"),
        (LEAF, "referredBy { email referredBy { email } }"),
        (LEAF, "referredBy { email referralCount referredBy { email referralCount data } }"),
        (MIDDLES, "referrals { nodes { email } }"),
        (MIDDLES, "referrals(first: 5) { totalCount nodes { email referredBy { email } } }"),
        (MIDDLES, f"referrals(first: 2, orderBy: [{{field: CITY}}]) {{ {PAGE} }}"),
        (MIDDLES, f'referrals(last: 1, filter: {{city: {{eq: "City 1"}}}}) {{ {PAGE} }}'),
        (MIDDLES, "referredBy { referrals(first: 2) { nodes { email referredBy { email } } } }"),
        (
            MIDDLES,
            "referrals(first: 5) { nodes { email referrals(first: 5) { nodes { email } } } }",
        ),
    ],
)
async def test_fifty_users_take_as_many_statements_as_one(
    client: Client, monkeypatch: pytest.MonkeyPatch, filter_: str, selection: str
) -> None:
    counts = []
    for first in (1, 50):
        with statements(monkeypatch) as noted:
            assert len(await listed(client, filter_, first, selection)) == first
        counts.append(len(noted))
    assert counts[0] == counts[1] > 1


async def test_the_same_field_twice_takes_at_most_twice_the_statements(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    selection = "a: referrals(first: 1) { totalCount } b: referrals(last: 2) { totalCount }"
    for first in (1, 50):
        with statements(monkeypatch) as noted:
            assert len(await listed(client, MIDDLES, first, selection)) == first
        # The caller, the users, two pages; and the two counts together where they meet.
        assert len(noted) in {5, 6}


async def test_referrers_are_nested(client: Client) -> None:
    nodes = await listed(
        client, LEAF, 100, "referredBy { email referredBy { email referredBy { email } } }"
    )
    assert nodes == [
        {
            "email": address(leaf),
            "referredBy": {
                "email": address(MIDDLE[n // 3]),
                "referredBy": {"email": address(ROOTS[n // 3 % 2]), "referredBy": None},
            },
        }
        for n, leaf in enumerate(LEAVES[:100])
    ]


@pytest.mark.parametrize(
    ("arguments", "start", "end"),
    [
        ("", 0, 3),
        ("first: 2", 0, 2),
        ("first: 2, offset: 1", 1, 3),
        ("offset: 3", 3, 3),
        ("last: 2", 1, 3),
        ("first: 1, offset: 2", 2, 3),
    ],
)
@pytest.mark.parametrize("count", [1, 50])
async def test_pages_of_referrals(
    client: Client, arguments: str, start: int, end: int, count: int
) -> None:
    selection = f"referrals(orderBy: [{{field: EMAIL}}] {arguments}) {{ totalCount {PAGE} }}"
    nodes = await listed(client, MIDDLES, count, selection)
    assert nodes == [
        {
            "email": address(middle),
            "referrals": {
                "totalCount": 3,
                "pageInfo": {"hasNextPage": end < 3, "hasPreviousPage": start > 0},
                "nodes": [{"email": address(LEAVES[i])} for i in range(n * 3 + start, n * 3 + end)],
            },
        }
        for n, middle in enumerate(MIDDLE[:count])
    ]


async def test_a_page_of_referrals_goes_on_by_cursor(client: Client) -> None:
    order = "orderBy: [{field: CITY, direction: DESC}]"
    first = f"referrals({order}, first: 1) {{ pageInfo {{ endCursor }} nodes {{ email }} }}"
    (middle, *_) = await listed(client, MIDDLES, 1, first)
    assert middle["referrals"]["nodes"] == [{"email": address(LEAVES[2])}]
    cursor = middle["referrals"]["pageInfo"]["endCursor"]
    for count in (1, 50):
        more = f'referrals({order}, after: "{cursor}") {{ {PAGE} }}'
        nodes = await listed(client, MIDDLES, count, more)
        assert nodes[0]["referrals"] == {
            "pageInfo": {"hasNextPage": False, "hasPreviousPage": True},
            "nodes": [{"email": address(LEAVES[1])}, {"email": address(LEAVES[0])}],
        }


async def test_referrals_can_be_filtered(client: Client) -> None:
    filter_ = '{city: {eq: "City 1"}, referredBy: {referredBy: {email: {startsWith: "root00"}}}}'
    nodes = await listed(
        client, MIDDLES, 50, f"referrals(filter: {filter_}) {{ totalCount {PAGE} }}"
    )
    for n, node in enumerate(nodes):
        expected = [] if n % 2 else [{"email": address(LEAVES[n * 3 + 1])}]
        assert node["referrals"] == {
            "totalCount": len(expected),
            "pageInfo": {"hasNextPage": False, "hasPreviousPage": False},
            "nodes": expected,
        }


async def test_the_top_referrers(client: Client) -> None:
    query = (
        "{ users(filter: {referralCount: {gte: 3}}, first: 3,"
        " orderBy: [{field: REFERRAL_COUNT, direction: DESC}, {field: EMAIL}])"
        " { totalCount nodes { email referralCount } } }"
    )
    assert await client.data(query) == {
        "users": {
            "totalCount": 52,
            "nodes": [
                {"email": address(ROOTS[0]), "referralCount": 25},
                {"email": address(ROOTS[1]), "referralCount": 25},
                {"email": address(MIDDLE[0]), "referralCount": 3},
            ],
        }
    }


@pytest.mark.parametrize("count", [1, 50])
async def test_wrong_arguments_of_referrals_are_refused_for_every_user(
    client: Client, count: int
) -> None:
    query = f"{{ users(filter: {MIDDLES}, first: {count}) {{ nodes {{ referrals(first: 0)"
    answer = await client.execute(query + " { totalCount } } } }")
    assert answer["data"] == {"users": {"nodes": [{"referrals": None}] * count}}
    assert [error["path"] for error in answer["errors"]] == [
        ["users", "nodes", n, "referrals"] for n in range(count)
    ]
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_USER_INPUT"}
