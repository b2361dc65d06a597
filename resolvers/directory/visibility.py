"""A filter or an order on a field is a read of it: who may not see a field may not use it."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from core.errors import RequestCode, RequestError
from resolvers.context import Caller
from resolvers.directory.conditions import (
    And,
    Compare,
    CompareData,
    Condition,
    HasReferrer,
    Not,
    Or,
)
from resolvers.directory.fields import Field
from resolvers.directory.orders import Order


def check_visible(caller: Caller, condition: Condition, orders: Iterable[Order]) -> None:
    """Refuse conditions and orders on what the caller does not see of every user.

    Raises:
        RequestError: FORBIDDEN, naming the first such field.
    """
    if caller.is_admin:
        return
    for name in (*_hidden(condition), *_hidden_orders(orders)):
        message = f"You may not filter or sort by `{name}`: it is not public."
        raise RequestError(RequestCode.FORBIDDEN, message)


def _hidden(condition: Condition) -> Iterator[str]:
    match condition:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _hidden(part)
        case Not(part):
            yield from _hidden(part)
        case HasReferrer():
            yield "referredBy"
        case CompareData():
            yield "data"
        case Compare(field):
            yield from _hidden_field(field)
        case _:
            assert_never(condition)


def _hidden_orders(orders: Iterable[Order]) -> Iterator[str]:
    for order in orders:
        if order.field is None:
            yield "data"
        else:
            yield from _hidden_field(order.field)


def _hidden_field(field: Field) -> Iterator[str]:
    if not field.is_public:
        yield field.name
