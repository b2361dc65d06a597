"""Asking for the schema: tools may, within bounds of its own; if switched off, nobody may."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING, Any

import pytest
from graphql import build_client_schema, get_introspection_query, print_schema

from schema.build import schema
from tests.server import running

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

LONG = 2.0
"""Seconds of computing, on a busy machine, for what takes some milliseconds."""
INVALID = "GRAPHQL_VALIDATION_FAILED"
STANDARD = {
    "bare": get_introspection_query(descriptions=False),
    "as of old": get_introspection_query(type_depth=7),
    "GraphiQL": get_introspection_query(
        schema_description=True, input_value_deprecation=True, one_of=True
    ),
    "everything": get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        one_of=True,
        type_depth=15,
    ),
}
ONE_TYPE = '{ __type(name: "User") { name fields { name args { name type { name } } } } }'
ARGUMENTS = "fields { args { type { inputFields { name } } } }"
TYPES = f"fragment T on __Type {{ {ARGUMENTS} }}"
MANY = " ".join(f'a{n}: __type(name: "User") {{ fields {{ type {{ ...T }} }} }}' for n in range(29))
TWICE = "fragment A on Query { ...B ...B } fragment B on Query { __schema { types { ...T } } }"
ALIASED = "fragment S on __Schema { a: types { ...T } b: types { ...T } c: types { ...T } }"
BOMBS = [
    f"{{ {MANY} }} {TYPES}",
    f"{{ a: __schema {{ ...S }} b: __schema {{ ...S }} }} {ALIASED} {TYPES}",
    f"{{ ...A ...A ...A }} {TWICE} {TYPES}",
    f"{{ __schema {{ types {{ ... {{ {'...T ' * 8} }} }} }} }} {TYPES}",
]
AGAIN = "fragment F on __Type { possibleTypes { interfaces { possibleTypes { name } } } }"
TYPES_OF_TYPES = [
    '{ __type(name: "User") { fields { type { fields { type { fields { name } } } } } } }',
    f"{{ __schema {{ types {{ ...F }} }} }} {AGAIN}",
]


@pytest.mark.parametrize("query", STANDARD.values(), ids=list(STANDARD))
async def test_tools_read_the_whole_schema(server: Server, query: str) -> None:
    begun = process_time()
    found = build_client_schema(await server.anonymous.data(query))
    assert process_time() - begun < LONG
    if query == STANDARD["everything"]:
        assert print_schema(found) == print_schema(schema._schema)
    assert set(found.type_map) == set(schema._schema.type_map)


async def test_one_type_is_read(server: Server) -> None:
    data = await server.anonymous.data(ONE_TYPE)
    assert data["__type"]["name"] == "User"


@pytest.mark.parametrize("query", BOMBS)
async def test_more_than_twice_the_whole_is_refused_at_once(server: Server, query: str) -> None:
    begun = process_time()
    (error,) = (await server.anonymous.execute(query))["errors"]
    assert process_time() - begun < LONG
    numbers = error["extensions"]
    assert (numbers["code"], numbers["limit"]) == ("QUERY_TOO_COMPLEX", "introspection")
    assert error["message"] == (
        f"The operation may read {numbers['value']:,} fields of the schema, and"
        f" {numbers['maximum']:,} are the most: ask for all of it once, or for one type (`__type`)."
    )
    assert numbers["value"] > numbers["maximum"]


@pytest.mark.parametrize("query", TYPES_OF_TYPES)
async def test_types_of_types_of_types_are_refused(server: Server, query: str) -> None:
    (error,) = (await server.anonymous.execute(query))["errors"]
    assert (error["message"], error["extensions"]) == (
        "Lists of the schema are nested more than 2 deep: ask for one type at a time (`__type`).",
        {"code": "QUERY_TOO_COMPLEX", "limit": "introspectionDepth", "maximum": 2},
    )


async def test_types_of_types_are_read(server: Server) -> None:
    query = '{ __type(name: "PageInfo") { fields { type { kind fields { name } } } } }'
    found = await server.anonymous.data(query)
    assert found["__type"]["fields"][0] == {"type": {"kind": "NON_NULL", "fields": None}}


HIDDEN = "GraphQL introspection has been disabled, but the requested query contained the field"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("{ __schema { __typename } }", "__schema"),
        (ONE_TYPE, "__type"),
        ("{ a: __type(name: $x) { name } }", "__type"),
        ("{ ...F } fragment F on Query { ... { a: __schema { types { name } } } }", "__schema"),
        ("{ me { id } __schema @include(if: false) { types { name } } }", "__schema"),
        ("query A { __typename } query B { __schema { __typename } }", "__schema"),
    ],
)
async def test_switched_off_it_is_refused_wherever_it_stands(
    database_url: str, query: str, field: str
) -> None:
    async with running(database_url, introspection=False) as server:
        answer = await server.admin.execute(
            query, operationName="A" if "query A" in query else None
        )
        assert set(answer) == {"errors"}
        messages = [error["message"] for error in answer["errors"]]
        assert f"{HIDDEN} '{field}'." in messages


async def test_switched_off_it_leaves_the_names_of_types(database_url: str) -> None:
    async with running(database_url, introspection=False) as server:
        data = await server.admin.data("{ __typename users { __typename nodes { __typename } } }")
        users = {"__typename": "UserConnection", "nodes": []}
        assert data == {"__typename": "Query", "users": users}


NO_VALUE = "Value 'EMIAL' does not exist in 'UserOrderField' enum."
NO_FIELD = "Expected value of type 'UserFilter' not to include unknown field 'emial'"
MISTYPED: list[tuple[str, dict[str, Any], str, str]] = [
    ("{ mee { id } }", {}, "Cannot query field 'mee' on type 'Query'.", " Did you mean 'me'?"),
    (
        "{ users(frist: 1) { totalCount } }",
        {},
        "Unknown argument 'frist' on field 'Query.users'.",
        " Did you mean 'first' or 'last'?",
    ),
    ("{ me { ... on Usr { id } } }", {}, "Unknown type 'Usr'.", " Did you mean 'User'?"),
    (
        "{ users(orderBy: [{field: EMIAL}]) { totalCount } }",
        {},
        NO_VALUE,
        " Did you mean the enum value 'EMAIL'?",
    ),
    (
        "query ($o: [UserOrder!]) { users(orderBy: $o) { totalCount } }",
        {"o": {"field": "EMIAL"}},
        f"Variable '$o' has invalid value at .field: {NO_VALUE}",
        " Did you mean the enum value 'EMAIL'?",
    ),
    (
        "query ($f: UserFilter) { users(filter: $f) { totalCount } }",
        {"f": {"emial": 1}},
        f"Variable '$f' has invalid value: {NO_FIELD}",
        ". Did you mean 'email'?",
    ),
    (
        "{ users(filter: {emial: {eq: 1}}) { totalCount } }",
        {},
        NO_FIELD,
        ". Did you mean 'email'?",
    ),
    (
        "{ node(id: 1) { email } }",
        {},
        "Cannot query field 'email' on type 'Node'.",
        " Did you mean to use an inline fragment on 'User'?",
    ),
]


@pytest.mark.parametrize("introspection", [True, False])
@pytest.mark.parametrize("mistyped", MISTYPED, ids=lambda one: one[0])
async def test_names_are_suggested_only_to_who_may_ask_for_them(
    sqlite_url: str, mistyped: tuple[str, dict[str, Any], str, str], *, introspection: bool
) -> None:
    query, variables, message, suggestion = mistyped
    async with running(sqlite_url, introspection=introspection) as server:
        (error,) = (await server.admin.execute(query, variables))["errors"]
        assert error["message"].startswith(message)
        assert error["message"].startswith(message + suggestion) is introspection
        assert ("Did you mean" in error["message"]) is introspection
