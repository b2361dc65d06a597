"""From the filter that a client wrote to conditions as data, with the limits on its size."""

import math
from collections.abc import Iterator
from typing import Any

from core.ids import Prefix, decode
from core.text import is_storable
from resolvers.directory.conditions import (
    MAX_CONDITIONS,
    MAX_DEPTH,
    MAX_LIST,
    MAX_PATH,
    And,
    Compare,
    CompareData,
    Condition,
    DataKind,
    HasReferrer,
    Not,
    Operator,
    all_of,
    any_of,
    negation_of,
)
from resolvers.directory.fields import FIELDS, Field, Kind
from schema.inputs import given, wrong

MAX_KEY = 128
Place = tuple[str | int, ...]
NEGATIONS = {"ne": Operator.EQ, "notIn": Operator.IN}
NULL = "null is not a condition; to ask for missing values, write isNull: true."
NOT_TEXT = "NUL characters and lone surrogates are not text."


def condition_of(value: Any, place: Place = ("filter",)) -> Condition:
    """Give the condition that a filter means; None means everyone.

    Raises:
        RequestError: BAD_USER_INPUT, naming the place of what is wrong.
    """
    return And(()) if value is None else _Reader().user(value, place, 1)


def path_of(keys: Any, place: Place) -> tuple[str, ...]:
    """Check the path of a value in `data`.

    Raises:
        RequestError: BAD_USER_INPUT.
    """
    if not 1 <= len(keys) <= MAX_PATH:
        raise wrong(place, f"a path has 1 to {MAX_PATH} keys, but this one has {len(keys)}.")
    for index, key in enumerate(keys):
        if len(key) > MAX_KEY:
            raise wrong((*place, index), f"a key has at most {MAX_KEY} characters.")
        if not is_storable(key):
            raise wrong((*place, index), NOT_TEXT)
    return tuple(keys)


class _Reader:
    """Reads one filter, counting its conditions."""

    def __init__(self) -> None:
        self.count = 0

    def user(self, value: Any, place: Place, depth: int) -> Condition:
        if depth > MAX_DEPTH:
            raise wrong(place, f"a filter is at most {MAX_DEPTH} levels deep.")
        parts: list[Condition] = []
        for name, content in given(value):
            here = (*place, name)
            if content is None:
                raise wrong(here, NULL)
            parts.append(self._part(name, content, here, depth))
        return parts[0] if len(parts) == 1 else all_of(parts)

    def _part(self, name: str, content: Any, place: Place, depth: int) -> Condition:
        match name:
            case "and":
                return all_of(self._several(content, place, depth))
            case "or":
                return any_of(self._several(content, place, depth))
            case "not":
                return negation_of(self.user(content, place, depth + 1))
            case "referredBy":
                return self._referrer(content, place, depth)
            case "data":
                _check_length(content, place)
                return all_of(self._data(one, (*place, n)) for n, one in enumerate(content))
            case _:
                return And(tuple(self._comparisons(FIELDS[name], content, place)))

    def _referrer(self, content: Any, place: Place, depth: int) -> Condition:
        before = self.count
        part = self.user(content, place, depth + 1)
        if self.count == before:
            # That there is a referrer is a condition too: each of them costs a look at the users.
            self._count(place)
        return HasReferrer(part)

    def _several(self, content: Any, place: Place, depth: int) -> Iterator[Condition]:
        _check_length(content, place)
        return (self.user(one, (*place, n), depth + 1) for n, one in enumerate(content))

    def _comparisons(self, field: Field, content: Any, place: Place) -> Iterator[Condition]:
        for name, operand in given(content):
            here = (*place, name)
            self._check(operand, here)
            operator = NEGATIONS.get(name) or Operator(name)
            condition = _comparison(field, operator, operand)
            yield Not(condition) if name in NEGATIONS else condition

    def _data(self, content: Any, place: Place) -> Condition:
        parts = dict(given(content))
        path = path_of(parts["path"], (*place, "path"))
        ((name, comparison),) = given(parts["is"])
        here = (*place, "is", name)
        if name == "exists":
            self._check(comparison, here)
            return CompareData(path, DataKind.ANY, Operator.EXISTS, comparison)
        return And(tuple(self._data_comparisons(path, DataKind(name), comparison, here)))

    def _data_comparisons(
        self, path: tuple[str, ...], kind: DataKind, content: Any, place: Place
    ) -> Iterator[Condition]:
        operands = dict(given(content))
        for name, operand in operands.items():
            self._check(operand, (*place, name))
        if kind is DataKind.NUMBER and "gte" in operands and "lte" in operands:
            # Read once, and in one range of an index.
            ends = (operands.pop("gte"), operands.pop("lte"))
            yield CompareData(path, kind, Operator.BETWEEN, ends)
        for name, operand in operands.items():
            operator = NEGATIONS.get(name) or Operator(name)
            frozen = tuple(operand) if isinstance(operand, list) else operand
            condition = CompareData(path, kind, operator, frozen)
            yield Not(condition) if name in NEGATIONS else condition

    def _count(self, place: Place) -> None:
        self.count += 1
        if self.count > MAX_CONDITIONS:
            raise wrong(place, f"a filter has at most {MAX_CONDITIONS} conditions.")

    def _check(self, operand: Any, place: Place) -> None:
        self._count(place)
        if operand is None:
            raise wrong(place, NULL)
        if isinstance(operand, list):
            _check_length(operand, place)
            for index, one in enumerate(operand):
                _check_scalar(one, (*place, index))
        else:
            _check_scalar(operand, place)


def _comparison(field: Field, operator: Operator, operand: Any) -> Condition:
    if field.kind is not Kind.ID or operator is Operator.IS_NULL:
        frozen = tuple(operand) if isinstance(operand, list) else operand
        return Compare(field, operator, frozen)
    wanted = operand if operator is Operator.IN else [operand]
    keys = [str(key) for one in wanted if (key := decode(Prefix.USER, one)) is not None]
    if operator is Operator.EQ and keys:
        return Compare(field, operator, keys[0])
    # An ID that is none is the ID of nobody; to ask for it is to ask about the field all the same.
    return Compare(field, Operator.IN, tuple(keys))


def _check_length(items: Any, place: Place) -> None:
    if len(items) > MAX_LIST:
        raise wrong(
            place, f"a list has at most {MAX_LIST} elements, but this one has {len(items)}."
        )


def _check_scalar(operand: Any, place: Place) -> None:
    if isinstance(operand, str) and not is_storable(operand):
        raise wrong(place, NOT_TEXT)
    if isinstance(operand, float) and not math.isfinite(operand):
        raise wrong(place, "a number must be finite.")
