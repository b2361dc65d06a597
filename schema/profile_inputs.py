"""The fields of a profile, as the inputs share them that make or change a user."""

import strawberry
from strawberry import Maybe

from schema.scalars import JSON

field = strawberry.field
EMAIL = "Unique in the project in any case; 254 characters at most."
PASSWORD = "By the rules of the project; 128 characters at most."  # noqa: S105 -- a description
REFERRER = "The ID of the user who brought this one: user_…"
DATA = "A JSON object of the application's own: 64 KiB, 8 levels, 200 keys at most."
PREFERENCES = "A JSON object of the user's own settings: 64 KiB, 8 levels, 200 keys at most."
MERGED = "Merged into what is there (RFC 7396)."


@strawberry.input
class NewAccount:
    """What no account is without; it comes first in the input."""

    email: str = field(description=EMAIL)


@strawberry.input
class ProfileFields:
    """A profile of which any part may be given."""

    username: Maybe[str | None] = field(
        description="Unique in the project in any case; 64 characters at most, no spaces."
    )
    name: Maybe[str | None] = field(description="200 characters at most.")
    first_name: Maybe[str | None] = field(description="100 characters at most.")
    last_name: Maybe[str | None] = field(description="100 characters at most.")
    phone: Maybe[str | None] = field(description="40 characters at most.")
    city: Maybe[str | None] = field(description="100 characters at most.")
    country: Maybe[str | None] = field(description="100 characters at most.")
    timezone: Maybe[str | None] = field(
        description="The name of an IANA time zone, e.g. Asia/Karachi."
    )
    avatar_url: Maybe[str | None] = field(
        description="An http or https URL; 2,048 characters at most."
    )
    data: Maybe[JSON | None] = field(description=DATA)
    preferences: Maybe[JSON | None] = field(description=PREFERENCES)


@strawberry.input
class ProfileChanges(ProfileFields):
    """Changes of a profile: what is given replaces what is there, but documents are merged."""

    data: Maybe[JSON | None] = field(description=f"{MERGED} {DATA}")
    preferences: Maybe[JSON | None] = field(description=f"{MERGED} {PREFERENCES}")
