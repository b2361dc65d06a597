"""Variables that would take long to be made into inputs are refused before that."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING, Any

import pytest

from schema.execution.bounds import MAX_DEPTH, MAX_OBJECTS, MAX_VALUES
from tests.schema.http.wire import fault

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

QUERY = "query($f: UserFilter) { users(filter: $f) { totalCount } }"
TOO_DEEP = f"$f: variables are at most {MAX_DEPTH} levels deep."
TOO_MANY_OBJECTS = f"$f: variables hold at most {MAX_OBJECTS:,} objects in all."
TOO_MANY_VALUES = f"$f: variables hold at most {MAX_VALUES:,} values in all."
MIB = 1024 * 1024


def nested(levels: int) -> dict[str, Any]:
    """Give a filter in filters."""
    return {"not": nested(levels - 1)} if levels > 1 else {}


def refused(message: str) -> Any:
    """Give the whole answer to variables that pass a bound."""
    answer = fault(message)
    answer["errors"][0]["extensions"]["argumentPath"] = ["$f"]
    return answer


@pytest.mark.parametrize(
    ("filter_", "message"),
    [
        pytest.param(nested(MAX_DEPTH + 1), TOO_DEEP, id="a level too many"),
        pytest.param(nested(500), TOO_DEEP, id="far too deep"),
        pytest.param({"and": [{}] * MAX_OBJECTS}, TOO_MANY_OBJECTS, id="an object too many"),
        pytest.param({"and": [{}] * (MIB // 5)}, TOO_MANY_VALUES, id="a body of objects"),
        pytest.param(
            {"and": [{"and": [{}] * 500}] * 500}, TOO_MANY_OBJECTS, id="lists in lists of objects"
        ),
        pytest.param(
            {"id": {"in": ["a"] * MAX_VALUES}}, TOO_MANY_VALUES, id="the longest list and its keys"
        ),
        pytest.param(dict.fromkeys(map(str, range(MAX_VALUES + 1))), TOO_MANY_VALUES, id="keys"),
    ],
)
async def test_large_variables_are_refused_at_once_to_anybody(
    server: Server, filter_: dict[str, Any], message: str
) -> None:
    begin = process_time()  # Not that of the clock: the machine may be busy.
    answer = await server.anonymous.execute(QUERY, {"f": filter_})
    assert answer == refused(message)
    assert process_time() - begin < 2


@pytest.mark.parametrize("filter_", [nested(MAX_DEPTH), {"and": [{}] * (MAX_OBJECTS - 1)}])
async def test_variables_at_a_bound_are_judged_by_the_filter(
    server: Server, filter_: dict[str, Any]
) -> None:
    answer = await server.admin.execute(QUERY, {"f": filter_})
    (error,) = answer["errors"]
    assert error["message"].startswith("filter.")


async def test_all_variables_count_together(server: Server) -> None:
    query = (
        "query($a: UserFilter, $f: UserFilter)"
        " { a: users(filter: $a) { totalCount } f: users(filter: $f) { totalCount } }"
    )
    half: dict[str, Any] = {"and": [{}] * (MAX_OBJECTS // 2)}
    answer = await server.admin.execute(query, {"a": half, "f": half})
    assert answer == refused(TOO_MANY_OBJECTS)


async def test_one_value_for_a_list_is_looked_into_too(server: Server) -> None:
    answer = await server.anonymous.execute(QUERY, {"f": {"and": nested(500)}})
    assert answer == refused(TOO_DEEP)


async def test_json_is_not_looked_into(server: Server) -> None:
    query = (
        'mutation($d: JSON) { signup(input: {email: "a@example.com", password: "correct horse 1",'
        " data: $d}) { user { data } } }"
    )
    data = {"list": [0] * (MAX_VALUES + 1)}
    answer = await server.anonymous.execute(query, {"d": data})
    assert answer == {"data": {"signup": {"user": {"data": data}}}}
