"""Unicode text: comparison without regard to case, preparation of passwords, what can be stored."""

import unicodedata


def fold(text: str) -> str:
    """Return the form in which texts that differ only in case or composition are equal.

    This is the canonical caseless form of Unicode (D145), then NFC, so that "e" is not found in
    "é". Folding twice changes nothing. It needs no locale: "İ" stays apart from "i".
    """
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFD", text).casefold()
    return unicodedata.normalize("NFC", folded)


def opaque(text: str) -> str:
    """Prepare a password as RFC 8265 (OpaqueString) says: one kind of space, then NFC.

    Keyboards that compose "é" differently thus give the same password. Case is kept.
    """
    if text.isascii():
        return text
    spaced = "".join(" " if unicodedata.category(char) == "Zs" else char for char in text)
    return unicodedata.normalize("NFC", spaced)


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
