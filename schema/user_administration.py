"""What administrators give and get who make, change and delete users."""

import strawberry
from strawberry import Maybe

from schema.errors import MutationError
from schema.payloads import ERRORS
from schema.profile_inputs import (
    EMAIL,
    PASSWORD,
    REFERRER,
    NewAccount,
    ProfileChanges,
    ProfileFields,
)
from schema.types import User
from schema.uploads import FILES, REMOVE_FILES, FileInput

field = strawberry.field


@strawberry.input(
    description=(
        "A new user. There is a password, or the bcrypt hash of one from another system, or"
        " neither: then the user cannot log in with one."
    )
)
class CreateUserInput(NewAccount, ProfileFields):
    """See the description."""

    password: Maybe[str | None] = field(description=PASSWORD)
    password_hash: Maybe[str | None] = field(
        description=(
            "A bcrypt hash: $2a$, $2b$ or $2y$, of a cost from 4 to 16, 60 characters; or a hash"
            " that Rollcall has exported. The first login renews it. Excludes `password`."
        )
    )
    role: Maybe[str | None] = field(
        description=(
            "One of the project's roles, 50 characters at most; its default role if this is left"
            " out."
        )
    )
    is_active: bool = field(default=True, description="Whether the user may sign in.")
    is_email_verified: bool = field(
        default=False, description="Whether the e-mail address is known to be the user's."
    )
    referred_by_id: Maybe[strawberry.ID | None] = field(description=REFERRER)
    files: Maybe[list[FileInput] | None] = field(description=FILES)


@strawberry.type(description="The answer to `createUser`.")
class CreateUserPayload:
    """See the description."""

    user: User | None = field(default=None, description="The new user.")
    errors: list[MutationError] = field(default_factory=list, description=ERRORS)


@strawberry.input(description="What changes: a field left out stays as it is; null clears it.")
class UpdateUserInput(ProfileChanges):
    """See the description."""

    id: strawberry.ID = field(description="The ID of the user: user_…")
    email: Maybe[str | None] = field(
        description=f"{EMAIL} A new one is not verified, unless this says so. Never null."
    )
    password: Maybe[str | None] = field(
        description=(
            f"{PASSWORD} Null: the user cannot log in with one any more. Signs every session of"
            " the user out. FORBIDDEN by a personal key."
        )
    )
    role: Maybe[str | None] = field(
        description="One of the project's roles, 50 characters at most. Never null."
    )
    is_active: Maybe[bool | None] = field(
        description="False signs every session out, and no new one can begin. Never null."
    )
    is_email_verified: Maybe[bool | None] = field(
        description="Whether the e-mail address is known to be the user's. Never null."
    )
    referred_by_id: Maybe[strawberry.ID | None] = field(
        description=(
            f"{REFERRER} Nobody is one's own referrer; rings of several users are not looked for."
        )
    )
    unlock: Maybe[bool | None] = field(
        description="True lifts a lock-out after failed logins, and forgets those before one."
    )
    files: Maybe[list[FileInput] | None] = field(description=FILES)
    remove_files: Maybe[list[str] | None] = field(description=REMOVE_FILES)


@strawberry.type(description="The answer to `updateUser`.")
class UpdateUserPayload:
    """See the description."""

    user: User | None = field(default=None, description="The user as it is now.")
    errors: list[MutationError] = field(default_factory=list, description=ERRORS)


@strawberry.input(description="Whom to delete.")
class DeleteUsersInput:
    """See the description."""

    ids: list[strawberry.ID] = field(
        description="IDs of users, 500 at most; one that stands there twice counts once."
    )


@strawberry.type(description="The answer to `deleteUsers`.")
class DeleteUsersPayload:
    """See the description."""

    deleted_ids: list[strawberry.ID] = field(
        default_factory=list, description="The IDs of the users who are gone; empty on an error."
    )
    errors: list[MutationError] = field(default_factory=list, description=ERRORS)
