"""Documents: what is wrong with them is told with its place and a code, before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from schema.execution.documents import MAX_CACHED_LENGTH, MAX_ERRORS, prepare
from schema.execution.errors import MAX_MESSAGE
from tests.schema.http.wire import fault

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

INVALID = "GRAPHQL_VALIDATION_FAILED"
UNPARSED = "GRAPHQL_PARSE_FAILED"
TWO = "query A { a: __typename } query B { b: __typename }"
WHICH = "The document has several operations: say which one in `operationName`."
NO_SUCH = "The document has no operation with the name in `operationName`."
LONG = "9" * 5_000
SELECT = "must have a selection of subfields. Did you mean 'me { ... }'?"
UNSUPPORTED = "is not supported by the schema."
TOO_LONG = "This value is too long to be read."


@pytest.mark.parametrize(
    ("document", "message", "column"),
    [
        ("", "Syntax Error: Unexpected <EOF>.", 1),
        ("{", "Syntax Error: Expected Name, found <EOF>.", 2),
        ("{ me }}", "Syntax Error: Unexpected '}'.", 7),
        (
            '{ user(id: "\\uD800") { id } }',
            "Syntax Error: Invalid Unicode escape sequence: '\\uD800'.",
            13,
        ),
    ],
    ids=["empty", "open", "closed twice", "surrogate"],
)
async def test_what_cannot_be_parsed(
    server: Server, document: str, message: str, column: int
) -> None:
    answer = await server.anonymous.execute(document)
    assert answer == fault(message, UNPARSED, line=1, column=column)


@pytest.mark.parametrize(
    ("document", "message", "column"),
    [
        ("{ me }", f"Field 'me' of type 'User' {SELECT}", 3),
        ("subscription { me }", f"The subscription operation {UNSUPPORTED}", 1),
        ("{ nobody }", "Cannot query field 'nobody' on type 'Query'. Did you mean 'node'?", 3),
        (
            "{ users(limit: 1) { totalCount } }",
            "Unknown argument 'limit' on field 'Query.users'. Did you mean 'first' or 'last'?",
            9,
        ),
        (
            '{ users(first: "ten") { totalCount } }',
            'Int cannot represent non-integer value: "ten"',
            16,
        ),
        (f"{{ users(first: {LONG}) {{ totalCount }} }}", TOO_LONG, 16),
        (
            f"{{ users(filter: {{referralCount: {{eq: -{LONG}}}}}) {{ totalCount }} }}",
            TOO_LONG,
            38,
        ),
        ("{ __typename @defer }", "Unknown directive '@defer'.", 14),
        ("fragment F on User { id }", "Fragment 'F' is never used.", 1),
    ],
    ids=lambda value: str(value)[:20],
)
async def test_what_the_schema_does_not_allow(
    server: Server, document: str, message: str, column: int
) -> None:
    answer = await server.anonymous.execute(document)
    assert answer == fault(message, INVALID, line=1, column=column)


async def test_messages_do_not_repeat_all_that_was_sent(server: Server) -> None:
    fields = " ".join(f"x{n}: 1" for n in range(200))
    document = (
        f'mutation {{ signup(input: {{password: "{LONG * 6}" {fields}}}) {{ user {{ id }} }} }}'
    )
    answer = await server.anonymous.execute(document)
    assert len(answer["errors"]) == MAX_ERRORS + 1
    assert max(len(error["message"]) for error in answer["errors"]) == MAX_MESSAGE


async def test_several_faults_come_together(server: Server) -> None:
    answer = await server.anonymous.execute("{ nobody\n  nothing }")
    places = [(e["message"], e["locations"], e["extensions"]["code"]) for e in answer["errors"]]
    assert places == [
        (
            "Cannot query field 'nobody' on type 'Query'. Did you mean 'node'?",
            [{"line": 1, "column": 3}],
            INVALID,
        ),
        ("Cannot query field 'nothing' on type 'Query'.", [{"line": 2, "column": 3}], INVALID),
    ]


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"n": "x"}, "Int cannot represent non-integer value: 'x'"),
        ({"n": 1.5}, "Int cannot represent non-integer value: 1.5"),
        ({"n": True}, "Int cannot represent non-integer value: True"),
        ({"n": 2**31}, "Int cannot represent non 32-bit signed integer value: 2147483648"),
        ({"n": None}, "Expected value of non-null type 'Int!' not to be None."),
        ({}, "Expected a value of non-null type 'Int!' to be provided."),
    ],
    ids=str,
)
async def test_variables_of_the_wrong_type(
    server: Server, variables: dict[str, Any], message: str
) -> None:
    query = "query($n: Int!) { users(first: $n) { totalCount } }"
    answer = await server.admin.execute(query, variables)
    assert answer == fault(f"Variable '$n' has invalid value: {message}", line=1, column=7)


async def test_variables_that_nobody_declared_do_not_disturb(server: Server) -> None:
    answer = await server.anonymous.execute("{ __typename }", {"n": [1]})
    assert answer == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    ("document", "name", "answer"),
    [
        (TWO, "A", {"data": {"a": "Query"}}),
        (TWO, "B", {"data": {"b": "Query"}}),
        (TWO, None, fault(WHICH)),
        (TWO, "", fault(WHICH)),
        (TWO, "C", fault(NO_SUCH)),
        ("{ __typename }", "A", fault(NO_SUCH)),
        ("{ __typename }", "", {"data": {"__typename": "Query"}}),
        ("query A { __typename }", None, {"data": {"__typename": "Query"}}),
    ],
)
async def test_which_operation_runs(
    server: Server, document: str, name: str | None, answer: Any
) -> None:
    assert await server.anonymous.execute(document, operationName=name) == answer


def test_a_document_is_prepared_once() -> None:
    text = "{ once: __typename }"
    assert prepare(text, introspection=True) is prepare(text, introspection=True)


def test_documents_with_long_errors_are_not_kept() -> None:
    fields = " ".join(f"x{n}: 1" for n in range(200))
    text = f'mutation {{ signup(input: {{password: "{LONG * 6}" {fields}}}) {{ user {{ id }} }} }}'
    assert prepare(text, introspection=True) is not prepare(text, introspection=True)


def test_long_documents_that_were_refused_are_not_kept() -> None:
    text = "{ __typename }" + " " * MAX_CACHED_LENGTH
    assert prepare(text, introspection=True) is not prepare(text, introspection=True)


def test_what_introspection_forbids_is_not_remembered_for_others() -> None:
    text = "{ __schema { __typename } }"
    assert len(prepare(text, introspection=False).errors) == 1
    assert prepare(text, introspection=True).errors == []
