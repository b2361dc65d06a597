"""Documents that clients name instead of sending them."""

import re
from typing import Protocol

from core.errors import RequestCode, RequestError
from core.texts import Texts, sha256_of
from schema.http.parameters import Parameters

NOT_FOUND = "PersistedQueryNotFound"
"""The message by which Apollo's clients know that they have to send the text."""
OTHER_TEXT = (
    "`extensions.persistedQuery.sha256Hash` is not the SHA-256 of `query`, in small hexadecimal"
    " letters."
)
_SHA256 = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


class Documents(Protocol):
    """Where the text of a document is found by its ID."""

    is_closed: bool
    """Whether nothing else runs."""

    async def text_of(self, parameters: Parameters) -> str:
        """Give the text to run.

        Raises:
            RequestError: PERSISTED_QUERY_NOT_FOUND if no text has this ID, BAD_USER_INPUT if the
                text that came with it has another, FORBIDDEN if it may not run here.
        """

    async def keep(self, parameters: Parameters) -> None:
        """Take note of a text that came with its ID, and is a valid document."""


class AutomaticDocuments:
    """Automatic persisted queries: a client sends a hash, and where that is unknown the text too.

    The texts of all projects are kept together, because a hash says nothing but its own text.
    """

    is_closed = False

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    async def text_of(self, parameters: Parameters) -> str:
        """See Documents."""
        if parameters.query is not None:
            if parameters.is_hash and sha256_of(parameters.query) != parameters.document_id:
                raise RequestError(RequestCode.BAD_USER_INPUT, OTHER_TEXT)
            return parameters.query
        digest = _SHA256.fullmatch(parameters.document_id or "")
        text = None if digest is None else await self._texts.find(digest[1])
        if text is None:
            raise RequestError(RequestCode.PERSISTED_QUERY_NOT_FOUND, NOT_FOUND)
        return text

    async def keep(self, parameters: Parameters) -> None:
        """See Documents."""
        if parameters.query is not None and parameters.is_hash:
            await self._texts.keep(parameters.query)
