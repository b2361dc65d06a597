"""Public identifiers follow TypeID 0.3 and sort by age."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import Prefix, decode, decode_any, encode, id_from, new_id

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
prefixes = st.sampled_from(Prefix)


def reference(value: uuid.UUID) -> str:
    """Write a UUID as a number of 26 digits in base 32, which is what the specification means."""
    number, digits = value.int, ""
    for _ in range(26):
        number, digit = divmod(number, 32)
        digits = ALPHABET[digit] + digits
    return digits


# All of them stand in the specification's own list of valid examples.
@pytest.mark.parametrize(
    ("suffix", "value"),
    [
        ("00000000000000000000000000", "00000000-0000-0000-0000-000000000000"),
        ("00000000000000000000000010", "00000000-0000-0000-0000-000000000020"),
        ("7zzzzzzzzzzzzzzzzzzzzzzzzz", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
        ("0123456789abcdefghjkmnpqrs", "0110c853-1d09-52d8-d73e-1194e95b5f19"),
        ("01h455vb4pex5vsknk084sn02q", "01890a5d-ac96-774b-bcce-b302099a8057"),
    ],
)
def test_known_identifiers(suffix: str, value: str) -> None:
    assert encode(Prefix.USER, uuid.UUID(value)) == f"user_{suffix}"
    assert encode(Prefix.USER, value) == f"user_{suffix}"
    assert decode(Prefix.USER, f"user_{suffix}") == uuid.UUID(value)


@given(prefixes, st.uuids())
def test_encoding_is_base_32_and_decoding_undoes_it(prefix: Prefix, value: uuid.UUID) -> None:
    text = encode(prefix, value)
    assert text == f"{prefix}_{reference(value)}"
    assert encode(prefix, str(value)) == text
    assert decode(prefix, text) == value
    assert decode_any(text) == (prefix, value)


@given(st.uuids(), st.uuids())
def test_public_identifiers_sort_as_uuids_do(one: uuid.UUID, other: uuid.UUID) -> None:
    public = encode(Prefix.KEY, one) < encode(Prefix.KEY, other)
    assert public == (one < other)


def test_new_identifiers_are_uuids_of_version_7_that_rise() -> None:
    made = [new_id() for _ in range(1000)]
    assert {(value.version, value.variant) for value in made} == {(7, uuid.RFC_4122)}
    assert made == sorted(set(made))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "user",
        "user_",
        "_01h455vb4pex5vsknk084sn02q",
        "01h455vb4pex5vsknk084sn02q",
        "user01h455vb4pex5vsknk084sn02q",
        "user__01h455vb4pex5vsknk084sn02q",
        "user_01h455vb4pex5vsknk084sn02",
        "user_01h455vb4pex5vsknk084sn02qq",
        "user_81h455vb4pex5vsknk084sn02q",
        "user_01H455VB4PEX5VSKNK084SN02Q",
        "USER_01h455vb4pex5vsknk084sn02q",
        "user_01h455vb4pex5vsknk084sn02l",
        "user_01h455vb4pex5vsknk084sn02é",
        "user_01h455vb4pex5vsknk084sn02\ud800",
        "user_01h455vb4pex5vsknk084sn02q\n",
        " user_01h455vb4pex5vsknk084sn02q",
        "user_01890a5d-ac96-774b-bcce-b302099a8057",
        "evil_01h455vb4pex5vsknk084sn02q",
    ],
)
def test_malformed_identifiers_are_none(text: str) -> None:
    assert decode(Prefix.USER, text) is None
    assert decode_any(text) is None


def test_an_identifier_of_another_kind_is_none() -> None:
    text = "sess_01h455vb4pex5vsknk084sn02q"
    assert decode(Prefix.USER, text) is None
    assert decode_any(text) == (
        Prefix.SESSION,
        uuid.UUID("01890a5d-ac96-774b-bcce-b302099a8057"),
    )


@given(prefixes, st.text())
def test_no_text_breaks_decoding(prefix: Prefix, text: str) -> None:
    value = decode(prefix, text)
    assert value is None or encode(prefix, value) == text


# Microseconds of the years 1 to 9999.
micros = st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999)


@given(micros, micros)
def test_identifiers_of_instants_sort_as_these_do(one: int, other: int) -> None:
    first, second = id_from(one), id_from(other)
    assert (first.version, first.variant) == (7, uuid.RFC_4122)
    assert first != id_from(one)
    assert first.int >> 80 == max(one, 0) // 1000
    if max(one, 0) < max(other, 0):
        assert first < second


def test_text_that_is_no_uuid_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        encode(Prefix.USER, "no-uuid")
