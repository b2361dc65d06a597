"""Terms order as their values do, in Python and in SQLite; path keys can be read back."""

import json
import math
import re
import sqlite3
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.documents import Json, check, dumps
from core.instants import from_micros, parse_iso8601
from core.terms import (
    boolean_term,
    index_terms,
    micros_term,
    number_term,
    path_key,
    path_of,
    string_term,
)
from core.text import is_storable

numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**63), 2**63 - 1)
texts = st.text(max_size=12).filter(is_storable)
awkward = st.text(st.sampled_from("a~/\"\\.'[]$\n\x01\x7f\x80é😀01F"), max_size=6)
paths = st.lists(texts | awkward, min_size=1, max_size=8)


def term(value: float | str | bool) -> str:  # noqa: FBT001 - one of three types
    """Return the term of a value of any kind."""
    if isinstance(value, bool):
        return boolean_term(value)
    return string_term(value) if isinstance(value, str) else number_term(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "18000000000000000"),
        (-0.0, "18000000000000000"),
        (1, "1bff0000000000000"),
        (-1, "1400fffffffffffff"),
        (1.5, "1bff8000000000000"),
        (math.inf, "1fff0000000000000"),
        (-math.inf, "1000fffffffffffff"),
        (5e-324, "18000000000000001"),
        (-5e-324, "17ffffffffffffffe"),
    ],
)
def test_known_numbers(value: float, expected: str) -> None:
    assert number_term(value) == expected


@given(numbers, numbers)
def test_terms_of_numbers_order_as_doubles(one: float, other: float) -> None:
    assert (number_term(one) < number_term(other)) == (float(one) < float(other))
    assert (number_term(one) == number_term(other)) == (float(one) == float(other))


def test_a_number_beyond_doubles_is_refused() -> None:
    with pytest.raises(OverflowError):
        number_term(10**400)


@given(texts, texts)
def test_terms_of_strings_order_by_code_point(one: str, other: str) -> None:
    assert (string_term(one) < string_term(other)) == (one < other)


def test_numbers_come_before_strings_and_strings_before_booleans() -> None:
    values: list[float | str | bool] = [-1e308, 1e308, "", "\U0010ffff", False, True]
    assert sorted(values, key=term) == values


@given(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**63), 2**63 - 1))
def test_terms_of_instants_order_as_the_instants(one: int, other: int) -> None:
    assert (micros_term(one) < micros_term(other)) == (one < other)
    assert len(micros_term(one)) == 16


def test_the_epoch_is_in_the_middle() -> None:
    assert micros_term(0) == "8000000000000000"
    assert micros_term(-1) == "7fffffffffffffff"


@given(st.lists(numbers | texts | st.booleans(), max_size=20))
def test_sqlite_orders_terms_as_python_does(values: list[float | str | bool]) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("create table terms (term text)")
    database.executemany("insert into terms values (?)", [(term(value),) for value in values])
    rows = database.execute("select term from terms order by term").fetchall()
    database.close()
    assert [row[0] for row in rows] == sorted(map(term, values))


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (["age"], "age"),
        (["address", "city"], "address/city"),
        (["a/b", "c"], "a~2Fb/c"),
        (["~2F"], "~7E2F"),
        (['say "hi"'], "say ~22hi~22"),
        (["back\\slash"], "back~5Cslash"),
        (["tab\t", "\x7f"], "tab~09/~7F"),
        (["", ""], "/"),
        (["Größe.$[0]'"], "Größe.$[0]'"),
    ],
)
def test_known_paths(path: list[str], key: str) -> None:
    assert path_key(path) == key


def test_an_empty_path_has_no_key() -> None:
    with pytest.raises(ValueError, match="at least one"):
        path_key([])


@given(paths)
def test_a_path_can_be_read_back_from_its_key(path: list[str]) -> None:
    key = path_key(path)
    assert path_of(key) == tuple(path)
    assert not re.search(r'["\\\x00-\x1f\x7f]', key)


@given(paths, st.booleans())
def test_sqlite_finds_a_term_by_its_quoted_path(path: list[str], value: bool) -> None:  # noqa: FBT001
    document: Any = value
    for name in reversed(path):
        document = {name: document}
    database = sqlite3.connect(":memory:")
    query = "select json_extract(?, ?)"
    found = database.execute(
        query, (dumps(index_terms(document)), f'$."v{path_key(path)}"')
    ).fetchone()
    database.close()
    assert found == (boolean_term(value),)


def test_the_index_of_a_document() -> None:
    document = {
        "age": 30,
        "ok": True,
        "City": "ÉVRY",
        "born": "1990-05-01",
        "nothing": None,
        "tags": ["a", "B"],
        "none": [],
        "mixed": ["a", 1, {"deep": 1}],
        "address": {"a/b": {"zip": "1"}, "gone": None},
    }
    born = parse_iso8601("1990-05-01")
    assert born is not None
    assert index_terms(document) == {
        "eage": 1,
        "vage": number_term(30),
        "eok": 1,
        "vok": "31",
        "eCity": 1,
        "vCity": "2ÉVRY",
        "fCity": "évry",
        "eborn": 1,
        "vborn": "21990-05-01",
        "fborn": "1990-05-01",
        "tborn": micros_term(born),
        "etags": 1,
        "ltags": ["a", "B"],
        "enone": 1,
        "lnone": [],
        "emixed": 1,
        "eaddress": 1,
        "eaddress/a~2Fb": 1,
        "eaddress/a~2Fb/zip": 1,
        "vaddress/a~2Fb/zip": "21",
        "faddress/a~2Fb/zip": "1",
    }


@given(st.datetimes().map(lambda value: value.isoformat()))
def test_dates_in_strings_are_indexed_as_instants(text: str) -> None:
    micros = int(index_terms({"at": text})["tat"], 16) - 2**63
    assert from_micros(micros).replace(tzinfo=None).isoformat() == text


json_values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=15,
)


@given(st.dictionaries(texts | awkward, json_values, max_size=4))
def test_any_document_that_passes_has_an_index_of_json(document: dict[str, Json]) -> None:
    assume(check(document) is None)
    terms = index_terms(document)
    assert json.loads(dumps(terms)) == terms
    existing = {key[1:] for key in terms if key[0] == "e"}
    assert {key[1:] for key in terms} == existing
