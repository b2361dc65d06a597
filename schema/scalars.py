"""The scalars of the API: instants, JSON and files."""

from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig

from core.instants import format_micros, parse_rfc3339, to_micros
from core.uploads import Upload

DateTime = NewType("DateTime", int)
"""An instant, in Python as microseconds since 1970."""

JSON = NewType("JSON", object)
"""Any JSON value."""

FileUpload = NewType("FileUpload", Upload)
"""A file of the request."""

NO_UPLOAD = (
    "An Upload is a file of a multipart request (GraphQL multipart request specification), never a"
    " value in JSON."
)


def _parse_instant(value: Any) -> DateTime:
    if not isinstance(value, str):
        raise GraphQLError("A DateTime is a string, e.g. 2026-11-20T09:30:00Z.")
    try:
        return DateTime(to_micros(parse_rfc3339(value)))
    except ValueError as error:
        raise GraphQLError(str(error)) from None


def _parse_upload(value: Any) -> FileUpload:
    if not isinstance(value, Upload):
        raise GraphQLError(NO_UPLOAD)
    return FileUpload(value)


def _identity(value: Any) -> Any:
    return value


CONFIG = StrawberryConfig(
    scalar_map={
        DateTime: strawberry.scalar(
            name="DateTime",
            description=(
                "An instant in UTC, RFC 3339, to the microsecond, e.g. 2026-11-20T09:30:00Z."
            ),
            specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
            serialize=format_micros,
            parse_value=_parse_instant,
        ),
        JSON: strawberry.scalar(
            name="JSON",
            description="Any JSON value.",
            specified_by_url=(
                "https://ecma-international.org/publications-and-standards/standards/ecma-404/"
            ),
            serialize=_identity,
            parse_value=_identity,
        ),
        FileUpload: strawberry.scalar(
            name="Upload",
            description=(
                "A file of a multipart request (GraphQL multipart request specification): 50 MiB at"
                " most, and 10 files in a request."
            ),
            serialize=_identity,
            parse_value=_parse_upload,
        ),
    }
)
