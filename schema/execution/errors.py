"""Errors as clients see them: what they can mend is told, everything else is masked."""

from typing import Any
from uuid import uuid4

from graphql import GraphQLError

from core.errors import RequestCode, RequestError
from core.logs import get_logger

MASKED = "Something went wrong on the server. The log has the details under this error's ID."
MAX_MESSAGE = 1_000
"""Characters of a message; GraphQL's own repeat whole values, as often as they are wrong."""
_log = get_logger("rollcall.errors")


def as_json(
    error: GraphQLError, otherwise: RequestCode = RequestCode.BAD_USER_INPUT
) -> dict[str, Any]:
    """Give an error as JSON; `otherwise` is the code of what GraphQL itself found wrong."""
    fault = _formatted(error, otherwise)
    answer = {"message": fault["message"]}
    if error.locations:
        answer["locations"] = [
            {"line": location.line, "column": location.column} for location in error.locations
        ]
    if error.path is not None:
        answer["path"] = list(error.path)
    return {**answer, "extensions": fault["extensions"]}


def request_error(error: RequestError) -> dict[str, Any]:
    """Give a fault of the request as a whole as JSON."""
    return {"message": error.message, "extensions": {**error.extensions, "code": error.code.value}}


def masked(error: BaseException) -> dict[str, Any]:
    """Log what nobody foresaw, and give an error that tells nothing but where in the log it is."""
    error_id = uuid4().hex
    _log.error("unforeseen_error", error_id=error_id, exc_info=error)
    code = RequestCode.INTERNAL_SERVER_ERROR.value
    return {"message": MASKED, "extensions": {"code": code, "errorId": error_id}}


def _formatted(error: GraphQLError, otherwise: RequestCode) -> dict[str, Any]:
    original = error.original_error
    while isinstance(original, GraphQLError):
        original = original.original_error
    if isinstance(original, RequestError):
        return request_error(original)
    if original is None:
        return {"message": _clipped(error.message), "extensions": {"code": otherwise.value}}
    return masked(original)


def _clipped(message: str) -> str:
    return message if len(message) <= MAX_MESSAGE else f"{message[: MAX_MESSAGE - 1]}…"
