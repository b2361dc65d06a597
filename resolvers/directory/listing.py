"""A list of users that is asked for, and a page of it that was read."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from resolvers.directory.conditions import EVERYONE, Condition
from resolvers.directory.cursors import Cursors, cursors_of
from resolvers.directory.orders import Order, SortKey, complete, sort_keys
from resolvers.directory.paging import FIRST_PAGE, PageArguments, Window, window_of
from resolvers.directory.projection import Projection
from resolvers.directory.scope import Scope
from resolvers.directory.shapes import Prepared, prepared
from resolvers.directory.statements import STATEMENTS, Inputs
from resolvers.records import UserRecord

WHOLE = Projection(UserRecord._fields)
"""Everything that a UserRecord holds."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a page is wanted: its users' columns, their cursors, and what lies around it."""

    projection: Projection = WHOLE
    cursors: bool = True
    previous: bool = True
    next: bool = True


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of users: who, in what order, and which part of it."""

    condition: Condition = EVERYONE
    orders: tuple[Order, ...] = ()
    arguments: PageArguments = FIRST_PAGE
    prepared: Prepared | None = None
    """The shape of the condition and its operands, where they are known already."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, in the list's order.

    A row has the columns of the projection, then the values that the list is sorted by.
    """

    rows: Sequence[Any]
    width: int
    has_next: bool
    has_previous: bool
    plan: "Plan"

    @property
    def users(self) -> list[UserRecord]:
        """The users, where everything of them was wanted."""
        return [UserRecord._make(row[: self.width]) for row in self.rows]

    def cursor(self, index: int) -> str:
        """Give the cursor of the user at `index`."""
        return self.plan.cursors.seal(tuple(self.rows[index][self.width :]))


@dataclass(frozen=True, slots=True)
class Beyond:
    """Whether the list goes on before and after the window that was asked for."""

    start: bool
    end: bool


class Plan:
    """What follows from a listing: its shape, its order as SQL, its cursors and its window."""

    def __init__(self, scope: Scope, listing: Listing, wanted: Wanted = EVERYTHING) -> None:
        self.scope = scope
        self.condition = listing.condition
        self.wanted = wanted
        self.orders = complete(listing.orders)
        shape, self.operands = listing.prepared or prepared(listing.condition)
        self.shape = (self.orders, shape)
        self.window: Window = window_of(listing.arguments, lambda: self.cursors)

    @cached_property
    def cursors(self) -> Cursors:
        """The cursors of the list."""
        shape = STATEMENTS.get(("cursors", self.shape), lambda: repr(self.shape).encode())
        return cursors_of(self.scope.box, self.scope.project_id, shape, self.operands)

    @cached_property
    def keys(self) -> list[SortKey]:
        """What the list is sorted by, as SQL."""
        return sort_keys(self.orders, self.scope.grammar)

    def narrowed_to(self, condition: Condition, known: Prepared) -> "Plan":
        """Give the plan of the same list, its cursors included, by an equivalent condition."""
        other = copy(self)
        other.cursors = self.cursors
        other.condition = condition
        shape, other.operands = known
        other.shape = (self.orders, shape)
        return other

    def columns(self, wanted: Wanted) -> list[str]:
        """Give the columns that are wanted, then the values that the list is sorted by."""
        columns = wanted.projection.select()
        return [*columns, *(key.sql for key in self.keys)] if wanted.cursors else columns

    def inputs(self, referrer: str | None = None, keys: Sequence[str] = ()) -> Inputs:
        """Give the values that statements on the list may ask for; one row more tells of others."""
        window = self.window
        return Inputs(
            self.scope.project_id,
            self.operands,
            after=window.after or (),
            before=window.before or (),
            limit=window.size + 1,
            offset=window.offset,
            referrer=referrer,
            keys=keys,
        )

    def page(self, rows: Sequence[Any], beyond: Beyond) -> Page:
        """Make a page of rows that were read in the window's direction, at most one too many."""
        window = self.window
        more = len(rows) > window.size
        rows = rows[: window.size]
        return Page(
            rows=rows[::-1] if window.backwards else rows,
            width=self.wanted.projection.width,
            has_next=beyond.end or (more and not window.backwards),
            has_previous=beyond.start or (more and window.backwards),
            plan=self,
        )
