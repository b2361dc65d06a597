"""The shape of a condition: fields, operators and structure without the values compared with.

Two conditions of one shape become one SQL text. What of a value changes the text is in the shape:
whether a text or a list is empty, and the truth value of `isNull` and the like.
"""

from collections.abc import Iterator
from typing import Any

from resolvers.directory.conditions import (
    And,
    Compare,
    CompareData,
    Condition,
    HasReferrer,
    Not,
    Operand,
    Operator,
    Or,
)
from resolvers.directory.texts import successor

Shape = tuple[Any, ...]
Prepared = tuple[Shape, tuple[Operand, ...]]
"""The shape of a condition, and its operands."""
STRUCTURAL = frozenset({Operator.IS_NULL, Operator.IS_EMPTY, Operator.EXISTS})


def shape_of(condition: Condition, operands: list[Operand]) -> Shape:
    """Give the shape of a condition, and add its operands in the order of its text."""
    if isinstance(condition, Compare):
        operands.append(condition.operand)
        flag = _flag(condition.operator, condition.operand)
        return (condition.field.name, condition.operator, flag)
    if isinstance(condition, CompareData):
        operands.append(condition.operand)
        flag = _flag(condition.operator, condition.operand)
        return (condition.path, condition.kind, condition.operator, flag)
    if isinstance(condition, And | Or):
        return (type(condition), *[shape_of(part, operands) for part in condition.parts])
    assert isinstance(condition, Not | HasReferrer)  # noqa: S101 -- there are no others
    return (type(condition), shape_of(condition.part, operands))


def prepared(condition: Condition) -> Prepared:
    """Give the shape of a condition and its operands."""
    operands: list[Operand] = []
    shape = shape_of(condition, operands)
    return shape, tuple(operands)


def leaves_of(condition: Condition) -> Iterator[Compare | CompareData]:
    """Give the comparisons of a condition, in the order of its text."""
    if isinstance(condition, Compare | CompareData):
        yield condition
    elif isinstance(condition, And | Or):
        for part in condition.parts:
            yield from leaves_of(part)
    else:
        yield from leaves_of(condition.part)


def _flag(operator: Operator, operand: Operand) -> bool:
    if operator in STRUCTURAL:
        return bool(operand)
    if operator is Operator.STARTS_WITH:
        return successor(str(operand)) is not None
    return not isinstance(operand, str | tuple) or bool(operand)
