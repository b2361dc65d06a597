"""What users can be sorted by, as clients write it."""

from enum import Enum

import strawberry
from strawberry import Maybe


@strawberry.enum(description="The direction of an order; missing values come last in both.")
class OrderDirection(Enum):
    """See the description."""

    ASC = strawberry.enum_value("ASC", description="The least first.")
    DESC = strawberry.enum_value("DESC", description="The greatest first.")


@strawberry.enum(description="A field to sort users by; texts by code point.")
class UserOrderField(Enum):
    """The value is the name of the field in a filter."""

    ID = strawberry.enum_value("id", description="The ID, which sorts by age.")
    EMAIL = strawberry.enum_value("email", description="The e-mail address as typed.")
    USERNAME = strawberry.enum_value("username", description="The user name.")
    NAME = strawberry.enum_value("name", description="The full name.")
    FIRST_NAME = strawberry.enum_value("firstName", description="The first name.")
    LAST_NAME = strawberry.enum_value("lastName", description="The last name.")
    CITY = strawberry.enum_value("city", description="The city.")
    COUNTRY = strawberry.enum_value("country", description="The country.")
    ROLE = strawberry.enum_value("role", description="The role.")
    CREATED_AT = strawberry.enum_value("createdAt", description="When registered.")
    UPDATED_AT = strawberry.enum_value("updatedAt", description="When last changed.")
    LAST_LOGIN_AT = strawberry.enum_value("lastLoginAt", description="When last signed in.")
    REFERRAL_COUNT = strawberry.enum_value(
        "referralCount", description="How many users this user brought."
    )


@strawberry.input(
    description=(
        "Exactly one of `field` and `data` is given. Missing values come last in both directions."
    )
)
class UserOrder:
    """See the description."""

    field: Maybe[UserOrderField | None] = strawberry.field(description="A field of the user.")
    data: Maybe[list[str] | None] = strawberry.field(
        description=(
            "Keys from the root of `data`, at most 8: numbers come before strings, strings before"
            " booleans; everything else counts as missing."
        )
    )
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="The direction."
    )
