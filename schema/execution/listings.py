"""Lists whose filter stands in the document: what it means is worked out once, with holes.

    users(filter: {city: {eq: $city}}, first: $size)

A hole stands for a value that a variable brings. What a variable may change beyond a value (an
empty text, null, a whole filter) is left to the way that works for everything.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLArgument

from core.errors import RequestError
from core.text import is_storable
from resolvers.directory.conditions import Condition, Operand
from resolvers.directory.listing import Listing
from resolvers.directory.orders import Order, complete
from resolvers.directory.paging import PageArguments
from resolvers.directory.shapes import STRUCTURAL, Shape, leaves_of, shape_of
from schema.conditions import condition_of
from schema.execution.coercion import Fallback, Variables, arguments_of
from schema.listings import listing_of, orders_of

MakeListing = Callable[[Variables], Listing]
LAST = "\U0010ffff"
PAGING = ("first", "after", "last", "before", "offset")


class Hole:
    """The place of a variable's value."""

    def __init__(self, name: str) -> None:
        self.name = name


class _Holes(dict[str, Any]):
    """Variables of which each has a hole for its value."""

    def get(self, name: str, _default: Any = None) -> Any:
        return Hole(name)


class _Nothing(dict[str, Any]):
    """Variables of which none may be asked for: an order has no values, it is all shape."""

    def get(self, _name: str, _default: Any = None) -> Any:
        raise Fallback


@dataclass(frozen=True, slots=True)
class _Template:
    condition: Condition
    orders: tuple[Order, ...]
    shape: Shape
    operands: tuple[Any, ...]

    def fill(self, variables: Variables) -> tuple[Operand, ...] | None:
        """Give the operands; None if a value is none that a hole was made for."""
        filled = tuple(_fill(operand, variables) for operand in self.operands)
        return None if None in filled else filled


def listings_of(node: FieldNode, definitions: Mapping[str, GraphQLArgument]) -> MakeListing:
    """Prepare the making of a list from the arguments of a field.

    What is made raises RequestError or Fallback where something is wrong.
    """
    arguments = arguments_of(node, definitions)
    template = _template(node, definitions)

    def make(variables: Variables) -> Listing:
        given = arguments(variables)
        return listing_of(
            filter_=given.get("filter"),
            order_by=given.get("orderBy"),
            **{name: given.get(name) for name in PAGING},
        )

    if template is None:
        return make
    paging = arguments_of(node, definitions, PAGING)

    def fill(variables: Variables) -> Listing:
        operands = template.fill(variables)
        if operands is None:
            return make(variables)
        page = PageArguments(**paging(variables))
        return Listing(template.condition, template.orders, page, (template.shape, operands))

    return fill


def _template(node: FieldNode, definitions: Mapping[str, GraphQLArgument]) -> _Template | None:
    """Work out filter and order; None if they do not stand in the document in full."""
    try:
        filter_ = arguments_of(node, definitions, ("filter",))(_Holes()).get("filter")
        order_by = arguments_of(node, definitions, ("orderBy",))(_Nothing()).get("orderBy")
        condition, orders = condition_of(filter_), complete(orders_of(order_by or ()))
        operands: list[Operand] = []
        shape = shape_of(condition, operands)
    # A hole where a list, an object or an ID belongs is not what their readers expect.
    except (Fallback, RequestError, AttributeError, TypeError, KeyError, ValueError):
        return None
    is_fixed = all(
        leaf.operator not in STRUCTURAL or not isinstance(leaf.operand, Hole)
        for leaf in leaves_of(condition)
    )
    return _Template(condition, orders, shape, tuple(operands)) if is_fixed else None


def _fill(operand: Any, variables: Variables) -> Any:
    if isinstance(operand, Hole):
        return _checked(variables.get(operand.name))
    if isinstance(operand, tuple) and any(isinstance(part, Hole) for part in operand):
        parts = tuple(_fill(part, variables) for part in operand)
        return None if None in parts else parts
    return operand


def _checked(value: Any) -> Any:
    """Give a value that has nothing special about it; None for every other."""
    if isinstance(value, str):
        # Nothing follows what begins with the last character of all, as `startsWith` must know.
        return value if value and value[0] != LAST and is_storable(value) else None
    if isinstance(value, bool) or (isinstance(value, int | float) and math.isfinite(value)):
        return value
    return None
