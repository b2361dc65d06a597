"""Trusted documents: nothing runs but what the operator has listed, whoever asks."""

from collections.abc import Mapping

from core.errors import RequestCode, RequestError
from core.texts import sha256_of
from schema.execution.documents import prepare
from schema.http.parameters import Parameters
from schema.http.persisted import NOT_FOUND

NOT_LISTED = "This server runs listed documents only, and this one is not among them."
MAX_FAULTS = 10
"""Documents of a manifest whose faults are told; a wrong file has a fault in each."""


class TrustedDocuments:
    """Documents by their IDs, which may also be asked for by their SHA-256 or their whole text."""

    is_closed = True

    def __init__(self, documents: Mapping[str, str]) -> None:
        self._texts = frozenset(documents.values())
        self._by_id = {sha256_of(text): text for text in self._texts} | dict(documents)

    async def text_of(self, parameters: Parameters) -> str:
        """See Documents."""
        if parameters.query is not None:
            if parameters.query not in self._texts:
                raise RequestError(RequestCode.FORBIDDEN, NOT_LISTED)
            return parameters.query
        document_id = parameters.document_id or ""
        text = self._by_id.get(document_id) or self._by_id.get(document_id.removeprefix("sha256:"))
        if text is None:
            raise RequestError(RequestCode.PERSISTED_QUERY_NOT_FOUND, NOT_FOUND)
        return text

    async def keep(self, parameters: Parameters) -> None:
        """See Documents: there is nothing to note."""


def faults(documents: Mapping[str, str], *, introspection: bool) -> list[str]:
    """Give a sentence for each document that could not run, the first ones of many."""
    found = [
        f"The trusted document {document_id} cannot run: {prepared.errors[0].message}"
        for document_id, text in documents.items()
        if (prepared := prepare(text, introspection=introspection)).errors
    ]
    more = len(found) - MAX_FAULTS
    rest = [f"{more} more trusted documents cannot run."] if more > 0 else []
    return found[:MAX_FAULTS] + rest
