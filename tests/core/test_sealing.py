"""Sealed text opens only where it was sealed, unchanged, for the same purpose and context."""

import base64
import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from core.sealing import Sealer

SECRET = "a secret of thirty-two characters"
box = Sealer(SECRET).for_purpose("cursor")


@given(st.binary(), st.lists(st.binary(), max_size=3))
def test_what_was_sealed_opens_under_its_context(data: bytes, context: list[bytes]) -> None:
    text = box.seal(data, *context)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert box.open(text, *context) == data


def test_the_same_gives_the_same_text_also_after_a_restart() -> None:
    again = Sealer(SECRET).for_purpose("cursor")
    assert box.seal(b"data", b"context") == again.seal(b"data", b"context")
    assert again.open(box.seal(b"data")) == b"data"


@pytest.mark.parametrize(
    "context",
    [(), (b"ab",), (b"a", b"b", b""), (b"", b"a", b"b"), (b"b", b"a"), (b"a",)],
)
def test_another_context_does_not_open(context: tuple[bytes, ...]) -> None:
    text = box.seal(b"data", b"a", b"b")
    with pytest.raises(ValueError, match="not sealed here"):
        box.open(text, *context)


@pytest.mark.parametrize(
    "other",
    [Sealer(SECRET).for_purpose("signing key"), Sealer(SECRET + "!").for_purpose("cursor")],
)
def test_another_purpose_or_secret_does_not_open(other: object) -> None:
    text = other.seal(b"data")  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="not sealed here"):
        box.open(text)


@given(st.binary(min_size=1), st.data())
def test_every_changed_character_is_noticed(data: bytes, draw: st.DataObject) -> None:
    text = box.seal(data)
    place = draw.draw(st.integers(0, len(text) - 1))
    other = draw.draw(st.characters().filter(lambda char: char != text[place]))
    with pytest.raises(ValueError, match=r"."):
        box.open(text[:place] + other + text[place + 1 :])


@given(st.text())
def test_foreign_text_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        box.open(text)


@pytest.mark.parametrize("extra", ["=", "==", "\n", " ", "!", "A", "é", "\ud800"])
def test_nothing_may_be_added_to_the_text(extra: str) -> None:
    text = box.seal(b"data")
    with pytest.raises(ValueError, match=r"."):
        box.open(text + extra)


def test_a_keyed_hash_is_hmac_under_a_key_of_its_purpose() -> None:
    key = HKDF(hashes.SHA256(), 32, None, b"rollcall hash token").derive(SECRET.encode())
    expected = hmac.new(key, b"value", hashlib.sha256).digest()
    assert Sealer(SECRET).keyed_hash("token", "value") == expected


def test_keyed_hashes_differ_by_purpose_value_and_secret() -> None:
    sealer = Sealer(SECRET)
    made = {
        sealer.keyed_hash("token", "value"),
        sealer.keyed_hash("key", "value"),
        sealer.keyed_hash("token", "other"),
        Sealer(SECRET + "!").keyed_hash("token", "value"),
    }
    assert len(made) == 4


def test_a_box_is_derived_once() -> None:
    sealer = Sealer(SECRET)
    assert sealer.for_purpose("cursor") is sealer.for_purpose("cursor")


def test_the_text_does_not_show_the_data() -> None:
    text = box.seal(b"ada@example.com")
    assert b"ada" not in base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
