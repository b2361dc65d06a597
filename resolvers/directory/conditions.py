"""Conditions as data: what a filter asks, before any database is in sight."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, Union

from resolvers.directory.fields import Field

Scalar: TypeAlias = str | int | float | bool
Operand: TypeAlias = Scalar | tuple[Scalar, ...]
Condition: TypeAlias = Union["And", "Or", "Not", "Compare", "CompareData", "HasReferrer"]

MAX_DEPTH = 5
MAX_CONDITIONS = 50
MAX_LIST = 500
MAX_PATH = 8


class Operator(StrEnum):
    """The comparisons, under their names in GraphQL.

    `ne` and `notIn` are not among them: they are `eq` and `in` within Not.
    """

    EQ = "eq"
    IN = "in"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    IEQ = "ieq"
    CONTAINS = "contains"
    ICONTAINS = "icontains"
    STARTS_WITH = "startsWith"
    ENDS_WITH = "endsWith"
    IS_NULL = "isNull"
    CONTAINS_ANY = "containsAny"
    CONTAINS_ALL = "containsAll"
    IS_EMPTY = "isEmpty"
    EXISTS = "exists"
    BETWEEN = "between"
    """`gte` and `lte` at once; no operator of GraphQL, but what two of them are put together to."""


class DataKind(StrEnum):
    """The type that a comparison of a value in `data` sees; values of other types never match."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    INSTANT = "dateTime"
    LIST = "list"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class And:
    """All of these; of none it is true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of these; of none it is false."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Exactly the users whom the part does not match."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Compare:
    """A field of the user itself, compared with a value; a missing value matches nothing."""

    field: Field
    operator: Operator
    operand: Operand


@dataclass(frozen=True, slots=True)
class CompareData:
    """A value in `data`, compared with a value of one type."""

    path: tuple[str, ...]
    kind: DataKind
    operator: Operator
    operand: Operand


@dataclass(frozen=True, slots=True)
class HasReferrer:
    """There is a referrer, and the referrer matches."""

    part: Condition


EVERYONE = And(())
NOBODY = Or(())


def all_of(parts: Iterable[Condition]) -> Condition:
    """Give the condition that all of these hold, without those that always do."""
    return _joined(parts, And, EVERYONE, NOBODY)


def any_of(parts: Iterable[Condition]) -> Condition:
    """Give the condition that one of these holds, without those that never do."""
    return _joined(parts, Or, NOBODY, EVERYONE)


def negation_of(part: Condition) -> Condition:
    """Give the condition that this does not hold."""
    if part == EVERYONE:
        return NOBODY
    return EVERYONE if part == NOBODY else Not(part)


def _joined(
    parts: Iterable[Condition], join: type[And | Or], neutral: Condition, decisive: Condition
) -> Condition:
    """Join conditions. Only as many as compare something remain, however many were empty.

    What compares something stays even beside what decides, because it may be refused later.
    """
    kept = [part for part in parts if part != neutral]
    others = [part for part in kept if part != decisive]
    if len(others) < len(kept):
        return join((decisive, *others)) if others else decisive
    return join(tuple(kept))
