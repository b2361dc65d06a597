"""Lines of a file, however they end and however long they are."""

from __future__ import annotations

from io import BytesIO

import pytest

from resolvers.transfer.lines import MAX_LINE, SHOWN, Line, lines

LONGEST = b"x" * MAX_LINE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"", []),
        (b"a", [(1, b"a", 1)]),
        (b"a\n", [(1, b"a", 2)]),
        (b"a\r\n\nb", [(1, b"a", 3), (2, b"", 1), (3, b"b", 1)]),
        (b"\xef\xbb\xbfa\n\xef\xbb\xbfb", [(1, b"a", 5), (2, b"\xef\xbb\xbfb", 4)]),
        (b"\xef\xbb\xbf", [(1, b"", 3)]),
    ],
)
def test_ends_of_lines(text: bytes, found: list[tuple[int, bytes, int]]) -> None:
    assert list(lines(BytesIO(text))) == [Line(*line, True) for line in found]


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_the_longest_line(end: bytes) -> None:
    (line,) = lines(BytesIO(LONGEST + end))
    assert line == Line(1, LONGEST, MAX_LINE + len(end), is_whole=True)


@pytest.mark.parametrize("extra", [1, 2, MAX_LINE, MAX_LINE + 1, 3 * MAX_LINE])
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_line_that_is_too_long(extra: int, end: bytes) -> None:
    text = LONGEST + b"x" * extra + end
    first, *rest = lines(BytesIO(text + (b"b\n" if end else b"")))
    assert first == Line(1, b"x" * SHOWN, len(text), is_whole=False)
    assert rest == ([Line(2, b"b", 2, is_whole=True)] if end else [])
