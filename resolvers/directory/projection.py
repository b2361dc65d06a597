"""What is wanted of each user: columns, and those of its referrer, by joins along the foreign key.

A row of a projection is flat: the user's columns, then its referrer's, whose first one is the ID
(NULL where there is none), then the referrer's referrer's, and so on.
"""

from dataclasses import dataclass

MAX_JOINS = 8


@dataclass(frozen=True, slots=True)
class Projection:
    """Columns of a user and, if `referrer` is given, of the user who brought it."""

    columns: tuple[str, ...]
    referrer: "Projection | None" = None

    @property
    def width(self) -> int:
        """How many columns a row has, those of referrers included."""
        return len(self.columns) + (0 if self.referrer is None else self.referrer.width)

    def select(self, alias: str = "u") -> list[str]:
        """Give the columns for a SELECT."""
        own = [f"{alias}.{column}" for column in self.columns]
        return own if self.referrer is None else own + self.referrer.select(f"{alias}r")

    def joins(self, alias: str = "u") -> str:
        """Give the joins; a referrer is of the same project."""
        if self.referrer is None:
            return ""
        other = f"{alias}r"
        return (
            f" LEFT JOIN users {other} ON {other}.id = {alias}.referred_by_id"
            f" AND {other}.project_id = {alias}.project_id{self.referrer.joins(other)}"
        )
