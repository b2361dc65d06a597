"""What a filter or an order may not be is refused, by a code and with its place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from core.documents import MAX_KEY_LENGTH

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

USERS = "query($f: UserFilter, $o: [UserOrder!]) { users(filter: $f, orderBy: $o) { totalCount } }"
NULL = "null is not a condition; to ask for missing values, write isNull: true."
NOT_TEXT = "NUL characters and lone surrogates are not text."
AGE: dict[str, Any] = {"path": ["age"], "is": {"number": {"gt": 1}}}


def nested(levels: int, word: str = "not") -> dict[str, Any]:
    """Give a filter of so many levels."""
    filter_: dict[str, Any] = {"city": {"eq": "a"}}
    for _ in range(levels - 1):
        filter_ = {word: [filter_] if word in {"and", "or"} else filter_}
    return filter_


def bad(message: str, place: str) -> dict[str, Any]:
    """Give the whole answer to a list that is refused; `place` is in words with spaces between."""
    steps = place.split()
    written = "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in steps)[1:]
    error = {
        "message": f"{written}: {message}",
        "extensions": {"argumentPath": steps, "code": "BAD_USER_INPUT"},
        "locations": [{"line": 1, "column": USERS.index("users") + 1}],
        "path": ["users"],
    }
    return {"data": {"users": None}, "errors": [error]}


TOO_DEEP = "a filter is at most 5 levels deep."
TOO_MANY = "a filter has at most 50 conditions."
TOO_LONG = "a list has at most 500 elements, but this one has 501."
FILTERS: dict[str, tuple[Any, str, str]] = {
    "6 levels of not": (nested(6), TOO_DEEP, "filter not not not not not"),
    "6 levels of and": (nested(6, "and"), TOO_DEEP, "filter and 0 and 0 and 0 and 0 and 0"),
    "6 levels of or": (nested(6, "or"), TOO_DEEP, "filter or 0 or 0 or 0 or 0 or 0"),
    "6 levels of referrers": (
        nested(6, "referredBy"),
        TOO_DEEP,
        "filter" + " referredBy" * 5,
    ),
    "51 conditions": (
        {"or": [{"city": {"eq": "a"}}] * 51},
        TOO_MANY,
        "filter or 50 city eq",
    ),
    "51 conditions on data": ({"data": [AGE] * 51}, TOO_MANY, "filter data 50 is number gt"),
    "51 empty referrers": (
        {"and": [{"referredBy": {}}] * 51},
        TOO_MANY,
        "filter and 50 referredBy",
    ),
    "in with 501": ({"city": {"in": ["a"] * 501}}, TOO_LONG, "filter city in"),
    "IDs with 501": ({"id": {"notIn": ["a"] * 501}}, TOO_LONG, "filter id notIn"),
    "and with 501": ({"and": [{}] * 501}, TOO_LONG, "filter and"),
    "data with 501": ({"data": [AGE] * 501}, TOO_LONG, "filter data"),
    "containsAll with 501": (
        {"data": [{"path": ["a"], "is": {"list": {"containsAll": ["a"] * 501}}}]},
        TOO_LONG,
        "filter data 0 is list containsAll",
    ),
    "path of 9 keys": (
        {"data": [AGE | {"path": ["a"] * 9}]},
        "a path has 1 to 8 keys, but this one has 9.",
        "filter data 0 path",
    ),
    "path of no key": (
        {"data": [AGE | {"path": []}]},
        "a path has 1 to 8 keys, but this one has 0.",
        "filter data 0 path",
    ),
    "key of 200 characters": (
        {"data": [AGE | {"path": ["a", "k" * 200]}]},
        f"a key has at most {MAX_KEY_LENGTH} characters.",
        "filter data 0 path 1",
    ),
    "NUL in a key": ({"data": [AGE | {"path": ["\0"]}]}, NOT_TEXT, "filter data 0 path 0"),
    "NUL in a text": ({"name": {"icontains": "a\0"}}, NOT_TEXT, "filter name icontains"),
    "NUL in a list": ({"name": {"in": ["a", "\0"]}}, NOT_TEXT, "filter name in 1"),
    "null for a field": ({"city": None}, NULL, "filter city"),
    "null for an operand": ({"city": {"eq": None}}, NULL, "filter city eq"),
    "null for a list": ({"city": {"notIn": None}}, NULL, "filter city notIn"),
    "null for isNull": ({"city": {"isNull": None}}, NULL, "filter city isNull"),
    "null for a boolean": ({"isActive": {"eq": None}}, NULL, "filter isActive eq"),
    "null for an instant": ({"createdAt": {"gt": None}}, NULL, "filter createdAt gt"),
    "null for an ID": ({"id": {"eq": None}}, NULL, "filter id eq"),
    "null for a count": ({"referralCount": {"lt": None}}, NULL, "filter referralCount lt"),
    "null for and": ({"and": None}, NULL, "filter and"),
    "null for or": ({"not": {"or": None}}, NULL, "filter not or"),
    "null for not": ({"or": [{"not": None}]}, NULL, "filter or 0 not"),
    "null for referredBy": ({"referredBy": None}, NULL, "filter referredBy"),
    "null for data": ({"data": None}, NULL, "filter data"),
    "null in data": (
        {"data": [{"path": ["a"], "is": {"number": {"ne": None}}}]},
        NULL,
        "filter data 0 is number ne",
    ),
}


@pytest.mark.parametrize("name", FILTERS)
async def test_filters_beyond_a_limit_are_refused_where_they_are_wrong(
    shared_server: Server, name: str
) -> None:
    filter_, message, place = FILTERS[name]
    answer = await shared_server.admin.execute(USERS, {"f": filter_})
    assert answer == bad(message, place)


@pytest.mark.parametrize(
    "filter_",
    [
        *(nested(5, word) for word in ("not", "and", "or", "referredBy")),
        {"and": [{"city": {"eq": "a"}}] * 50},
        {"data": [AGE] * 50},
        {"or": [{"referredBy": {"referredBy": {"referredBy": {}}}}] * 50},
        {"city": {"in": ["a"] * 500}},
        {"data": [{"path": ["k" * 128] * 8, "is": {"exists": True}}]},
        {"and": [{"or": [{"not": {}}] * 50}] * 15},
        {"or": [{"and": [{"or": [{"and": [{}] * 8}] * 8}] * 8}, {"and": [{}] * 500}]},
    ],
)
async def test_filters_at_their_limits_are_answered(
    shared_server: Server, filter_: dict[str, Any]
) -> None:
    answer = await shared_server.admin.execute(USERS, {"f": filter_})
    assert answer == {"data": {"users": {"totalCount": 0}}}


ONE_OF = "exactly one of `field` and `data` is given."
ORDERS: dict[str, tuple[Any, str, str]] = {
    "both": ([{"field": "CITY", "data": ["a"]}], ONE_OF, "orderBy 0"),
    "neither": ([{"field": "CITY"}, {"direction": "DESC"}], ONE_OF, "orderBy 1"),
    "null for both": ([{"field": None, "data": None}], ONE_OF, "orderBy 0"),
    "4 orders": ([{"field": "CITY"}] * 4, "at most 3 orders, but there are 4.", "orderBy"),
    "path of 9 keys": (
        [{"data": ["a"] * 9}],
        "a path has 1 to 8 keys, but this one has 9.",
        "orderBy 0 data",
    ),
    "path of no key": (
        [{"data": []}],
        "a path has 1 to 8 keys, but this one has 0.",
        "orderBy 0 data",
    ),
    "NUL in a key": ([{"data": ["a", "\0"]}], NOT_TEXT, "orderBy 0 data 1"),
    "key of 200 characters": (
        [{"data": ["k" * 200]}],
        f"a key has at most {MAX_KEY_LENGTH} characters.",
        "orderBy 0 data 0",
    ),
}


@pytest.mark.parametrize("name", ORDERS)
async def test_orders_that_cannot_be_are_refused_where_they_are_wrong(
    shared_server: Server, name: str
) -> None:
    order_by, message, place = ORDERS[name]
    answer = await shared_server.admin.execute(USERS, {"o": order_by})
    assert answer == bad(message, place)


async def test_an_order_may_name_the_other_target_as_null(shared_server: Server) -> None:
    orders = [{"field": None, "data": ["a"]}, {"field": "CITY", "data": None}]
    answer = await shared_server.admin.execute(USERS, {"o": orders})
    assert answer == {"data": {"users": {"totalCount": 0}}}


@pytest.mark.parametrize("literal", ["1e999", "-1e999", "1" + "0" * 400])
async def test_numbers_beyond_a_double_in_the_document_are_refused(
    shared_server: Server, literal: str
) -> None:
    filter_ = f'{{data: [{{path: "age", is: {{number: {{in: [1, {literal}]}}}}}}]}}'
    query = f"{{ users(filter: {filter_}) {{ totalCount }} }}"
    answer = await shared_server.admin.execute(query)
    (error,) = answer["errors"]
    assert answer["data"] == {"users": None}
    assert error["message"] == "filter.data[0].is.number.in[1]: a number must be finite."
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("number", ["1e999", "NaN", "Infinity", "1" + "0" * 400])
async def test_numbers_beyond_a_double_in_variables_are_refused(
    shared_server: Server, number: str
) -> None:
    variables = '{"f": {"data": [{"path": ["age"], "is": {"number": {"gt": NUMBER}}}]}}'
    body = f'{{"query": {json.dumps(USERS)}, "variables": {variables.replace("NUMBER", number)}}}'
    headers = {"content-type": "application/json"}
    answer = await shared_server.admin.request(
        "POST", "/graphql", body=body.encode(), headers=headers
    )
    (error,) = answer.json["errors"]
    assert "data" not in answer.json
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    ("filter_", "reason"),
    [
        (
            {"data": [{"path": ["a"], "is": {"exists": True, "number": {}}}]},
            "exactly one field must be specified",
        ),
        ({"data": [{"path": ["a"], "is": {}}]}, "exactly one field must be specified"),
        ({"data": [{"path": ["a"], "is": {"exists": None}}]}, "exists"),
        ({"data": [{"path": ["a"], "is": {"number": None}}]}, "number"),
        ({"data": [{"path": ["a"], "is": {"number": {"gt": "5"}}}]}, "Float cannot represent"),
        ({"data": [{"path": ["a"], "is": {"number": {"eq": 2**53 + 1}}}]}, "lose precision"),
        ({"data": [{"is": {"exists": True}}]}, "path"),
        ({"data": [None]}, "data"),
        ({"city": {"in": [None]}}, "in"),
        ({"or": [None]}, "or"),
        ({"city": {"like": "a"}}, "like"),
        ({"town": {"eq": "a"}}, "town"),
        ({"city": "a"}, "city"),
        ({"isActive": {"eq": 1}}, "Boolean"),
        ({"referralCount": {"eq": 2**31}}, "Int cannot represent"),
        ({"createdAt": {"gt": "yesterday"}}, "RFC 3339"),
        ({"createdAt": {"gt": 5}}, "DateTime is a string"),
    ],
)
async def test_what_has_the_wrong_type_is_refused_by_graphql(
    shared_server: Server, filter_: dict[str, Any], reason: str
) -> None:
    answer = await shared_server.admin.execute(USERS, {"f": filter_})
    (error,) = answer["errors"]
    assert "data" not in answer
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert reason in error["message"]


@pytest.mark.parametrize(
    "arguments",
    [
        "filter: {city: {eq: 5}}",
        "filter: {town: {}}",
        'filter: {data: [{path: "a", is: {exists: true, boolean: {eq: true}}}]}',
        "filter: {data: [{path: [], is: {}}]}",
        "orderBy: [{field: PASSWORD}]",
        "orderBy: [{field: CITY, direction: null}]",
    ],
)
async def test_a_document_that_breaks_the_schema_is_not_valid(
    shared_server: Server, arguments: str
) -> None:
    answer = await shared_server.admin.execute(f"{{ users({arguments}) {{ totalCount }} }}")
    (error,) = answer["errors"]
    assert "data" not in answer
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}


@pytest.mark.parametrize("escape", ["\\ud800", "\\udfff", "\\udc00\\ud800"])
async def test_lone_surrogates_are_refused(shared_server: Server, escape: str) -> None:
    body = json.dumps({"query": USERS, "variables": {"f": {"name": {"ieq": "HERE"}}}})
    answer = await shared_server.admin.request(
        "POST",
        "/graphql",
        body=body.replace("HERE", escape).encode(),
        headers={"content-type": "application/json"},
    )
    (error,) = answer.json["errors"]
    assert "data" not in answer.json
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


@pytest.mark.parametrize("variables", [{}, {"a": None}])
async def test_a_comparison_whose_variable_is_missing_is_refused(
    shared_server: Server, variables: dict[str, Any]
) -> None:
    filter_ = '{data: [{path: "a", is: {exists: $a}}]}'
    query = f"query($a: Boolean) {{ users(filter: {filter_}) {{ totalCount }} }}"
    answer = await shared_server.admin.execute(query, variables)
    (error,) = answer["errors"]
    assert answer["data"] == {"users": None}
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
