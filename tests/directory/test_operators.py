"""Every operator on every column and every kind of value in `data`, through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from core.ids import Prefix, encode
from tests.directory.people import store
from tests.directory.reference import Person, micros

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

USERS = "query($f: UserFilter) { users(filter: $f, orderBy: [{field: ID}]) { nodes { id } } }"
NAMES = "abcdef"
IDS = {name: encode(Prefix.USER, UUID(int=n)) for n, name in enumerate(NAMES, start=1)}
TEXTS = dict(zip(NAMES, ("John", "johnx", "Straße", "50%_\\", "ÉMILE", None), strict=True))
"""What every column of text holds; in those that need a value, f has LAST instead of none."""
LAST = "~"
REQUIRED = ("email", "role")
OPTIONAL = ("username", "name", "firstName", "lastName", "phone", "city", "country", "timezone")
DATES = {
    "a": "2026-11-20T09:30:00Z",
    "b": "2026-11-20T09:30:00.000001Z",
    "c": "1969-12-31T23:59:59Z",
}
REFERRERS = {"b": "a", "c": "a", "d": "b"}
DATA: dict[str, Any] = {
    "a": {"v": 30, "deep": {"er": "x"}},
    "b": {"v": "30", "deep": {"er": None}},
    "c": {"v": True},
    "d": {"v": ["x", "y"]},
    "e": {"v": "2026-11-20"},
    "f": {"v": ["x", 1]},
}


def person(name: str, referrer: Person | None) -> Person:
    """Make one of the six users."""
    values: dict[str, Any] = dict.fromkeys(OPTIONAL, TEXTS[name])
    values |= dict.fromkeys(REQUIRED, TEXTS[name] or LAST)
    values |= {"isEmailVerified": name in "ab", "isActive": name not in "ab"}
    date = DATES.get(name)
    known = micros(date or "2000-01-01T00:00:00Z")
    values |= {"createdAt": known, "updatedAt": known, "lastLoginAt": date and known}
    return Person({**values, "id": IDS[name]}, DATA[name], referrer)


@pytest.fixture(scope="module")
async def client(shared_server: Server) -> Client:
    """Give an administrator of a project of six users."""
    people: dict[str, Person] = {}
    for name in NAMES:
        people[name] = person(name, people.get(REFERRERS.get(name, "")))
    project = await shared_server.project()
    await store(shared_server.database, project.id, list(people.values()))
    return shared_server.admin


async def found(client: Client, filter_: dict[str, Any]) -> str:
    """Name the users who match, after looking that the others match the negation."""
    names = {value: key for key, value in IDS.items()}
    answers = [await client.data(USERS, {"f": one}) for one in (filter_, {"not": filter_})]
    yes, no = ("".join(names[node["id"]] for node in one["users"]["nodes"]) for one in answers)
    assert sorted(yes + no) == list(NAMES)
    return yes


TEXT_OPERATORS: list[tuple[str, Any, str, str]] = [
    # Operator, operand, who matches, and whether f does so where it has LAST.
    ("eq", "John", "a", ""),
    ("ne", "John", "bcdef", "f"),
    ("gt", "John", "bce", "f"),
    ("gte", "John", "abce", "f"),
    ("lt", "johnx", "acd", ""),
    ("lte", "johnx", "abcd", ""),
    ("in", ["John", "ÉMILE", "none"], "ae", ""),
    ("in", [], "", ""),
    ("notIn", ["John", "ÉMILE"], "bcdf", "f"),
    ("notIn", [], "abcdef", "f"),
    ("contains", "oh", "ab", ""),
    ("contains", "j", "b", ""),
    ("contains", "%_\\", "d", ""),
    ("contains", "_", "d", ""),
    ("contains", "", "abcde", "f"),
    ("icontains", "J", "ab", ""),
    ("icontains", "ASSE", "c", ""),
    ("icontains", "ß", "c", ""),
    ("icontains", "émi", "e", ""),
    ("icontains", "e\u0301mi", "e", ""),
    ("icontains", "%", "d", ""),
    ("ieq", "JOHNX", "b", ""),
    ("ieq", "STRASSE", "c", ""),
    ("ieq", "émile", "e", ""),
    ("startsWith", "Jo", "a", ""),
    ("startsWith", "50%", "d", ""),
    ("startsWith", "", "abcde", "f"),
    ("endsWith", "hn", "a", ""),
    ("endsWith", "_\\", "d", ""),
    ("endsWith", "xJohn", "", ""),
    ("isNull", True, "f", ""),
    ("isNull", False, "abcde", "f"),
]


@pytest.mark.parametrize("column", OPTIONAL + REQUIRED)
async def test_texts(client: Client, column: str) -> None:
    for operator, operand, names, last in TEXT_OPERATORS:
        expected = names.replace("f", "") + last if column in REQUIRED else names
        assert await found(client, {column: {operator: operand}}) == expected, (operator, operand)


@pytest.mark.parametrize(("column", "true"), [("isEmailVerified", "ab"), ("isActive", "cdef")])
async def test_booleans(client: Client, column: str, true: str) -> None:
    false = "".join(name for name in NAMES if name not in true)
    for operator, operand, expected in [
        ("eq", True, true),
        ("eq", False, false),
        ("ne", True, false),
        ("ne", False, true),
        ("isNull", True, ""),
        ("isNull", False, NAMES),
    ]:
        assert await found(client, {column: {operator: operand}}) == expected


@pytest.mark.parametrize(
    ("column", "others", "missing"),
    [("lastLoginAt", "", "def"), ("createdAt", "def", ""), ("updatedAt", "def", "")],
)
async def test_instants(client: Client, column: str, others: str, missing: str) -> None:
    noon = "2026-11-20T10:30:00+01:00"
    for operator, operand, expected in [
        ("eq", noon, "a"),
        ("ne", noon, "bc" + others + missing),
        ("gt", noon, "b"),
        ("gte", noon, "ab"),
        ("lt", noon, "c" + others),
        ("lte", noon, "ac" + others),
        ("lt", "1970-01-01T00:00:00Z", "c"),
        ("isNull", True, missing),
        ("isNull", False, "abc" + others),
    ]:
        assert await found(client, {column: {operator: operand}}) == expected


@pytest.mark.parametrize(
    ("operator", "operand", "expected"),
    [
        ("eq", IDS["a"], "a"),
        ("eq", "garbage", ""),
        ("ne", IDS["a"], "bcdef"),
        ("ne", "garbage", "abcdef"),
        ("in", [IDS["a"], IDS["c"], "garbage", IDS["a"].replace("user", "sess")], "ac"),
        ("in", [], ""),
        ("notIn", [IDS["a"], "garbage"], "bcdef"),
        ("notIn", [], "abcdef"),
        ("isNull", True, ""),
        ("isNull", False, "abcdef"),
    ],
)
async def test_ids(client: Client, operator: str, operand: Any, expected: str) -> None:
    assert await found(client, {"id": {operator: operand}}) == expected


@pytest.mark.parametrize(
    ("operator", "operand", "expected"),
    [
        ("eq", IDS["a"], "bc"),
        ("eq", "garbage", ""),
        ("ne", IDS["a"], "adef"),
        ("in", [IDS["a"], IDS["b"]], "bcd"),
        ("in", [], ""),
        ("notIn", [IDS["b"]], "abcef"),
        ("notIn", ["garbage"], "abcdef"),
        ("isNull", True, "aef"),
        ("isNull", False, "bcd"),
    ],
)
async def test_referrers_by_id(client: Client, operator: str, operand: Any, expected: str) -> None:
    assert await found(client, {"referredById": {operator: operand}}) == expected


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        ({}, "bcd"),
        ({"email": {"eq": "John"}}, "bc"),
        ({"email": {"ne": "John"}}, "d"),
        ({"referredBy": {}}, "d"),
        ({"referredBy": {"email": {"ieq": "JOHN"}}}, "d"),
        ({"referredBy": {"referredBy": {}}}, ""),
        ({"not": {"referredBy": {}}}, "bc"),
        ({"referralCount": {"gte": 2}, "data": [{"path": "v", "is": {"exists": True}}]}, "bc"),
    ],
)
async def test_referrers(client: Client, filter_: dict[str, Any], expected: str) -> None:
    assert await found(client, {"referredBy": filter_}) == expected


@pytest.mark.parametrize(
    ("operator", "operand", "expected"),
    [
        ("eq", 2, "a"),
        ("ne", 2, "bcdef"),
        ("gt", 0, "ab"),
        ("gte", 2, "a"),
        ("lt", 1, "cdef"),
        ("lte", 1, "bcdef"),
        ("in", [1, 2], "ab"),
        ("in", [], ""),
        ("notIn", [0], "ab"),
    ],
)
async def test_counts(client: Client, operator: str, operand: Any, expected: str) -> None:
    assert await found(client, {"referralCount": {operator: operand}}) == expected


IN_DATA: list[tuple[str, str, Any, str]] = [
    ("number", "eq", 30.0, "a"),
    ("number", "ne", 30, "bcdef"),
    ("number", "gt", 9, "a"),
    ("number", "gte", 30, "a"),
    ("number", "lt", 100, "a"),
    ("number", "lte", 29.9, ""),
    ("number", "in", [1, 30], "a"),
    ("number", "in", [], ""),
    ("number", "notIn", [30], "bcdef"),
    ("number", "isNull", True, "bcdef"),
    ("number", "isNull", False, "a"),
    ("string", "eq", "30", "b"),
    ("string", "ne", "30", "acdef"),
    ("string", "gt", "3", "b"),
    ("string", "gte", "2026-11-20", "be"),
    ("string", "lt", "3", "e"),
    ("string", "lte", "30", "be"),
    ("string", "in", ["30"], "b"),
    ("string", "notIn", ["30"], "acdef"),
    ("string", "contains", "0", "be"),
    ("string", "icontains", "30", "b"),
    ("string", "ieq", "30", "b"),
    ("string", "startsWith", "20", "e"),
    ("string", "endsWith", "0", "be"),
    ("string", "endsWith", "230", ""),
    ("string", "isNull", True, "acdf"),
    ("string", "isNull", False, "be"),
    ("boolean", "eq", True, "c"),
    ("boolean", "eq", False, ""),
    ("boolean", "ne", True, "abdef"),
    ("boolean", "isNull", True, "abdef"),
    ("boolean", "isNull", False, "c"),
    ("dateTime", "eq", "2026-11-20T01:00:00+01:00", "e"),
    ("dateTime", "ne", "2026-11-20T00:00:00Z", "abcdf"),
    ("dateTime", "gt", "0001-01-01T00:00:00Z", "e"),
    ("dateTime", "gte", "2026-11-20T00:00:00Z", "e"),
    ("dateTime", "lt", "2026-11-20T00:00:00.000001Z", "e"),
    ("dateTime", "lte", "2026-11-19T23:59:59Z", ""),
    ("dateTime", "isNull", True, "abcdf"),
    ("dateTime", "isNull", False, "e"),
    ("list", "contains", "x", "d"),
    ("list", "containsAny", ["y", "z"], "d"),
    ("list", "containsAny", [], ""),
    ("list", "containsAll", ["x", "y"], "d"),
    ("list", "containsAll", ["x", "z"], ""),
    ("list", "containsAll", [], "d"),
    ("list", "isEmpty", True, ""),
    ("list", "isEmpty", False, "d"),
]


@pytest.mark.parametrize(("kind", "operator", "operand", "expected"), IN_DATA)
async def test_values_in_data(
    client: Client, kind: str, operator: str, operand: Any, expected: str
) -> None:
    filter_ = {"data": [{"path": ["v"], "is": {kind: {operator: operand}}}]}
    assert await found(client, filter_) == expected


async def test_values_deep_in_data(client: Client) -> None:
    deep = ["deep", "er"]
    for path, comparator, expected in [
        (deep, {"exists": True}, "a"),
        (deep, {"exists": False}, "bcdef"),
        (["deep"], {"exists": True}, "ab"),
        (deep, {"string": {"eq": "x"}}, "a"),
        (["v", "er"], {"exists": True}, ""),
    ]:
        assert await found(client, {"data": [{"path": path, "is": comparator}]}) == expected


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        ({}, "abcdef"),
        ({"and": []}, "abcdef"),
        ({"or": []}, ""),
        ({"city": {}}, "abcdef"),
        ({"data": []}, "abcdef"),
        ({"not": {}}, ""),
        ({"or": [{}, {"city": {"eq": "John"}}]}, "abcdef"),
        ({"or": [{"city": {"eq": "John"}}, {"city": {"isNull": True}}]}, "af"),
        ({"and": [{"city": {"icontains": "JOHN"}}, {"not": {"city": {"eq": "John"}}}]}, "b"),
        ({"city": {"icontains": "JOHN", "ne": "johnx"}, "isActive": {"eq": False}}, "a"),
        ({"not": {"or": [{"city": {"isNull": True}}, {"isActive": {"eq": True}}]}}, "ab"),
    ],
)
async def test_combinations(client: Client, filter_: dict[str, Any], expected: str) -> None:
    assert await found(client, filter_) == expected
