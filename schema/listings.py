"""The arguments of a list of users, from GraphQL to data."""

from enum import Enum
from typing import Any

from resolvers.directory.fields import FIELDS
from resolvers.directory.listing import Listing
from resolvers.directory.orders import MAX_ORDERS, Order
from resolvers.directory.paging import PageArguments
from schema.conditions import condition_of, path_of
from schema.inputs import given, wrong


def listing_of(  # noqa: PLR0913 -- the arguments of a list in GraphQL
    *,
    filter_: Any,
    order_by: Any,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    offset: int | None,
) -> Listing:
    """Give the list that arguments ask for; None stands for an argument that was not given.

    Raises:
        RequestError: BAD_USER_INPUT, naming the place of what is wrong.
    """
    return Listing(
        condition=condition_of(filter_),
        orders=orders_of(order_by or ()),
        arguments=PageArguments(first, after, last, before, offset),
    )


def orders_of(values: Any) -> tuple[Order, ...]:
    """Give the orders that `orderBy` means.

    Raises:
        RequestError: BAD_USER_INPUT, naming the place of what is wrong.
    """
    if len(values) > MAX_ORDERS:
        message = f"at most {MAX_ORDERS} orders, but there are {len(values)}."
        raise wrong(("orderBy",), message)
    return tuple(_order(value, ("orderBy", index)) for index, value in enumerate(values))


def _order(value: Any, place: tuple[str | int, ...]) -> Order:
    parts = dict(given(value))
    field, path = parts.get("field"), parts.get("data")
    descending = _plain(parts["direction"]) == "DESC"
    if (field is None) == (path is None):
        raise wrong(place, "exactly one of `field` and `data` is given.")
    if field is None:
        return Order(None, path_of(path, (*place, "data")), descending)
    return Order(FIELDS[_plain(field)], (), descending)


def _plain(value: Any) -> str:
    """Give what stands for an enum value: Strawberry gives the member, graphql-core its value."""
    return str(value.value if isinstance(value, Enum) else value)
