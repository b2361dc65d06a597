"""What a file is: its content decides, and of what only looks right nothing is taken."""

from __future__ import annotations

import tracemalloc
from io import BytesIO

import pytest

from core.content_types import DOC, DOCX, EXTENSIONS, PDF, SVG, content_type_of
from tests.compound import compound_file
from tests.uploads import PDF as PDF_FILE
from tests.uploads import SVG as SVG_FILE
from tests.uploads import archive, docx, moving, picture

SHEET = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
HTML = b"<!doctype html><html><script>alert(1)</script></html>"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("GIF"), "image/gif"),
        (moving("GIF"), "image/gif"),
        (picture("WEBP"), "image/webp"),
        (picture("WEBP", lossless=True), "image/webp"),
        (moving("WEBP"), "image/webp"),
        (SVG_FILE, SVG),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a -->\n' + SVG_FILE, SVG),
        (PDF_FILE, PDF),
        (docx(), DOCX),
        (compound_file("WordDocument"), DOC),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_allowed_is_known_by_its_content(content: bytes, expected: str) -> None:
    assert expected in EXTENSIONS
    assert content_type_of(BytesIO(content)) == expected


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"a", id="a letter"),
        pytest.param(b"\0" * 5000, id="zeros"),
        pytest.param(b"Dear diary, " * 1000, id="text"),
        pytest.param(HTML, id="html"),
        pytest.param(b" " * 5000 + HTML, id="html behind spaces"),
        pytest.param(HTML + PDF_FILE, id="a PDF behind html"),
        pytest.param(b"\n" + PDF_FILE, id="a PDF behind a line"),
        pytest.param(archive({"a.txt": b"a"}), id="zip"),
        pytest.param(archive({"word/document.xml": b"<w/>"}), id="zip without manifest"),
        pytest.param(docx(SHEET), id="a table as a document"),
        pytest.param(b"MZ" + docx(), id="a program before a document"),
        pytest.param(docx()[:-30], id="half a document"),
        pytest.param(compound_file("Workbook"), id="a table of 1997"),
        pytest.param(compound_file("WordDocument")[:600], id="half a document of 1997"),
        pytest.param(bytes.fromhex("d0cf11e0a1b11ae1") + b"\xff" * 5000, id="no compound file"),
        pytest.param(picture("BMP"), id="bmp"),
        pytest.param(picture("TIFF"), id="tiff"),
        pytest.param(picture("ICO"), id="ico"),
        pytest.param(b"\x7fELF" + b"\0" * 500, id="elf"),
        pytest.param(b"#!/bin/sh\necho\n", id="script"),
        pytest.param(b"<?php system($_GET[0]);", id="php"),
        pytest.param(b"{}", id="json"),
    ],
)
def test_what_is_not_allowed_is_nothing(content: bytes) -> None:
    assert content_type_of(BytesIO(content)) is None


def test_a_manifest_that_unpacks_to_a_gigabyte_is_read_no_further_than_a_mebibyte() -> None:
    bomb = docx(b" " * 1024 * 1024 * 64)
    assert len(bomb) < 100_000
    assert content_type_of(BytesIO(bomb)) is None


def listing(times: int) -> bytes:
    """Make a Word document whose list of contents says everything `times` times."""
    document = docx()
    start, end = document.index(b"PK\x01\x02"), document.index(b"PK\x05\x06")
    entries = document[start:end] * times
    size = len(entries).to_bytes(4, "little")
    return document[:start] + entries + document[end : end + 12] + size + document[end + 16 :]


def test_an_archive_that_lists_a_great_many_names_is_not_read_through() -> None:
    assert content_type_of(BytesIO(listing(3))) == DOCX
    bomb = BytesIO(listing(100_000))
    tracemalloc.start()
    try:
        assert content_type_of(bomb) is None
        assert tracemalloc.get_traced_memory()[1] < 16 * 1024 * 1024
    finally:
        tracemalloc.stop()
