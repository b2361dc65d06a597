"""The comparisons that filters are made of, one input for each kind of value."""

import strawberry
from strawberry import Maybe

from schema.scalars import DateTime

field = strawberry.field

EQ = "Equal."
NE = "The complement of `eq`: it matches a missing value too."
GT = "Greater."
GTE = "Greater or equal."
LT = "Less."
LTE = "Less or equal."
IN = "One of these; of none, nobody. 500 at most."
NOT_IN = "The complement of `in`: it matches a missing value too. 500 at most."
IS_NULL = "True: there is no value. False: there is one."


@strawberry.input(description="Conditions on an ID, which must all hold.")
class IDFilter:
    """See the description."""

    eq: Maybe[strawberry.ID | None] = field(description=EQ)
    ne: Maybe[strawberry.ID | None] = field(description=NE)
    in_: Maybe[list[strawberry.ID] | None] = field(name="in", description=IN)
    not_in: Maybe[list[strawberry.ID] | None] = field(description=NOT_IN)
    is_null: Maybe[bool | None] = field(description=IS_NULL)


@strawberry.input(
    description=(
        "Conditions on a text, which must all hold. Case counts, except in `ieq`, `icontains`;"
        " those fold case for all of Unicode, the same on every database. Order is that of code"
        " points."
    )
)
class StringFilter:
    """See the description."""

    eq: Maybe[str | None] = field(description=EQ)
    ne: Maybe[str | None] = field(description=NE)
    gt: Maybe[str | None] = field(description=GT)
    gte: Maybe[str | None] = field(description=GTE)
    lt: Maybe[str | None] = field(description=LT)
    lte: Maybe[str | None] = field(description=LTE)
    in_: Maybe[list[str] | None] = field(name="in", description=IN)
    not_in: Maybe[list[str] | None] = field(description=NOT_IN)
    contains: Maybe[str | None] = field(description="Contains this to the letter.")
    icontains: Maybe[str | None] = field(description="Contains this, whatever the case.")
    ieq: Maybe[str | None] = field(description="Equal, whatever the case.")
    starts_with: Maybe[str | None] = field(description="Begins with this to the letter.")
    ends_with: Maybe[str | None] = field(description="Ends with this to the letter.")
    is_null: Maybe[bool | None] = field(description=IS_NULL)


@strawberry.input(description="Conditions on a whole number, which must all hold.")
class IntFilter:
    """See the description."""

    eq: Maybe[int | None] = field(description=EQ)
    ne: Maybe[int | None] = field(description=NE)
    gt: Maybe[int | None] = field(description=GT)
    gte: Maybe[int | None] = field(description=GTE)
    lt: Maybe[int | None] = field(description=LT)
    lte: Maybe[int | None] = field(description=LTE)
    in_: Maybe[list[int] | None] = field(name="in", description=IN)
    not_in: Maybe[list[int] | None] = field(description=NOT_IN)


@strawberry.input(
    description=(
        "Conditions on a number, which must all hold. Numbers compare as IEEE 754 doubles: 30"
        " equals 30.0, and whole numbers beyond 2^53 equal their nearest double."
    )
)
class FloatFilter:
    """See the description."""

    eq: Maybe[float | None] = field(description=EQ)
    ne: Maybe[float | None] = field(description=NE)
    gt: Maybe[float | None] = field(description=GT)
    gte: Maybe[float | None] = field(description=GTE)
    lt: Maybe[float | None] = field(description=LT)
    lte: Maybe[float | None] = field(description=LTE)
    in_: Maybe[list[float] | None] = field(name="in", description=IN)
    not_in: Maybe[list[float] | None] = field(description=NOT_IN)
    is_null: Maybe[bool | None] = field(description=IS_NULL)


@strawberry.input(description="Conditions on a truth value, which must all hold.")
class BooleanFilter:
    """See the description."""

    eq: Maybe[bool | None] = field(description=EQ)
    ne: Maybe[bool | None] = field(description=NE)
    is_null: Maybe[bool | None] = field(description=IS_NULL)


@strawberry.input(description="Conditions on an instant, which must all hold; later is greater.")
class DateTimeFilter:
    """See the description."""

    eq: Maybe[DateTime | None] = field(description=EQ)
    ne: Maybe[DateTime | None] = field(description=NE)
    gt: Maybe[DateTime | None] = field(description=GT)
    gte: Maybe[DateTime | None] = field(description=GTE)
    lt: Maybe[DateTime | None] = field(description=LT)
    lte: Maybe[DateTime | None] = field(description=LTE)
    is_null: Maybe[bool | None] = field(description=IS_NULL)


@strawberry.input(
    description=(
        "Conditions on a JSON list in which every element is a string, which must all hold; other"
        " values never match."
    )
)
class StringListFilter:
    """See the description."""

    contains: Maybe[str | None] = field(description="Has this element.")
    contains_any: Maybe[list[str] | None] = field(
        description="Has one of these elements; of none, nobody. 500 at most."
    )
    contains_all: Maybe[list[str] | None] = field(
        description="Has all of these elements; of none, every list. 500 at most."
    )
    is_empty: Maybe[bool | None] = field(description="True: has no element. False: has one.")
