"""The filter of users as clients write it."""

import strawberry
from strawberry import Maybe

from schema.comparators import (
    BooleanFilter,
    DateTimeFilter,
    FloatFilter,
    IDFilter,
    IntFilter,
    StringFilter,
    StringListFilter,
)

field = strawberry.field


@strawberry.input(
    one_of=True,
    description=(
        "Exactly one comparison. Its type is also a condition: `number` sees only JSON numbers, so"
        ' {"age": "abc"} neither matches `number: {gt: 5}` nor makes the query fail.'
    ),
)
class DataComparator:
    """See the description."""

    string: Maybe[StringFilter] = field(description="A JSON string.")
    number: Maybe[FloatFilter] = field(description="A JSON number.")
    boolean: Maybe[BooleanFilter] = field(description="True or false.")
    date_time: Maybe[DateTimeFilter] = field(
        description=(
            "An ISO 8601 string in `data`, compared as an instant: a date, or a date with a time;"
            " without an offset it is UTC."
        )
    )
    list: Maybe[StringListFilter] = field(description="A JSON list of strings.")
    exists: Maybe[bool] = field(description="True: there is a value that is not JSON null.")


@strawberry.input(description="One condition on a value in `data`.")
class DataFilter:
    """See the description."""

    path: list[str] = field(
        description=(
            'Keys from the root of `data`: "age" or ["address", "city"]. At most 8, of 128'
            " characters each."
        )
    )
    is_: DataComparator = field(name="is", description="What must be true of the value.")


@strawberry.input(
    description=(
        "Conditions that must all hold; {} holds for everyone. For every user exactly one of `f`"
        " and `not: f` holds, so `ne`, `notIn` and `not` match a missing value too. A condition on"
        " a field that the caller may not see is an error, never ignored. At most 5 levels deep,"
        " 50 conditions, lists of 500."
    )
)
class UserFilter:
    """See the description."""

    and_: Maybe[list["UserFilter"] | None] = field(name="and", description="All of these.")
    or_: Maybe[list["UserFilter"] | None] = field(
        name="or", description="At least one of these; of none, nobody."
    )
    not_: Maybe["UserFilter | None"] = field(
        name="not", description="Exactly the users whom this does not match."
    )
    id: Maybe[IDFilter | None] = field(description="The ID.")
    email: Maybe[StringFilter | None] = field(description="The e-mail address as typed.")
    username: Maybe[StringFilter | None] = field(description="The user name.")
    name: Maybe[StringFilter | None] = field(description="The full name.")
    first_name: Maybe[StringFilter | None] = field(description="The first name.")
    last_name: Maybe[StringFilter | None] = field(description="The last name.")
    phone: Maybe[StringFilter | None] = field(description="The telephone number.")
    city: Maybe[StringFilter | None] = field(description="The city.")
    country: Maybe[StringFilter | None] = field(description="The country.")
    timezone: Maybe[StringFilter | None] = field(description="The IANA time zone.")
    role: Maybe[StringFilter | None] = field(description="The role.")
    is_email_verified: Maybe[BooleanFilter | None] = field(
        description="Whether the e-mail address is verified."
    )
    is_active: Maybe[BooleanFilter | None] = field(description="Whether the user may sign in.")
    last_login_at: Maybe[DateTimeFilter | None] = field(description="When last signed in.")
    created_at: Maybe[DateTimeFilter | None] = field(description="When registered.")
    updated_at: Maybe[DateTimeFilter | None] = field(description="When last changed.")
    data: Maybe[list[DataFilter] | None] = field(description="Conditions on `data`; all must hold.")
    referred_by_id: Maybe[IDFilter | None] = field(description="The ID of the referrer.")
    referred_by: Maybe["UserFilter | None"] = field(
        description="Conditions on the referrer; a user without one does not match. Nests."
    )
    referral_count: Maybe[IntFilter | None] = field(description="How many users this user brought.")
