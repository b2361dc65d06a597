"""A project as its administrators see and change it."""

import strawberry
from strawberry import Maybe

from core.ids import Prefix, encode
from core.instants import to_micros
from models import project as models
from resolvers import api_keys, users
from resolvers.directory.conditions import EVERYONE
from resolvers.key_making import MAX_PROJECT_KEYS
from resolvers.upkeep import FORGOTTEN
from schema.api_keys import ApiKey, api_key_of
from schema.context import Info
from schema.errors import MutationError
from schema.node import Node
from schema.payloads import ERRORS
from schema.scalars import DateTime

field = strawberry.field


@strawberry.type(description="The rules of a project.")
class ProjectSettings:
    """See the description."""

    default_role: str = field(description="The role of who signs up; never `admin`.")
    roles: list[str] = field(
        description="All roles that users can have, at most 100; `admin` is one of them."
    )
    password_min_length: int = field(
        description="Characters that a new password has at least, from 8 to 64."
    )
    password_require_uppercase: bool = field(
        description="Whether a new password needs a capital letter."
    )
    password_require_lowercase: bool = field(
        description="Whether a new password needs a small letter."
    )
    password_require_digit: bool = field(description="Whether a new password needs a digit.")
    password_require_symbol: bool = field(
        description="Whether a new password needs a punctuation mark or another symbol."
    )
    access_token_lifetime: int = field(description="Seconds, from 60 to 86,400.")
    refresh_token_lifetime: int = field(
        description="Seconds from the latest refresh, from 300 to 31,536,000."
    )
    member_directory: bool = field(
        description="Whether members may list one another's public fields."
    )
    signup_enabled: bool = field(
        description="Whether people may sign up; where not, `signup` answers FORBIDDEN."
    )


@strawberry.type(description="A separate set of users with its own keys and rules.")
class Project(Node):
    """See the description."""

    name: str = field(description="Unique on this server in any case; 100 characters at most.")
    settings: ProjectSettings = field(description="The rules.")
    created_at: DateTime = field(description="When it was made.")

    @field(description="How many users there are, active or not.")
    async def user_count(self, info: Info) -> int:
        """See the description."""
        return await users.count_users(info.context.request, EVERYONE)

    @field(
        description=(
            "The publishable and secret keys, the newest first; personal ones are their users'. At"
            f" most {MAX_PROJECT_KEYS}. One that has run out is listed for {FORGOTTEN.days} days"
            " more."
        )
    )
    async def api_keys(self, info: Info) -> list[ApiKey]:
        """See the description."""
        found = await api_keys.keys_of_project(info.context.request)
        return [api_key_of(one) for one in found]


@strawberry.input(
    description="What changes: a field left out stays as it is, and none can be null."
)
class UpdateProjectInput:
    """See the description."""

    name: Maybe[str | None] = field(
        description="1 to 100 characters, all printable. Other projects may have the same."
    )
    default_role: Maybe[str | None] = field(
        description="One of `roles` (at most 50 characters), but not `admin`."
    )
    roles: Maybe[list[str] | None] = field(
        description=(
            "All of them, at most 100, `admin` among them. Each has 1 to 50 characters, none of"
            " them a space, and differs from all others in more than case. A role that a user has"
            " cannot be dropped."
        )
    )
    password_min_length: Maybe[int | None] = field(description="From 8 to 64 characters.")
    password_require_uppercase: Maybe[bool | None] = field(
        description="Whether a new password needs a capital letter."
    )
    password_require_lowercase: Maybe[bool | None] = field(
        description="Whether a new password needs a small letter."
    )
    password_require_digit: Maybe[bool | None] = field(
        description="Whether a new password needs a digit."
    )
    password_require_symbol: Maybe[bool | None] = field(
        description="Whether a new password needs a punctuation mark or another symbol."
    )
    access_token_lifetime: Maybe[int | None] = field(
        description="From 60 seconds to a day (86,400), and no longer than that of refresh tokens."
    )
    refresh_token_lifetime: Maybe[int | None] = field(
        description="From 5 minutes (300 seconds) to 365 days (31,536,000)."
    )
    member_directory: Maybe[bool | None] = field(
        description="Whether members may list one another's public fields."
    )
    signup_enabled: Maybe[bool | None] = field(
        description="Whether people may sign up; where not, `signup` answers FORBIDDEN."
    )


@strawberry.type(description="The answer to `updateProject`.")
class UpdateProjectPayload:
    """See the description."""

    project: Project | None = field(default=None, description="The project as it is now.")
    errors: list[MutationError] = field(default_factory=list, description=ERRORS)


def project_of(row: models.Project) -> Project:
    """Give a project as its administrators see it."""
    return Project(
        id=strawberry.ID(encode(Prefix.PROJECT, row.id)),
        name=row.name,
        settings=ProjectSettings(**{name: getattr(row, name) for name in _SETTINGS}),
        created_at=DateTime(to_micros(row.created_at)),
    )


_SETTINGS = tuple(ProjectSettings.__annotations__)
