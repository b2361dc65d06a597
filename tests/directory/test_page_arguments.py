"""The arguments of a page, its cursors and its count, through the API."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.directory.people import store
from tests.directory.simple import simple, statements

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

PEOPLE = [simple(f"user{n:02}", city=f"City {n % 3}" if n % 4 else None) for n in range(60)]
ARGUMENTS = "$f: UserFilter, $o: [UserOrder!], $first: Int, $after: String, $last: Int,"
ARGUMENTS += " $before: String, $offset: Int"
GIVEN = "filter: $f, orderBy: $o, first: $first, after: $after, last: $last, before: $before,"
GIVEN += " offset: $offset"
PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } }"
USERS = f"query({ARGUMENTS}) {{ users({GIVEN}) {{ {PAGE} nodes {{ id }} }} }}"
BY_EMAIL = [{"field": "EMAIL"}]


@pytest.fixture(scope="module")
async def client(shared_server: Server) -> Client:
    """Give an administrator of a project of sixty users, sorted as they were made."""
    project = await shared_server.project()
    await store(shared_server.database, project.id, PEOPLE)
    return shared_server.admin


async def page(client: Client, **variables: Any) -> dict[str, Any]:
    """Read a page, by address unless told otherwise."""
    found: dict[str, Any] = (await client.data(USERS, {"o": BY_EMAIL, **variables}))["users"]
    return found


def refusal(answer: dict[str, Any], argument: str) -> str:
    """Give the message with which one argument was refused."""
    (error,) = answer["errors"]
    assert answer["data"] == {"users": None}
    assert error["path"] == ["users"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argumentPath": [argument]}
    message: str = error["message"]
    return message


def ids(start: int, end: int) -> list[str]:
    """Give the IDs of a range of users."""
    return [person.values["id"] for person in PEOPLE[start:end]]


def places(found: dict[str, Any]) -> tuple[list[str], bool, bool]:
    """Give the IDs of a page, and whether there are more before and after."""
    info = found["pageInfo"]
    nodes = [node["id"] for node in found["nodes"]]
    assert nodes == [edge["node"]["id"] for edge in found["edges"]]
    cursors = [edge["cursor"] for edge in found["edges"]]
    assert info["startCursor"] == (cursors[0] if cursors else None)
    assert info["endCursor"] == (cursors[-1] if cursors else None)
    return nodes, info["hasPreviousPage"], info["hasNextPage"]


@pytest.mark.parametrize(
    ("variables", "start", "end"),
    [
        ({}, 0, 50),
        ({"first": None, "last": None, "after": None, "before": None, "offset": None}, 0, 50),
        ({"first": 1}, 0, 1),
        ({"first": 100}, 0, 60),
        ({"first": 60}, 0, 60),
        ({"last": 1}, 59, 60),
        ({"last": 100}, 0, 60),
        ({"offset": 0, "first": 5}, 0, 5),
        ({"offset": 30}, 30, 60),
        ({"offset": 58, "first": 2}, 58, 60),
        ({"offset": 60}, 60, 60),
        ({"offset": 2**31 - 1}, 60, 60),
    ],
)
async def test_pages(client: Client, variables: dict[str, Any], start: int, end: int) -> None:
    found = places(await page(client, **variables))
    assert found == (ids(start, end), start > 0, end < 60)


async def test_pages_between_cursors(client: Client) -> None:
    cursors = [edge["cursor"] for edge in (await page(client, first=100))["edges"]]
    for variables, start, end in [
        ({"first": 5, "after": cursors[9]}, 10, 15),
        ({"after": cursors[9]}, 10, 60),
        ({"after": cursors[59]}, 60, 60),
        ({"last": 5, "before": cursors[9]}, 4, 9),
        ({"before": cursors[9]}, 0, 9),
        ({"before": cursors[0]}, 0, 0),
        ({"first": 2, "after": cursors[9], "before": cursors[20]}, 10, 12),
        ({"last": 2, "after": cursors[9], "before": cursors[20]}, 18, 20),
        ({"first": 100, "after": cursors[9], "before": cursors[20]}, 10, 20),
    ]:
        found = places(await page(client, **variables))
        assert found == (ids(start, end), start > 0, end < 60), variables


async def test_a_list_of_nobody(client: Client) -> None:
    for variables in ({}, {"last": 3}, {"offset": 3}, {"o": [{"field": "CITY"}]}):
        found = await page(client, f={"email": {"eq": "nobody"}}, **variables)
        assert places(found) == ([], False, False)


@pytest.mark.parametrize(
    ("variables", "argument", "message"),
    [
        ({"first": 0}, "first", "`first` must be from 1 to 100, but it is 0."),
        ({"first": -1}, "first", "`first` must be from 1 to 100, but it is -1."),
        ({"first": 101}, "first", "`first` must be from 1 to 100, but it is 101."),
        ({"last": 0}, "last", "`last` must be from 1 to 100, but it is 0."),
        ({"last": 101}, "last", "`last` must be from 1 to 100, but it is 101."),
        ({"offset": -1}, "offset", "`offset` must be 0 or more, but it is -1."),
        ({"first": 1, "last": 1}, "last", "`first` and `last` exclude each other: give one of"),
        ({"offset": 1, "last": 1}, "offset", "`offset` and `last` exclude each other: give one of"),
        ({"offset": 0, "after": "x"}, "offset", "`offset` and `after` exclude each other"),
        ({"offset": 0, "before": "x"}, "offset", "`offset` and `before` exclude each other"),
    ],
)
async def test_arguments_that_cannot_be_are_refused(
    client: Client, variables: dict[str, Any], argument: str, message: str
) -> None:
    answer = await client.execute(USERS, variables)
    assert refusal(answer, argument).startswith(message)


@pytest.mark.parametrize("argument", ["after", "before"])
async def test_cursors_that_are_not_of_this_list_are_refused(
    client: Client, shared_server: Server, argument: str
) -> None:
    cursor = (await page(client, first=1))["pageInfo"]["endCursor"]
    flipped = "B" if cursor[5] == "A" else "A"
    filtered = await page(client, first=1, f={"isActive": {"eq": True}})
    falling = await page(client, first=1, o=[{"field": "EMAIL", "direction": "DESC"}])
    project, stranger = await shared_server.second_project(f"other {argument}")
    await store(shared_server.database, project.id, [simple("stranger")])
    foreign = (await page(stranger, first=1))["pageInfo"]["endCursor"]
    forged = base64.urlsafe_b64encode(json.dumps(["user01@example.com", "x"]).encode()).decode()
    for wrong in [
        cursor[:5] + flipped + cursor[6:],
        cursor[:-4],
        cursor + "AAAA",
        cursor + "=",
        filtered["pageInfo"]["endCursor"],
        falling["pageInfo"]["endCursor"],
        foreign,
        forged,
        *("", "garbage", "é", "%", "A" * 10_000, PEOPLE[0].values["id"]),
    ]:
        answer = await client.execute(USERS, {"o": BY_EMAIL, argument: wrong})
        message = refusal(answer, argument)
        assert message.startswith(f"The cursor in `{argument}` is not one of this list"), wrong


async def test_cursors_do_not_show_what_they_hold(client: Client) -> None:
    cursor = (await page(client, first=1))["pageInfo"]["endCursor"]
    held = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert b"user00" not in held
    assert b"example" not in held


@pytest.mark.parametrize(
    ("filter_", "count"),
    [({}, 60), ({"city": {"isNull": True}}, 15), ({"or": []}, 0), ({"city": {"eq": "City 1"}}, 15)],
)
async def test_the_count_is_that_of_the_whole_list(
    client: Client, filter_: dict[str, Any], count: int
) -> None:
    query = "query($f: UserFilter) { users(filter: $f, first: 1, offset: 2) { totalCount } }"
    assert await client.data(query, {"f": filter_}) == {"users": {"totalCount": count}}


async def test_users_are_counted_only_when_asked_for(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = {}
    for selection in ("nodes { id }", "nodes { id } totalCount"):
        with statements(monkeypatch) as noted:
            await client.data(f"{{ users {{ {selection} }} }}")
        counted[selection] = sum("count(*)" in sql.lower() for sql in noted)
        assert noted
    assert counted == {"nodes { id }": 0, "nodes { id } totalCount": 1}
