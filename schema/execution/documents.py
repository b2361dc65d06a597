"""Documents, parsed and validated once for each text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    specified_rules,
    validate,
)
from graphql.validation.rules import overlapping_fields_can_be_merged as merging
from graphql.validation.validate import ValidationAbortedError

from core.errors import RequestCode, RequestError
from core.keeping import Kept
from schema.build import schema
from schema.execution.limits import Weight, too_complex
from schema.execution.reading import NESTED, read, refusal

MAX_ERRORS = 20
"""Faults of a document that are told; each may repeat a large part of it."""
MAX_COMPARISONS = 50_000
"""Steps of comparing fields that become one field of the answer, each with all others of its name.
graphql-core's own bound takes half a second, in which nobody else is answered; 60 fragments that
all ask for the same three fields need less than half of this."""
MAX_CACHED = 1_000
MAX_CACHED_LENGTH = 500_000
"""Characters of all documents that are kept, and of their errors; each takes up to 250 bytes once
it is prepared."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that is ready to run, or what is wrong with it.

    `weights` has the weight of each operation by its name; with `may_cost_too_much` the values of
    variables decide whether one is within its limits. With `suggests`, errors may name what the
    schema has instead. `cache` keeps what others derive from the document, for as long as it is
    kept itself.
    """

    text: str
    document: DocumentNode | None
    errors: Sequence[GraphQLError] = ()
    code: RequestCode | None = None
    weights: Mapping[str | None, Weight] = field(default_factory=dict)
    suggests: bool = True
    may_cost_too_much: bool = False
    cache: dict[Any, Any] = field(default_factory=dict)

    def weight(self, operation: OperationDefinitionNode) -> Weight:
        """Give the weight of an operation of the document."""
        return self.weights[operation.name.value if operation.name else None]

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
        document = read(text)
        weights = _weigh(document)
    except GraphQLError as error:
        return Prepared(text, None, (error,), RequestCode.GRAPHQL_PARSE_FAILED)
    # Limits come first: validating what passes them takes long.
    errors = [error for weight in weights.values() for error in weight.errors()]
    errors = errors or _invalid(document, introspection)
    code = RequestCode.GRAPHQL_VALIDATION_FAILED if errors else None
    depends = any(weight.may_cost_too_much for weight in weights.values())
    return Prepared(text, document, errors, code, weights, introspection, depends)


def _weigh(document: DocumentNode) -> dict[str | None, Weight]:
    try:
        return {
            node.name.value if node.name else None: Weight(document, node)
            for node in document.definitions
            if isinstance(node, OperationDefinitionNode)
        }
    except RecursionError:
        raise refusal(NESTED) from None


def _invalid(document: DocumentNode, introspection: bool) -> list[GraphQLError]:  # noqa: FBT001
    """Validate; who may not ask for the schema does not learn names of it by mistyping them."""
    rules = [*specified_rules, *([] if introspection else [NoSchemaIntrospectionCustomRule])]
    core = schema._schema  # noqa: SLF001 -- there is no public name
    found = validate(core, document, rules, MAX_ERRORS, hide_suggestions=not introspection)
    return [_told(error) for error in found]


def _told(error: GraphQLError) -> GraphQLError:
    """Blame the document where graphql-core gives up on it, and say what to do."""
    if isinstance(error, ValidationAbortedError) and error.message == "Validation aborted.":
        return refusal(TANGLED)
    if error.message == "Maximum introspection depth exceeded":
        return GraphQLError(TYPES_OF_TYPES.message, error.nodes, original_error=TYPES_OF_TYPES)
    # Python itself fails on a number of 5,000 digits.
    if isinstance(error.original_error, ValueError):
        return GraphQLError("This value is too long to be read.", error.nodes)
    return error


def _length(prepared: Prepared) -> int:
    return len(prepared.text) + sum(len(error.message) for error in prepared.errors)


merging.MAX_COMPLEXITY_BUDGET = MAX_COMPARISONS
TANGLED = too_complex(
    "comparisons",
    MAX_COMPARISONS,
    "The document has too many fields of one name in one place: ask for each of them once.",
)
TYPES_OF_TYPES = too_complex(
    "introspectionDepth",
    2,
    "Lists of the schema are nested more than 2 deep: ask for one type at a time (`__type`).",
)
_KEPT: Kept[Prepared] = Kept(MAX_CACHED, MAX_CACHED_LENGTH, _length)
