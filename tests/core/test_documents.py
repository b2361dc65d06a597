"""Documents are bounded in every direction, and merged as RFC 7396 says."""

import copy
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.documents import Json, check, check_patch, dumps, loads, merge

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
)
values: st.SearchStrategy[Json] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


def nested(levels: int) -> dict[str, object]:
    """Return an object that is so many levels deep, made of objects and lists in turn."""
    value: object = 1
    for level in range(levels - 1):
        value = [value] if level % 2 else {"a": value}
    return {"root": value}


@pytest.mark.parametrize("value", [None, [], "text", 5, True, [{}]])
def test_a_document_is_an_object(value: object) -> None:
    assert check(value) == "The document must be a JSON object."


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"": ""},
        {"a": [None, True, -1.5, "é", {"b": {}}]},
        {"low": -(2**63), "high": 2**63 - 1},
        {"k" * 128: 1},
        nested(8),
        {str(number): number for number in range(200)},
        {"a": "x" * (65_536 - len('{"a":""}'))},
        {"a": "é" * ((65_536 - len('{"a":""}')) // 2)},
        {"many": [0] * 30_000},
    ],
)
def test_documents_within_the_limits_are_fine(value: object) -> None:
    assert check(value) is None


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (nested(9), "nested deeper than 8 levels"),
        ({"a": [[[[[[[[]]]]]]]]}, "nested deeper than 8 levels"),
        ({str(number): number for number in range(201)}, "more than 200 keys"),
        ({"a": [{str(n): n for n in range(100)}, {str(n): n for n in range(100)}]}, "200 keys"),
        ({"a": "x" * 65_536}, "larger than 64 KiB"),
        ({"a": "é" * 32_768}, "larger than 64 KiB"),
        ({"a": {"k" * 129: 1}}, "not be longer than 128 characters"),
        ({"a\0": 1}, "keys of the document must be Unicode text"),
        ({"\ud800": 1}, "keys of the document must be Unicode text"),
        ({1: 1}, "keys of the document must be Unicode text"),
        ({"a": ["b\0"]}, "strings of the document must be Unicode text"),
        ({"a": {"b": "\udfff"}}, "strings of the document must be Unicode text"),
        ({"a": math.inf}, "finite"),
        ({"a": [-math.inf]}, "finite"),
        ({"a": math.nan}, "finite"),
        ({"a": 2**63}, "64 bits"),
        ({"a": -(2**63) - 1}, "64 bits"),
        ({"a": {1, 2}}, "nothing but JSON values"),
    ],
)
def test_documents_beyond_a_limit_are_refused(value: object, fault: str) -> None:
    assert fault in (check(value) or "")


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_hostile_depth_does_not_end_the_stack(opening: str) -> None:
    value: object = 1
    for _ in range(100_000):
        value = [value] if opening == "[" else {"a": value}
    assert "nested deeper" in (check({"a": value}) or "")


@given(st.dictionaries(st.text(max_size=3), values))
def test_what_passes_can_be_written_and_read_again(document: dict[str, Json]) -> None:
    fault = check(document)
    if fault is None:
        assert loads(dumps(document)) == document
        assert json.loads(dumps(document)) == document
    else:
        assert "levels" in fault or "Unicode text" in fault


def test_text_has_no_spaces_and_keeps_the_order() -> None:
    assert dumps({"b": [1, 2.5], "a": "é"}) == '{"b":[1,2.5],"a":"é"}'


def test_reading_refuses_what_is_no_json() -> None:
    with pytest.raises(ValueError, match="unexpected"):
        loads("{")


# Appendix A of RFC 7396, in its order.
APPENDIX: list[tuple[Json, Json, Json]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("target", "patch", "result"), APPENDIX)
def test_merge_as_the_appendix_of_rfc_7396(target: Json, patch: Json, result: Json) -> None:
    assert merge(target, patch) == result


@given(values, values)
def test_merge_changes_neither_argument(target: Json, patch: Json) -> None:
    before = copy.deepcopy((target, patch))
    merge(target, patch)
    assert (target, patch) == before


@given(values, values)
def test_merging_twice_is_merging_once(target: Json, patch: Json) -> None:
    once = merge(target, patch)
    assert merge(once, patch) == once


@given(values)
def test_an_empty_patch_leaves_an_object_as_it_is(target: Json) -> None:
    assert merge(target, {}) == (target if isinstance(target, dict) else {})


@pytest.mark.parametrize(
    ("patch", "fault"),
    [
        ([], "The document must be a JSON object."),
        (None, "The document must be a JSON object."),
        (nested(9), "The document must not be nested deeper than 8 levels."),
        ({"a": "\0"}, "The strings of the document must be Unicode text without NUL characters."),
    ],
)
def test_a_patch_that_cannot_be_merged_is_known(patch: object, fault: str) -> None:
    assert check_patch(patch) == fault


def test_a_patch_may_have_more_keys_than_a_document() -> None:
    assert check_patch({str(number): None for number in range(1000)}) is None
