"""Manifests of trusted documents: what tools write, and a sentence for anything else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from core.manifests import ManifestError, read_manifest

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = "apollo-persisted-query-manifest"
NO_TEXT = "{} is no manifest: it must give a text for each ID."
OTHER_FORMAT = 'A manifest with a format must be of "apollo-persisted-query-manifest", version 1.'


def apollo(*operations: Any, **changes: Any) -> dict[str, Any]:
    """Give a manifest as Apollo's tool writes it."""
    return {"format": FORMAT, "version": 1, "operations": list(operations), **changes}


def operation(document_id: str = "a", body: str = "{ a }") -> dict[str, str]:
    """Give an entry of Apollo's manifest."""
    return {"id": document_id, "name": "A", "type": "query", "body": body}


@pytest.mark.parametrize(
    ("manifest", "documents"),
    [
        (apollo(operation(), operation("b", "{ b }")), {"a": "{ a }", "b": "{ b }"}),
        (apollo(operation(), operation()), {"a": "{ a }"}),
        (apollo(operation(), clientName="web"), {"a": "{ a }"}),
        ({"3f2a": "{ a }", "77": "{ ü }"}, {"3f2a": "{ a }", "77": "{ ü }"}),
    ],
)
def test_what_tools_write(tmp_path: Path, manifest: Any, documents: dict[str, str]) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    assert read_manifest(path) == documents


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "{} is no JSON: Expecting value: line 1 column 1 (char 0)."),
        ("[]", "{} is no manifest: it must hold a JSON object."),
        ("{}", "{} has no documents, so that nothing could run."),
        (json.dumps(apollo()), "{} has no documents, so that nothing could run."),
        ('{"a": 1}', NO_TEXT),
        ('{"": "{ a }"}', NO_TEXT),
        (json.dumps(apollo({"id": "a"})), NO_TEXT),
        (json.dumps(apollo({"body": "{ a }"})), NO_TEXT),
        (json.dumps(apollo(1)), NO_TEXT),
        (json.dumps(apollo(version=2)), OTHER_FORMAT),
        (json.dumps(apollo(format="other")), OTHER_FORMAT),
        (json.dumps(apollo(operations={})), OTHER_FORMAT),
        (
            json.dumps(apollo(operation(), operation("a", "{ b }"))),
            "{} has two documents with the ID a.",
        ),
    ],
)
def test_anything_else(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(text)
    with pytest.raises(ManifestError) as raised:
        read_manifest(path)
    assert str(raised.value) == sentence.format(path)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    missing, deep = tmp_path / "missing.json", tmp_path / "deep.json"
    deep.write_text("[" * 200_000)
    for path, words in (
        (missing, "cannot be read: no such file or directory."),
        (tmp_path, "cannot be read: is a directory."),
        (deep, "is no JSON: "),
    ):
        with pytest.raises(ManifestError) as raised:
            read_manifest(path)
        assert str(raised.value).startswith(f"{path} {words}")
