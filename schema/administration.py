"""What administrators write: by a secret key, or as users with the role `admin`."""

from typing import Annotated

import strawberry

from resolvers import project_settings
from schema.context import Info
from schema.errors import ErrorsAsData
from schema.inputs import changes
from schema.projects import UpdateProjectInput, UpdateProjectPayload, project_of

field = strawberry.field
GIVEN = strawberry.argument(
    description="What it takes; the type tells of each field and its limits."
)


@strawberry.type
class Administration:
    """The administrators' part of the root of all writing."""

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
