"""What UserFilter and UserOrder mean, over plain objects in Python, by the words of the schema.

Filters and orders are the JSON that a client sends as variables. Only the folding of case and the
reading of ISO 8601 are the server's own, because they are tested apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any, TypeAlias

from core.instants import parse_iso8601
from core.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Json: TypeAlias = "Mapping[str, Any]"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INSTANTS = {"lastLoginAt", "createdAt", "updatedAt"}
NEWEST_FIRST = {"field": "CREATED_AT", "direction": "DESC"}


@dataclass(eq=False)
class Person:
    """A user: values under their names in GraphQL (instants in microseconds), data, referrer."""

    values: dict[str, Any]
    data: dict[str, Any] = field(default_factory=dict)
    referrer: Person | None = None
    referrals: int = 0

    def value(self, name: str) -> Any:
        """Give the value of a field that can be filtered or sorted by; None if it is missing."""
        if name == "referralCount":
            return self.referrals
        if name == "referredById":
            return self.referrer.values["id"] if self.referrer else None
        return self.values[name]

    def at(self, path: Sequence[str]) -> Any:
        """Give the value at a path of keys in `data`; None if there is none."""
        value: Any = self.data
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return value


def matches(condition: Json, person: Person) -> bool:
    """Tell whether a UserFilter holds for a person."""
    return all(_holds(name, content, person) for name, content in condition.items())


def _holds(name: str, content: Any, person: Person) -> bool:
    match name:
        case "and":
            return all(matches(part, person) for part in content)
        case "or":
            return any(matches(part, person) for part in content)
        case "not":
            return not matches(content, person)
        case "referredBy":
            return person.referrer is not None and matches(content, person.referrer)
        case "data":
            return all(_data_holds(one["is"], person.at(one["path"])) for one in content)
        case _:
            read = micros if name in INSTANTS else _same
            return _compares(content, person.value(name), read)


def _data_holds(comparator: Json, value: Any) -> bool:
    ((kind, content),) = comparator.items()
    if kind == "exists":
        return (value is not None) is content
    if kind == "list":
        is_list = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return all(is_list and LISTS[name](value, operand) for name, operand in content.items())
    typed, read = TYPES[kind](value)
    return _compares(content, typed, read)


def _compares(content: Json, value: Any, read: Callable[[Any], Any]) -> bool:
    return all(_compare(name, operand, value, read) for name, operand in content.items())


def _compare(name: str, operand: Any, value: Any, read: Callable[[Any], Any]) -> bool:
    if name == "isNull":
        return (value is None) is operand
    if name in {"ne", "notIn"}:
        return not _compare("eq" if name == "ne" else "in", operand, value, read)
    wanted = [read(one) for one in operand] if name == "in" else read(operand)
    return value is not None and OPERATORS[name](value, wanted)


def _same(value: Any) -> Any:
    return value


def micros(text: str) -> int:
    """Give the microseconds since 1970 of a DateTime."""
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


def _string(value: Any) -> tuple[Any, Callable[[Any], Any]]:
    return (value if isinstance(value, str) else None), _same


def _number(value: Any) -> tuple[Any, Callable[[Any], Any]]:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return (float(value) if is_number else None), float


def _boolean(value: Any) -> tuple[Any, Callable[[Any], Any]]:
    return (value if isinstance(value, bool) else None), _same


def _instant(value: Any) -> tuple[Any, Callable[[Any], Any]]:
    return (parse_iso8601(value) if isinstance(value, str) else None), micros


TYPES: dict[str, Callable[[Any], tuple[Any, Callable[[Any], Any]]]] = {
    "string": _string,
    "number": _number,
    "boolean": _boolean,
    "dateTime": _instant,
}
"""For each comparison of `data`: the value if it has the type, and how operands are read."""

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, operand: value == operand,
    "in": lambda value, operand: value in operand,
    "gt": lambda value, operand: value > operand,
    "gte": lambda value, operand: value >= operand,
    "lt": lambda value, operand: value < operand,
    "lte": lambda value, operand: value <= operand,
    "contains": lambda value, operand: operand in value,
    "icontains": lambda value, operand: fold(operand) in fold(value),
    "ieq": lambda value, operand: fold(operand) == fold(value),
    "startsWith": lambda value, operand: value.startswith(operand),
    "endsWith": lambda value, operand: value.endswith(operand),
}

LISTS: dict[str, Callable[[list[str], Any], bool]] = {
    "contains": lambda items, operand: operand in items,
    "containsAny": lambda items, operand: any(one in items for one in operand),
    "containsAll": lambda items, operand: all(one in items for one in operand),
    "isEmpty": lambda items, operand: (not items) is operand,
}


def ordered(people: Sequence[Person], orders: Sequence[Json]) -> list[Person]:
    """Sort people by UserOrders, ties by ID in the direction of the last."""
    chosen = list(orders) or [NEWEST_FIRST]
    chosen.append({"field": "ID", "direction": chosen[-1].get("direction", "ASC")})

    def compare(one: Person, other: Person) -> int:
        results = (_order(order, one, other) for order in chosen)
        return next((result for result in results if result), 0)

    return sorted(people, key=cmp_to_key(compare))


def _order(order: Json, one: Person, other: Person) -> int:
    left, right = _sort_value(order, one), _sort_value(order, other)
    if left is None or right is None:
        return (left is None) - (right is None)
    sign = -1 if order.get("direction") == "DESC" else 1
    return sign * ((left > right) - (left < right))


def _sort_value(order: Json, person: Person) -> tuple[int, Any] | None:
    if order.get("field") is not None:
        head, *rest = order["field"].split("_")
        value = person.value(head.lower() + "".join(word.capitalize() for word in rest))
        return None if value is None else (0, value)
    value = person.at(order["data"])
    for rank, read in enumerate((_number, _string, _boolean)):
        typed, _ = read(value)
        if typed is not None:
            return rank, typed
    return None
