"""Documents, parsed and validated once for each text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)

from core.errors import RequestCode, RequestError
from core.keeping import Kept
from schema.build import schema

MAX_TOKENS = 1_000
MAX_CACHED = 1_000
MAX_CACHED_LENGTH = 500_000
"""Characters of all documents that are kept; each takes up to 250 bytes once it is prepared."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that is ready to run, or what is wrong with it.

    `cache` keeps what others derive from the document, for as long as it is kept itself.
    """

    text: str
    document: DocumentNode | None
    errors: Sequence[GraphQLError] = ()
    code: RequestCode | None = None
    cache: dict[Any, Any] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Give the operation to run.

        Raises:
            RequestError: BAD_USER_INPUT if the name does not single one out.
        """
        found: OperationDefinitionNode | None = self.cache.get(("operation", name))
        if found is None:
            found = self.cache["operation", name] = self._operation(name)
        return found

    def _operation(self, name: str | None) -> OperationDefinitionNode:
        assert self.document is not None  # noqa: S101 -- the caller has looked at `errors`
        operations = {
            node.name.value if node.name else None: node
            for node in self.document.definitions
            if isinstance(node, OperationDefinitionNode)
        }
        if name is None and len(operations) == 1:
            return next(iter(operations.values()))
        if name is None:
            message = "The document has several operations: say which one in `operationName`."
            raise RequestError(RequestCode.BAD_USER_INPUT, message)
        if name not in operations:
            message = "The document has no operation with the name in `operationName`."
            raise RequestError(RequestCode.BAD_USER_INPUT, message)
        return operations[name]


def prepare(text: str, *, introspection: bool) -> Prepared:
    """Parse and validate a document, or give what is known of its text already."""
    return _KEPT.get((text, introspection), partial(_prepare, text, introspection))


def is_mutation(operation: OperationDefinitionNode) -> bool:
    """Tell whether an operation writes."""
    return operation.operation is OperationType.MUTATION


def _prepare(text: str, introspection: bool) -> Prepared:  # noqa: FBT001 -- for `partial`
    try:
        document = parse(text, max_tokens=MAX_TOKENS)
    except GraphQLError as error:
        return Prepared(text, None, (error,), RequestCode.GRAPHQL_PARSE_FAILED)
    except RecursionError:
        too_deep = GraphQLError("The document is nested too deeply.")
        return Prepared(text, None, (too_deep,), RequestCode.GRAPHQL_PARSE_FAILED)
    rules = [*specified_rules, *([] if introspection else [NoSchemaIntrospectionCustomRule])]
    found = validate(schema._schema, document, rules)  # noqa: SLF001 -- there is no public name
    errors = [_readable(error) for error in found]
    code = RequestCode.GRAPHQL_VALIDATION_FAILED if errors else None
    return Prepared(text, document, errors, code)


def _readable(error: GraphQLError) -> GraphQLError:
    """Blame the document for a literal on which Python itself fails: a number of 5,000 digits."""
    if isinstance(error.original_error, ValueError):
        return GraphQLError("This value is too long to be read.", error.nodes)
    return error


_KEPT: Kept[Prepared] = Kept(MAX_CACHED, MAX_CACHED_LENGTH, lambda one: len(one.text))
