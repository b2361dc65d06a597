"""What administrators write: by a secret key, or as users with the role `admin`."""

from typing import Annotated

import strawberry

from resolvers import deletion, project_settings, user_changes, user_creation
from schema.context import Info
from schema.errors import ErrorsAsData
from schema.inputs import GIVEN, changes
from schema.projects import UpdateProjectInput, UpdateProjectPayload, project_of
from schema.types import user_of
from schema.uploads import file_changes
from schema.user_administration import (
    CreateUserInput,
    CreateUserPayload,
    DeleteUsersInput,
    DeleteUsersPayload,
    UpdateUserInput,
    UpdateUserPayload,
)

field = strawberry.field


@strawberry.type
class Administration:
    """The administrators' part of the root of all writing."""

    @field(
        description="Make a user. Needs a secret key or the role `admin`.",
        extensions=[ErrorsAsData(CreateUserPayload)],
    )
    async def create_user(
        self,
        info: Info,
        input: Annotated[CreateUserInput, GIVEN],  # noqa: A002 -- the name in GraphQL
    ) -> CreateUserPayload | None:
        """See the description."""
        user = await user_creation.create_user(
            info.context.request, changes(input, "files"), file_changes(input.files)
        )
        return CreateUserPayload(user=user_of(info.context.request, user))

    @field(
        description=(
            "Change anything about a user. Needs a secret key or the role `admin`. The last active"
            " administrator can be demoted or deactivated by a secret key only (LAST_ADMIN)."
        ),
        extensions=[ErrorsAsData(UpdateUserPayload)],
    )
    async def update_user(
        self,
        info: Info,
        input: Annotated[UpdateUserInput, GIVEN],  # noqa: A002 -- the name in GraphQL
    ) -> UpdateUserPayload | None:
        """See the description."""
        user = await user_changes.update_user(
            info.context.request,
            input.id,
            changes(input, "id", "files", "remove_files"),
            file_changes(input.files, input.remove_files),
        )
        return UpdateUserPayload(user=user_of(info.context.request, user))

    @field(
        description=(
            "Delete users with all files and sessions, all or none, at most 500 at once. Needs a"
            " secret key or the role `admin`. Those whom they brought stay. The last active"
            " administrator can be deleted by a secret key only (LAST_ADMIN)."
        ),
        extensions=[ErrorsAsData(DeleteUsersPayload)],
    )
    async def delete_users(
        self,
        info: Info,
        input: Annotated[DeleteUsersInput, GIVEN],  # noqa: A002 -- the name in GraphQL
    ) -> DeleteUsersPayload | None:
        """See the description."""
        deleted = await deletion.delete_users(info.context.request, input.ids)
        return DeleteUsersPayload(deleted_ids=[strawberry.ID(one) for one in deleted])

    @field(
        description=(
            "Change the project's name and rules. Needs a secret key or the role `admin`. What was"
            " issued before, such as tokens, stays as it is."
        ),
        extensions=[ErrorsAsData(UpdateProjectPayload)],
    )
    async def update_project(
        self,
        info: Info,
        input: Annotated[UpdateProjectInput, GIVEN],  # noqa: A002 -- the name in GraphQL
    ) -> UpdateProjectPayload | None:
        """See the description."""
        project = await project_settings.update_project(info.context.request, changes(input))
        return UpdateProjectPayload(project=project_of(project))
