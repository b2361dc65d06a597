"""Names of files as people give them: paths and tricks go, what one reads stays."""

from __future__ import annotations

import pytest

from core.filenames import FIELD, MAX_LENGTH, clean_filename


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("cv.pdf", "cv.pdf"),
        ("Résumé 2 (final).pdf", "Résumé 2 (final).pdf"),
        ("re\u0301sume\u0301.pdf", "résumé.pdf"),
        ("履歴書.pdf", "履歴書.pdf"),
        ("👩\u200d🚀.png", "👩\u200d🚀.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\cv.pdf", "cv.pdf"),
        ("/etc/", "file"),
        ("..", "file"),
        (".htaccess", "htaccess"),
        ("", "file"),
        (" \t\n", "file"),
        ("a\r\nSet-Cookie: a=b.png", "aSet-Cookie: a=b.png"),
        ("a\0.png", "a.png"),
        ("cv\u202efdp.exe", "cvfdp.exe"),
        ("\u2066a\u2069\u200b\ufeff.png", "a.png"),
        ("a\u2028b.png", "ab.png"),
        ("a\ud800.png", "a.png"),
        ("a" * 300 + ".pdf", "a" * (MAX_LENGTH - 4) + ".pdf"),
    ],
)
def test_what_becomes_of_a_name(given: str, expected: str) -> None:
    assert clean_filename(given, "file") == expected
    assert clean_filename(expected, "file") == expected


@pytest.mark.parametrize("name", ["avatar", "cover_photo", "_", "0", "A" * 64])
def test_names_of_fields(name: str) -> None:
    assert FIELD.fullmatch(name)


@pytest.mark.parametrize(
    "name", ["", "A" * 65, "../../etc", "a b", "a-b", "a.b", "é", "a\n", "a\0", "٣", "ａ"]
)
def test_what_is_no_name_of_a_field(name: str) -> None:
    assert FIELD.fullmatch(name) is None
