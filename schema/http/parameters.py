"""What a GraphQL request asks to run, read from its JSON: one operation, or a batch of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from core.errors import RequestCode, RequestError

MAX_BATCH = 10
"""Operations in one request."""
MAX_ID = 500
"""Characters of a document's ID."""


class HttpError(Exception):
    """A request that is answered with a status of its own."""

    def __init__(
        self,
        status: int,
        message: str,
        headers: dict[str, str] | None = None,
        code: RequestCode = RequestCode.BAD_USER_INPUT,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        self.error = RequestError(code, message)


@dataclass(frozen=True, slots=True)
class Parameters:
    """One operation to run: the text of its document or an ID for it, or both.

    `is_hash` tells an ID that Apollo's protocol calls a hash, for which a client may give the text.
    """

    query: str | None
    variables: dict[str, Any] | None
    operation_name: str | None
    document_id: str | None = None
    is_hash: bool = False


Batch: TypeAlias = tuple[Parameters | HttpError, ...]
"""The operations of a request, in their order, or what is wrong with one by itself."""


def parameters(value: Any) -> Parameters:
    """Read one operation.

    Raises:
        HttpError: it is none; the status is 400.
    """
    if not isinstance(value, dict):
        raise HttpError(400, "The body must be a JSON object with the key `query`.")
    query = value.get("query")
    if not isinstance(query, str | None):
        raise HttpError(400, "`query` must be a string: the GraphQL document.")
    for name in ("variables", "extensions"):
        if not isinstance(value.get(name), dict | None):
            raise HttpError(400, f"`{name}` must be a JSON object.")
    operation_name = value.get("operationName")
    if not isinstance(operation_name, str | None):
        raise HttpError(400, "`operationName` must be a string.")
    variables = value.get("variables")
    if query is None or "extensions" in value or "documentId" in value:
        document_id, is_hash = _document_id(value)
        return Parameters(query, variables, operation_name or None, document_id, is_hash)
    return Parameters(query, variables, operation_name or None)


def batch(values: list[Any]) -> Batch:
    """Read several operations; each is answered by itself.

    Raises:
        HttpError: there are none or too many; the status is 400.
    """
    if not 0 < len(values) <= MAX_BATCH:
        message = f"A batch has 1 to {MAX_BATCH} operations, and this one has {len(values)}."
        raise HttpError(400, message)
    return tuple(map(_one_of_several, values))


def _one_of_several(value: Any) -> Parameters | HttpError:
    try:
        return parameters(value)
    except HttpError as error:
        return error


def _document_id(value: Mapping[str, Any]) -> tuple[str | None, bool]:
    """Give the ID of the document, if there is one, and whether it came as a hash."""
    document_id = value.get("documentId")
    persisted = (value.get("extensions") or {}).get("persistedQuery")
    if document_id is not None and value.get("query") is not None:
        raise HttpError(400, "Send `query` or `documentId`, not both.")
    if document_id is not None:
        return _checked("`documentId`", document_id), False
    if persisted is not None:
        return _hash(persisted), True
    if value.get("query") is None:
        raise HttpError(400, "`query` must be a string: the GraphQL document.")
    return None, False


def _hash(persisted: Any) -> str:
    """Read what Apollo's protocol says of a persisted query."""
    if not isinstance(persisted, dict):
        raise HttpError(400, "`extensions.persistedQuery` must be a JSON object.")
    # GraphQL Code Generator's examples leave the version out.
    if persisted.get("version", 1) != 1:
        raise HttpError(400, "`extensions.persistedQuery.version` must be 1.")
    return _checked("`extensions.persistedQuery.sha256Hash`", persisted.get("sha256Hash"))


def _checked(name: str, document_id: Any) -> str:
    if not isinstance(document_id, str) or not 0 < len(document_id) <= MAX_ID:
        raise HttpError(400, f"{name} must be a string of 1 to {MAX_ID} characters.")
    return document_id
