"""Unicode text: comparison without regard to case, preparation of passwords, what can be stored."""

import unicodedata
from itertools import groupby
from typing import Literal

_SHORT = 500
_FIRST_MARK = "\u0300"


def fold(text: str) -> str:
    """Return the form in which texts that differ only in case or composition are equal.

    This is the canonical caseless form of Unicode (D145), then NFC, so that "e" is not found in
    "é". Folding twice changes nothing. It needs no locale: "İ" stays apart from "i".
    """
    if text.isascii():
        return text.lower()
    return _normalize("NFC", _normalize("NFD", text).casefold())


def opaque(text: str) -> str:
    """Prepare a password as RFC 8265 (OpaqueString) says: one kind of space, then NFC.

    Keyboards that compose "é" differently thus give the same password. Case is kept.
    """
    if text.isascii():
        return text
    spaced = "".join(" " if unicodedata.category(char) == "Zs" else char for char in text)
    return _normalize("NFC", spaced)


def is_storable(text: str) -> bool:
    """Whether every database stores `text`: no NUL and no lone surrogate.

    PostgreSQL refuses both; SQLite would store a NUL, and the two would then differ.
    """
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _normalize(form: Literal["NFC", "NFD"], text: str) -> str:
    # Python sorts combining marks by insertion: half a megabyte of them would take minutes, during
    # which no other thread runs. Sorted beforehand they take no time.
    if len(text) > _SHORT and max(text) >= _FIRST_MARK:
        text = _with_sorted_marks(text)
    return unicodedata.normalize(form, text)


def _with_sorted_marks(text: str) -> str:
    # The canonical order of Unicode (D108 and D109): a stable sort of each run by class.
    decomposed = "".join(unicodedata.normalize("NFD", char) for char in text)
    runs = groupby(decomposed, lambda char: unicodedata.combining(char) > 0)
    return "".join(
        "".join(sorted(run, key=unicodedata.combining) if is_marks else run)
        for is_marks, run in runs
    )
