"""The arguments that every list of users takes."""

from typing import Annotated, TypeAlias

import strawberry
from strawberry import Maybe

from schema.filters import UserFilter
from schema.orders import UserOrder

Filter: TypeAlias = Annotated[
    Maybe[UserFilter | None], strawberry.argument(description="Who is in the list.")
]
OrderBy: TypeAlias = Annotated[
    Maybe[list[UserOrder] | None],
    strawberry.argument(
        description=(
            "At most 3; earlier entries weigh more. Ties are broken by ID, in the direction of"
            " the last entry, so that pages never overlap. Default: newest first."
        )
    ),
]
First: TypeAlias = Annotated[
    Maybe[int | None],
    strawberry.argument(
        description=(
            "Page size forwards; 50 where neither `first` nor `last` is given, 100 at most."
        )
    ),
]
After: TypeAlias = Annotated[
    Maybe[str | None], strawberry.argument(description="Only what follows this cursor.")
]
Last: TypeAlias = Annotated[
    Maybe[int | None],
    strawberry.argument(
        description="Page size backwards, 100 at most; excludes `first` and `offset`."
    ),
]
Before: TypeAlias = Annotated[
    Maybe[str | None], strawberry.argument(description="Only what comes before this cursor.")
]
Offset: TypeAlias = Annotated[
    Maybe[int | None],
    strawberry.argument(description="How many to skip, 0 or more; excludes `last` and cursors."),
]
