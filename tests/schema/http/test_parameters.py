"""Whatever JSON is sent is read or refused with a sentence; nothing else comes of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.http.accept import GRAPHQL, JSON, encoding, media_type
from schema.http.parameters import MAX_BATCH, HttpError, Parameters, batch, parameters

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
PERSISTED = st.fixed_dictionaries({}, optional={"version": VALUES, "sha256Hash": VALUES})
REQUESTS = st.fixed_dictionaries(
    {},
    optional={
        "query": VALUES,
        "variables": VALUES,
        "operationName": VALUES,
        "extensions": VALUES | st.fixed_dictionaries({"persistedQuery": VALUES | PERSISTED}),
        "documentId": VALUES,
        "other": VALUES,
    },
)


def check(value: Any, read: Parameters | HttpError) -> None:
    """Check what came of a value."""
    if isinstance(read, HttpError):
        assert read.status == 400
        assert str(read).endswith(".")
        return
    assert isinstance(value, dict)
    assert read.query == value.get("query")
    assert read.variables == value.get("variables")
    assert read.operation_name == (value.get("operationName") or None)
    assert isinstance(read.query, str) or isinstance(read.document_id, str)
    assert read.document_id is None or 0 < len(read.document_id) <= 500


@settings(max_examples=300, deadline=None)
@given(REQUESTS | VALUES)
def test_any_json(value: Any) -> None:
    try:
        read: Parameters | HttpError = parameters(value)
    except HttpError as error:
        read = error
    check(value, read)


@settings(max_examples=100, deadline=None)
@given(st.lists(REQUESTS | VALUES, max_size=12))
def test_any_batch(values: list[Any]) -> None:
    if not 0 < len(values) <= MAX_BATCH:
        with pytest.raises(HttpError):
            batch(values)
        return
    for value, read in zip(values, batch(values), strict=True):
        check(value, read)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="*/;,=q.01 gzipbr\tA", max_size=60))
def test_any_header_with_weights(header: str) -> None:
    assert media_type(header) in {GRAPHQL, JSON}
    assert encoding(header) in {"", "zstd", "br", "gzip"}
