"""Manifests of trusted documents, as the tools of clients write them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

APOLLO = "apollo-persisted-query-manifest"
"""The format of @apollo/generate-persisted-query-manifest."""


class ManifestError(Exception):
    """A manifest that cannot be used; the text is a sentence that says why."""


def read_manifest(path: Path) -> dict[str, str]:
    """Read documents by their IDs.

    Known are Apollo's format, and the plain object of IDs and texts that GraphQL Code Generator
    (persisted-documents.json) and the Relay compiler write.

    Raises:
        ManifestError: it cannot be read, or is no manifest.
    """
    try:
        value = json.loads(path.read_bytes())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ManifestError(f"{path} cannot be read: {reason}.") from None
    except (ValueError, RecursionError) as error:
        raise ManifestError(f"{path} is no JSON: {error}.") from None
    if not isinstance(value, dict):
        raise ManifestError(f"{path} is no manifest: it must hold a JSON object.")
    documents: dict[str, str] = {}
    for document_id, text in _apollo(value) if "format" in value else value.items():
        if not isinstance(document_id, str) or not isinstance(text, str) or not document_id:
            raise ManifestError(f"{path} is no manifest: it must give a text for each ID.")
        if documents.setdefault(document_id, text) != text:
            raise ManifestError(f"{path} has two documents with the ID {document_id}.")
    if not documents:
        raise ManifestError(f"{path} has no documents, so that nothing could run.")
    return documents


def _apollo(value: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    operations = value.get("operations")
    if value["format"] != APOLLO or value.get("version") != 1 or not isinstance(operations, list):
        raise ManifestError(f'A manifest with a format must be of "{APOLLO}", version 1.')
    for operation in operations:
        is_object = isinstance(operation, dict)
        yield (operation.get("id"), operation.get("body")) if is_object else (None, None)
