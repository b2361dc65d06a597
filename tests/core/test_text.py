"""Texts compare without regard to case for all of Unicode, and unstorable ones are known."""

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import fold, is_storable, opaque


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ADA@Example.COM", "ada@example.com"),
        ("É", "é"),
        ("E\u0301", "é"),
        ("e\u0301", "É"),
        ("Straße", "STRASSE"),
        ("ẞ", "ss"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("ﬁx", "FIX"),
        ("İ", "i\u0307"),
        ("\u212b", "å"),
        ("ᾳ", "\u0391\u0399"),
        ("ДОМ", "дом"),
    ],
)
def test_texts_that_differ_in_case_or_composition_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("e", "é"), ("İ", "i"), ("\u0131", "i"), ("o", "ø")])
def test_different_letters_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_plain_letter_is_not_found_in_an_accented_one() -> None:
    assert "e" not in fold("CAFE\u0301")


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composition_does_not_matter(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert fold(composed) == fold(decomposed)


@given(st.text())
def test_folded_text_is_composed(text: str) -> None:
    assert unicodedata.is_normalized("NFC", fold(text))


@pytest.mark.parametrize(
    ("typed", "prepared"),
    [
        ("Pass Word", "Pass Word"),
        ("pass\u00a0word", "pass word"),
        ("pass\u3000wörd", "pass wörd"),
        ("cafe\u0301", "café"),
        ("ﬁ", "ﬁ"),
        ("É", "É"),
    ],
)
def test_passwords_are_prepared_as_rfc_8265_says(typed: str, prepared: str) -> None:
    assert opaque(typed) == prepared


@given(st.text())
def test_preparing_twice_changes_nothing(text: str) -> None:
    assert opaque(opaque(text)) == opaque(text)


@pytest.mark.parametrize("text", ["", "plain", "é", "😀", "\x01\x7f", "\ufffe"])
def test_unicode_text_is_storable(text: str) -> None:
    assert is_storable(text)


@pytest.mark.parametrize("text", ["\0", "a\0b", "é\0", "\ud800", "a\udfff", "\udc00\ud800"])
def test_nul_and_lone_surrogates_are_not_storable(text: str) -> None:
    assert not is_storable(text)


MARKS = "a\u0315\u0327\u0301\u0345éДẛ\u1100\u1161 "


@given(st.text(MARKS, max_size=40), st.text(MARKS, max_size=40))
def test_long_texts_are_normalized_as_short_ones_are(head: str, tail: str) -> None:
    text = head + "z" * 600 + tail
    folded = unicodedata.normalize("NFD", text).casefold()
    assert fold(text) == unicodedata.normalize("NFC", folded)
    assert opaque(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("prepare", [fold, opaque])
def test_many_combining_marks_take_no_time(prepare: Callable[[str], str]) -> None:
    began = time.perf_counter()
    sorted_marks = prepare("a" + "\u0315\u0327" * 100_000)
    assert sorted_marks == "a" + "\u0327" * 100_000 + "\u0315" * 100_000
    assert time.perf_counter() - began < 5
