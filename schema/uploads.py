"""Files in the inputs of mutations."""

from typing import Any

import strawberry
from strawberry import Maybe, Some

from resolvers.new_files import FileChanges, GivenFile
from schema.scalars import FileUpload

FILES = (
    "Files, each for a field of its own: 10 at most in a request. A file put where one was replaces"
    " it."
)
REMOVE_FILES = "Names of fields whose files go, 50 at most; one without a file is passed over."


@strawberry.input(description="A file, and the field of the profile that it is for.")
class FileInput:
    """See the description."""

    field: str = strawberry.field(
        description=(
            "1 to 64 characters: letters of English, digits and underscores. `avatar` is the"
            " user's picture for everybody; others are e.g. `cover_photo` and `resume`."
        )
    )
    file: FileUpload = strawberry.field(
        description=(
            "50 MiB at most; JPEG, PNG, GIF, WebP, SVG, PDF, DOC or DOCX, by its content. Pictures"
            " are decoded and written anew, without what else was in the file."
        )
    )


def file_changes(
    files: Maybe[list[FileInput] | None], removed: Maybe[list[str] | None] = None
) -> FileChanges:
    """Give what an input does to files; null and absence mean nothing."""
    given = [GivenFile(one.field, one.file) for one in _values(files)]
    return FileChanges(given, list(dict.fromkeys(_values(removed))))


def _values(value: Any) -> list[Any]:
    return (value.value or []) if isinstance(value, Some) else []
