"""What clients see of files."""

from typing import Annotated, TypeAlias

import strawberry
from strawberry import Maybe

from core.ids import Prefix, encode
from resolvers.files import url_of
from resolvers.records import FileRecord
from schema.context import Info
from schema.inputs import optional
from schema.node import Node
from schema.scalars import DateTime

FieldName: TypeAlias = Annotated[
    str,
    strawberry.argument(description="The name of the field, e.g. `resume`; 64 characters at most."),
]
Width: TypeAlias = Annotated[
    Maybe[int | None],
    strawberry.argument(description="64, 256 or 1024 pixels; none for the picture as it is."),
]


@strawberry.type(
    description="A file that a user uploaded. Another file in its field has another ID."
)
class File(Node):
    """See the description."""

    record: strawberry.Private[FileRecord]
    field: str = strawberry.field(
        description="The field of the profile that holds it, e.g. `avatar`; 64 characters at most."
    )
    filename: str = strawberry.field(
        description=(
            "What the client called it, without paths and hidden characters; 200 characters at"
            " most."
        )
    )
    content_type: str = strawberry.field(
        description="Found from the content, not from what the client claimed."
    )
    size: int = strawberry.field(description="In bytes; of a picture as it was written anew.")
    created_at: DateTime = strawberry.field(description="When it was uploaded.")

    @strawberry.field(
        description=(
            "Where it is. A picture also at most 64, 256 or 1024 pixels wide, where a moving one"
            " stands still; of other files the width counts nothing. Of `avatar` the address holds"
            " as long as the file is there, of others for the time that the server is set to,"
            " usually an hour."
        )
    )
    async def url(self, info: Info, width: Width = None) -> str:
        """See the description."""
        return await url_of(info.context.request, self.record, optional(width))


def file_of(record: FileRecord) -> File:
    """Give a file that the caller may see."""
    return File(
        id=strawberry.ID(encode(Prefix.FILE, record.id)),
        record=record,
        field=record.field,
        filename=record.filename,
        content_type=record.content_type,
        size=record.size,
        created_at=DateTime(record.created_at),
    )
