"""The limits on operations; docs/limits.md tells clients of them.

An operation is weighed when its document is prepared. One that keeps to all limits whatever the
values of its variables are is not looked at again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
    get_introspection_query,
    parse,
)

from core.errors import RequestCode, RequestError
from schema.execution.sizes import Sizes
from schema.execution.tallies import MOST, Scales, Tally

MAX_DEPTH = 12
MAX_ALIASES = 30
MAX_ROOT_FIELDS = 30
MAX_DIRECTIVES = 50
MAX_COST = 5_000


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that an operation may have of something, and what is said of one with more."""

    name: str
    maximum: int
    measure: Callable[[Tally], int]
    message: str

    def error(self, tally: Tally) -> RequestError | None:
        """Give the error for an operation that passes the limit."""
        value = self.measure(tally)
        if value <= self.maximum:
            return None
        number = f"{value:,}" if value < MOST else f"{MOST:,} or more"
        message = self.message.format(number, f"{self.maximum:,}")
        return too_complex(self.name, self.maximum, message, value=value)


class Weight:
    """What an operation weighs: at most, and with given values of its variables.

    `may_cost_too_much` tells that only those values decide.
    """

    def __init__(self, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        sizes = Sizes(operation)
        self._document = document
        self._operation = operation
        self._most = Scales(document, sizes).weigh(operation)
        self._varies = sizes.depend_on_variables
        self.may_cost_too_much = self._varies and self._most.once > MAX_COST

    def errors(self) -> list[GraphQLError]:
        """Give an error for each limit that the operation passes whatever its variables are."""
        limits = FIXED if self.may_cost_too_much else (*FIXED, COST)
        found = (limit.error(self._most) for limit in limits)
        return [
            GraphQLError(error.message, self._operation, original_error=error)
            for error in found
            if error is not None
        ]

    def check(self, variables: Mapping[str, Any] | None) -> None:
        """Check the cost with these values of variables.

        Raises:
            RequestError: QUERY_TOO_COMPLEX if that is too much.
        """
        error = COST.error(self._with(variables))
        if error is not None:
            raise error

    def cost(self, variables: Mapping[str, Any] | None) -> int:
        """Give the cost with these values of variables."""
        return (self._with(variables) if self._varies else self._most).once

    def _with(self, variables: Mapping[str, Any] | None) -> Tally:
        sizes = Sizes(self._operation, variables or {})
        return Scales(self._document, sizes).weigh(self._operation)


def too_complex(limit: str, maximum: int, message: str, **more: int) -> RequestError:
    """Give the error for a document that passes a limit."""
    extensions = {"limit": limit, "maximum": maximum, **more}
    return RequestError(RequestCode.QUERY_TOO_COMPLEX, message, extensions)


def _standard_introspection() -> int:
    """Weigh the query for the whole schema that tools send, with all that it may ask for."""
    text = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        one_of=True,
    )
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)  # noqa: S101 -- see its text
    return Scales(document, Sizes(operation)).weigh(operation).introspection


COST = Limit(
    "cost",
    MAX_COST,
    lambda tally: tally.once,
    "The operation costs {}, and {} is the most: ask for smaller pages, or for fewer fields.",
)
FIXED = (
    Limit(
        "depth",
        MAX_DEPTH,
        lambda tally: tally.depth,
        "The operation is {} fields deep, and {} is the most: ask for what lies deeper by its ID.",
    ),
    Limit(
        "aliases",
        MAX_ALIASES,
        lambda tally: tally.aliases,
        "The operation has {} aliases, and {} are the most: send several operations.",
    ),
    Limit(
        "rootFields",
        MAX_ROOT_FIELDS,
        lambda tally: tally.width,
        "The operation has {} root fields, and {} are the most: send several operations.",
    ),
    Limit(
        "directives",
        MAX_DIRECTIVES,
        lambda tally: tally.directives,
        "The operation has {} directives, and {} are the most: put one around several fields.",
    ),
    Limit(
        "introspection",
        2 * _standard_introspection(),
        lambda tally: tally.introspection,
        "The operation may read {} fields of the schema, and {} are the most: ask for all of it"
        " once, or for one type (`__type`).",
    ),
)
"""Limits to which an operation keeps, or does not, whatever the values of its variables are."""
