"""A list of users that is asked for, and a page of it that was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.sealing import SealedBox
from models.database import Database
from resolvers.directory.conditions import EVERYONE, Condition
from resolvers.directory.cursors import Cursors, Position, cursors_of
from resolvers.directory.filtering import Filtering
from resolvers.directory.grammar import GRAMMARS, Statement
from resolvers.directory.orders import Order, SortKey, complete, sort_keys
from resolvers.directory.paging import FIRST_PAGE, PageArguments, Window, between, window_of
from resolvers.records import UserRecord, columns, width

COLUMNS = columns(UserRecord, "u")
WIDTH = width(UserRecord)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of users: who, in what order, and which part of it."""

    condition: Condition = EVERYONE
    orders: tuple[Order, ...] = ()
    arguments: PageArguments = FIRST_PAGE


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, in the list's order."""

    users: Sequence[UserRecord]
    positions: Sequence[Position]
    has_next: bool
    has_previous: bool
    cursors: Cursors

    def cursor(self, index: int) -> str:
        """Give the cursor of the user at `index`."""
        return self.cursors.seal(self.positions[index])


@dataclass(frozen=True, slots=True)
class Beyond:
    """Whether the list goes on before and after the window that was asked for."""

    start: bool
    end: bool


class Plan:
    """What follows from a listing: its order as SQL, its cursors and its window."""

    def __init__(
        self, box: SealedBox, database: Database, project_id: str, listing: Listing
    ) -> None:
        self.grammar = GRAMMARS[database.dialect]
        self.project_id = project_id
        self.condition = listing.condition
        orders = complete(listing.orders)
        self.cursors = cursors_of(box, project_id, orders, listing.condition)
        self.window: Window = window_of(listing.arguments, self.cursors)
        self.keys: list[SortKey] = sort_keys(orders, self.grammar)

    @property
    def columns(self) -> list[str]:
        """The columns of a user, then the values that it is sorted by."""
        return [*COLUMNS.split(", "), *(key.sql for key in self.keys)]

    @property
    def selected(self) -> str:
        """The columns as the list of a SELECT."""
        return ", ".join(self.columns)

    @property
    def order_by(self) -> str:
        """The order of reading."""
        return ", ".join(key.order_by(backwards=self.window.backwards) for key in self.keys)

    def begin(self) -> tuple[Statement, Filtering]:
        """Begin a statement."""
        statement = Statement(self.grammar)
        return statement, Filtering(statement, self.project_id)

    def scope(self, statement: Statement) -> str:
        """Restrict a statement to the project."""
        return f"u.project_id = {statement.bind(self.project_id)}"

    def within(self, statement: Statement, filtering: Filtering) -> list[str]:
        """Restrict a statement to whoever matches and stands within the window."""
        return [filtering.where(self.condition), *between(self.window, self.keys, statement)]

    def page(self, rows: Sequence[Any], beyond: Beyond) -> Page:
        """Make a page of rows that were read in the window's direction, at most one too many."""
        window = self.window
        more = len(rows) > window.size
        rows = rows[: window.size]
        if window.backwards:
            rows = rows[::-1]
        return Page(
            users=[UserRecord._make(row[:WIDTH]) for row in rows],
            positions=[tuple(row[WIDTH:]) for row in rows],
            has_next=beyond.end or (more and not window.backwards),
            has_previous=beyond.start or (more and window.backwards),
            cursors=self.cursors,
        )
