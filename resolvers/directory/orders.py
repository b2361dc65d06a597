"""Orders: what users are sorted by, ties always broken by ID, missing values last both ways."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.terms import path_key
from resolvers.directory.fields import CREATED_AT, ID, Field
from resolvers.directory.grammar import Grammar

MAX_ORDERS = 3


@dataclass(frozen=True, slots=True)
class Order:
    """One thing to sort by: a field, or else a value in `data` by its path."""

    field: Field | None
    path: tuple[str, ...] = ()
    descending: bool = False


@dataclass(frozen=True, slots=True)
class SortKey:
    """An order as SQL.

    If it is seekable, an index is entered by this key and the following ones at once.
    """

    sql: str
    descending: bool
    is_nullable: bool
    is_seekable: bool = True

    def order_by(self, *, backwards: bool) -> str:
        """Give the terms of ORDER BY; backwards is the exact reverse."""
        value = f"{self.sql} {'DESC' if self.descending != backwards else 'ASC'}"
        if not self.is_nullable:
            return value
        return f"({self.sql} IS NULL) {'DESC' if backwards else 'ASC'}, {value}"

    def known(self) -> "SortKey":
        """Give the same key for rows that are known to have a value."""
        return replace(self, is_nullable=False)


NEWEST_FIRST = (Order(CREATED_AT, descending=True),)


def complete(orders: Sequence[Order]) -> tuple[Order, ...]:
    """Make an order total: newest first if there is none, and ties by ID in the last direction."""
    chosen: list[Order] = []
    for order in orders or NEWEST_FIRST:
        chosen.append(order)
        if order.field is ID:
            return tuple(chosen)
    return (*chosen, Order(ID, descending=chosen[-1].descending))


def sort_keys(orders: Sequence[Order], grammar: Grammar, alias: str = "u") -> list[SortKey]:
    """Write orders as SQL on the users that `alias` stands for."""
    return [_sort_key(order, grammar, alias) for order in orders]


def _sort_key(order: Order, grammar: Grammar, alias: str) -> SortKey:
    if order.field is None:
        sql = grammar.term(alias, f"v{path_key(order.path)}")
        return SortKey(sql, order.descending, is_nullable=True, is_seekable=grammar.seeks_terms)
    sql = f"{alias}.{order.field.column}"
    return SortKey(sql, order.descending, order.field.is_nullable)
