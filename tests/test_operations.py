"""The documents of docs/operations are complete, say what they are, and run as they stand."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from graphql import (
    FieldNode,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    parse,
    print_ast,
    validate,
)

from tests.accounts import log_in
from tests.processes import ROOT
from tests.tools.operations import FOLDER, Operation, read, rows, story

if TYPE_CHECKING:
    from tests.server import Client, Server

SDL = build_schema((ROOT / "schema/schema.graphql").read_text("utf-8"))
ROOTS = {OperationType.QUERY: SDL.query_type, OperationType.MUTATION: SDL.mutation_type}
FIELDS = [name for root in ROOTS.values() if root for name in root.fields]
SENDERS = ["anyone", "a signed-in user", "an administrator"]
REFUSALS = ["UNAUTHENTICATED", "FORBIDDEN"]
"""What the first two senders are told where they may not do what they ask for."""
SILENT = {"user", "node"}
"""Fields that do not tell what may not be seen from what does not exist."""
PLACEHOLDER = re.compile(r"\w*…\w*")


def definition(document: str) -> OperationDefinitionNode:
    """Give the one operation of a document."""
    (node,) = parse(document).definitions
    assert isinstance(node, OperationDefinitionNode)
    return node


def test_every_field_of_the_roots_has_its_document_and_no_other_has() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.graphql")) == sorted(FIELDS)
    assert {path.stem for path in FOLDER.glob("*.json")} <= set(FIELDS)


def test_the_table_names_every_document_and_says_what_it_says() -> None:
    table = list(rows())
    assert table == [(one.field, one.purpose, one.sender) for one in story()]
    assert sorted(row[0] for row in table) == sorted(FIELDS)
    assert {row[2] for row in table} == set(SENDERS)


@pytest.mark.parametrize("name", FIELDS)
def test_a_document_is_one_valid_operation_on_its_field_and_named_after_it(name: str) -> None:
    operation = read(name)
    node = definition(operation.document)
    assert validate(SDL, parse(operation.document)) == []
    assert operation.document == print_ast(node) + "\n"
    root = ROOTS[node.operation]
    assert root is not None
    assert name in root.fields
    (only,) = node.selection_set.selections
    assert isinstance(only, FieldNode)
    assert only.name.value == name
    assert node.name is not None
    assert node.name.value == name[0].upper() + name[1:]


@pytest.mark.parametrize("name", FIELDS)
def test_the_variables_are_those_that_the_document_declares(name: str) -> None:
    operation = read(name)
    declarations = definition(operation.document).variable_definitions or ()
    declared = [one.variable.name.value for one in declarations]
    assert list(json.loads(operation.variables or "{}")) == declared


@dataclass
class Reader:
    """Somebody who runs the documents one after another, and fills in what the server made up."""

    server: Server
    known: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def client(self, sender: str) -> Client:
        """Give a caller of this kind."""
        if sender == "an administrator":
            return self.server.admin
        if sender == "anyone":
            return self.server.anonymous
        return self.server.anonymous.with_token(self.token)

    async def run(self, operation: Operation) -> None:
        """Run a document, which must succeed, and note what later ones need."""
        text = PLACEHOLDER.sub(lambda found: self.known[found[0]], operation.variables or "{}")
        variables = json.loads(text)
        await self.fail(operation, variables)
        data = await self.client(operation.sender).data(operation.document, variables)
        answer = data[operation.field]
        assert answer, operation.field
        assert answer.get("errors", []) == [], operation.field
        await self.learn(operation.field, answer)

    async def fail(self, operation: Operation, variables: Any) -> None:
        """Send a document as all who may do less than its sender; they must be refused."""
        for rank, sender in enumerate(SENDERS[: SENDERS.index(operation.sender)]):
            answer = await self.client(sender).execute(operation.document, variables)
            assert answer["data"] == {operation.field: None}
            if operation.field not in SILENT:
                codes = [error["extensions"]["code"] for error in answer["errors"]]
                assert codes == [REFUSALS[rank]]

    async def learn(self, name: str, answer: Any) -> None:
        """Note tokens and IDs of an answer, as a reader would."""
        if tokens := answer.get("tokens"):
            self.token, self.known["…"] = tokens["accessToken"], tokens["refreshToken"]
        if name == "signup":
            self.known["user_…ann"] = answer["user"]["id"]
        if name == "createUser":
            self.known["user_…dora"] = answer["user"]["id"]
        if name == "me":
            (other,) = (one["id"] for one in answer["sessions"] if not one["isCurrent"])
            self.known["sess_…"] = other
        if name == "createApiKey":
            self.known["key_…"] = answer["apiKey"]["id"]
        if name == "logout":
            password = json.loads(read("changePassword").variables or "")["input"]["newPassword"]
            email = json.loads(read("login").variables or "")["input"]["email"]
            self.token = await log_in(self.server.anonymous, email=email, password=password)


@pytest.mark.anyio
async def test_all_documents_run_in_their_order(server: Server) -> None:
    reader = Reader(server)
    for operation in story():
        await reader.run(operation)
    assert (await server.admin.data("{ users { totalCount } }"))["users"] == {"totalCount": 0}
