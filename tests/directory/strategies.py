"""Hypothesis strategies: populations of users, filters, orders and pages of every allowed shape.

Values come from small pools, so that filters match and orders tie; some are made anew each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hypothesis import strategies as st

from core.ids import Prefix, encode
from core.text import fold
from tests.directory.reference import Person, micros

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import DrawFn
    from hypothesis.strategies import SearchStrategy as Strategy

MAX_PEOPLE = 8
MAX_DEPTH = 4
"""One less than is allowed, so that any filter can also be negated."""
MAX_CONDITIONS = 50

IDS = [encode(Prefix.USER, UUID(int=(n * 7919) << 96 | n)) for n in range(MAX_PEOPLE)]
TEXTS = [
    *(
        "",
        "a",
        "A",
        "ab",
        "aB",
        "b",
        "z",
        "Z",
        "10",
        "9",
        "30",
        "%",
        "_",
        "\\",
        "a%b",
        "a_b",
        "\\%",
    ),
    *("ß", "SS", "ss", "ẞ", "straße", "STRASSE", "ﬁ", "fi", "İ", "i", "I", "ı", "i̇"),
    *("é", "e\u0301", "É", "E\u0301", "e", "Émile", "ÉMILE", "Σ", "σ", "ς", "ǰ", "\u0345", "ι"),
    *("😀", "\uffff", "\ud7ff", "\ue000", "\U0010ffff", "a\U0010ffff", "\u200b", "\x01", "\x7f"),
    *("'", '"', "`", "$1", "?", " a", "a ", "null", "true", "名前", "مرحبا", "\u2028", "[]", "{}"),
]
NUMBERS = [
    *(0, -0.0, 1, -1, 1.5, 10, 9, 25, 30, 30.0, 35, 0.1, 0.1 + 0.2, 0.3, 5e-324, 1e308, -1e308),
    *(2**53, 2**53 + 1, 2**53 + 2, -(2**63), 2**63 - 1, 1e16, 100),
]
DATES = [
    *("2026-11-20T09:30:00Z", "2026-11-20T10:30:00+01:00", "2026-11-20T09:30:00.000001Z"),
    *("1969-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"),
    *("2026-11-20T00:00:00Z", "2024-02-29T12:00:00-05:30"),
]
LOOSE_DATES = [
    *("2026-11-20", "2026-11-20 09:30", "2026-11-20T09:30:00,000001", "20261120", "yesterday"),
    *("2026-02-30", "2026-11-20T09:30", "0001-01-01T00:00:00+01:00", "2026-11-20T10:30+01"),
]
KEYS = ["age", "a", "b", "a/b", "a.b", "", "~", "~2F", '"', "'", "\\", "$", "[0]", "é", "😀", "\n"]
TEXT_FIELDS = ["email", "username", "name", "firstName", "lastName"]
TEXT_FIELDS += ["phone", "city", "country", "timezone", "role"]
ORDER_FIELDS = ["ID", "EMAIL", "USERNAME", "NAME", "FIRST_NAME", "LAST_NAME", "CITY", "COUNTRY"]
ORDER_FIELDS += ["ROLE", "CREATED_AT", "UPDATED_AT", "LAST_LOGIN_AT", "REFERRAL_COUNT"]

storable = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = st.sampled_from(TEXTS) | st.sampled_from(TEXTS[:8]) | st.text(storable, max_size=3)
numbers = st.sampled_from(NUMBERS) | st.floats(allow_nan=False, allow_infinity=False)
# As operands, whole numbers that no double equals are refused by GraphQL itself.
operands = numbers.map(float) | st.integers(-100, 100)
dates = st.sampled_from(DATES)
ids = st.sampled_from([*IDS, "user_", "sess_00000000000000000000000000", ""])
keys = st.sampled_from(KEYS) | st.sampled_from(KEYS[:2])
paths = st.one_of(
    st.lists(keys, min_size=1, max_size=1),
    st.lists(keys, min_size=1, max_size=3),
    st.lists(keys, min_size=1, max_size=8),
)

scalars = st.none() | st.booleans() | numbers | texts | st.sampled_from(DATES + LOOSE_DATES)
lists = st.lists(texts, max_size=3) | st.lists(scalars, max_size=2)
values = scalars | lists | st.dictionaries(keys, scalars | lists, max_size=2)
fields = values | st.dictionaries(keys, values, max_size=2)
documents = st.dictionaries(keys, fields, max_size=4) | st.builds(
    # Most filters on `data` ask for these.
    lambda age, other, more: {"age": age, "a": other} | more,
    values,
    lists,
    st.dictionaries(keys, fields, max_size=2),
)


def texts_unique(count: int, *, nullable: bool) -> Strategy[list[Any]]:
    """Texts of which no two are the same but for case; perhaps some are missing."""
    everyone = st.lists(texts, min_size=count, max_size=count, unique_by=fold)
    if not nullable:
        return everyone
    present = st.lists(st.booleans(), min_size=count, max_size=count)
    return st.builds(
        lambda names, shown: [n if s else None for n, s in zip(names, shown, strict=True)],
        everyone,
        present,
    )


profiles = st.fixed_dictionaries(
    {
        **{name: st.none() | texts for name in TEXT_FIELDS if name not in {"email", "username"}},
        "role": texts,
        "isEmailVerified": st.booleans(),
        "isActive": st.booleans(),
        "lastLoginAt": st.none() | dates.map(micros),
        "createdAt": dates.map(micros),
        "updatedAt": dates.map(micros),
    }
)


@st.composite
def populations(draw: DrawFn) -> list[Person]:
    """Up to eight users of a project; referrers come before whom they brought."""
    count = draw(st.integers(5, MAX_PEOPLE) | st.integers(1, MAX_PEOPLE))
    emails = draw(texts_unique(count, nullable=False))
    usernames = draw(texts_unique(count, nullable=True))
    chosen = draw(st.permutations(IDS))
    people: list[Person] = []
    for number in range(count):
        own = {"id": chosen[number], "email": emails[number], "username": usernames[number]}
        referrer = draw(st.none() | st.sampled_from(people)) if people else None
        if referrer is not None:
            referrer.referrals += 1
        people.append(Person(draw(profiles) | own, draw(documents), referrer))
    return people


def some(**entries: Strategy[Any]) -> Strategy[dict[str, Any]]:
    """One entry of a mapping, or now and then two, or none."""
    one = st.one_of([st.tuples(st.just(name), value) for name, value in entries.items()])
    return (one.map(lambda entry: [entry]) | st.lists(one, max_size=2)).map(dict)


def comparisons(one: Strategy[Any], *names: str) -> dict[str, Strategy[Any]]:
    """Operators that compare with one value, by their names."""
    return dict.fromkeys(names, one)


def several(one: Strategy[Any]) -> dict[str, Strategy[Any]]:
    """Operators that compare with a list."""
    return comparisons(st.lists(one, max_size=4), "in", "notIn")


NULLS = {"isNull": st.booleans()}
ORDERED = ("eq", "ne", "gt", "gte", "lt", "lte")
INEXACT = ("contains", "icontains", "ieq", "startsWith", "endsWith")
id_filters = some(**comparisons(ids, "eq", "ne"), **several(ids), **NULLS)
string_filters = some(**comparisons(texts, *ORDERED, *INEXACT), **several(texts), **NULLS)
float_filters = some(**comparisons(operands, *ORDERED), **several(operands), **NULLS)
boolean_filters = some(**comparisons(st.booleans(), "eq", "ne"), **NULLS)
date_filters = some(**comparisons(dates, *ORDERED), **NULLS)
counts = st.integers(-1, 4)
int_filters = some(**comparisons(counts, *ORDERED), **several(counts))
list_filters = some(
    contains=texts,
    containsAny=st.lists(texts, max_size=3),
    containsAll=st.lists(texts, max_size=3),
    isEmpty=st.booleans(),
)
comparators: Strategy[dict[str, Any]] = st.one_of(
    string_filters.map(lambda one: {"string": one}),
    float_filters.map(lambda one: {"number": one}),
    boolean_filters.map(lambda one: {"boolean": one}),
    date_filters.map(lambda one: {"dateTime": one}),
    list_filters.map(lambda one: {"list": one}),
    st.booleans().map(lambda one: {"exists": one}),
)
data_filter = st.fixed_dictionaries({"path": paths, "is": comparators})
data_filters = st.tuples(data_filter).map(list) | st.lists(data_filter, max_size=2)

LEAVES: dict[str, Strategy[Any]] = {
    **dict.fromkeys(TEXT_FIELDS, string_filters),
    **dict.fromkeys(("isEmailVerified", "isActive"), boolean_filters),
    **dict.fromkeys(("lastLoginAt", "createdAt", "updatedAt"), date_filters),
    **dict.fromkeys(("id", "referredById"), id_filters),
    "referralCount": int_filters,
}


def _nested(inner: Strategy[Any]) -> Strategy[dict[str, Any]]:
    several_of = st.lists(inner, min_size=1, max_size=3) | st.lists(inner, max_size=2)
    branches = {"and": several_of, "or": several_of}
    return some(**branches, **{"not": inner}, referredBy=inner)


def _user_filters(depth: int) -> Strategy[dict[str, Any]]:
    plain, about_data = some(**LEAVES), some(data=data_filters)
    choices = [plain, plain, about_data, about_data]
    if depth > 1:
        choices += [_nested(_user_filters(depth - 1))] * 2
    # Not st.one_of, which would make one list of all branches and choose evenly among them.
    return st.sampled_from(choices).flatmap(lambda chosen: chosen)


def size_of(condition: Any) -> int:
    """Count the comparisons in a filter, and more: every value that is no object or list."""
    if isinstance(condition, dict):
        return sum(size_of(content) for content in condition.values())
    return sum(map(size_of, condition)) if isinstance(condition, list) else 1


user_filters = _user_filters(MAX_DEPTH).filter(lambda one: size_of(one) <= MAX_CONDITIONS)
directions = st.sampled_from([{}, {"direction": "ASC"}, {"direction": "DESC"}])
order_targets = st.one_of(
    st.sampled_from(ORDER_FIELDS).map(lambda name: {"field": name}),
    paths.map(lambda path: {"data": path}),
)
user_orders = st.lists(
    st.builds(lambda target, way: target | way, order_targets, directions), max_size=3
)


@dataclass(frozen=True)
class Slice:
    """Arguments of a page; `after` and `before` name places in the whole list, not yet cursors."""

    first: int | None = None
    last: int | None = None
    offset: int | None = None
    after: int | None = None
    before: int | None = None

    def places(self, whole: Sequence[Any]) -> dict[str, int]:
        """Give the places of the cursors in a list; in an empty one there are none."""
        given = {"after": self.after, "before": self.before}
        return {name: n % len(whole) for name, n in given.items() if n is not None and whole}

    def arguments(self, whole: Sequence[Any], cursor: Callable[[int], str]) -> dict[str, Any]:
        """Give the arguments as a client writes them, with the cursors of a list."""
        plain = {"first": self.first, "last": self.last, "offset": self.offset}
        return plain | {name: cursor(place) for name, place in self.places(whole).items()}

    def of(self, whole: Sequence[Any]) -> tuple[list[Any], bool, bool]:
        """Cut a list: the page, and whether there are more before and after."""
        places = self.places(whole)
        start = places["after"] + 1 if "after" in places else 0
        end = places.get("before", len(whole))
        start = min(start + (self.offset or 0), end) if self.offset else start
        size = self.first or self.last or 50
        if start >= end:
            return [], start > 0, end < len(whole)
        if self.last is None:
            end = min(start + size, end)
        else:
            start = max(start, end - size)
        return list(whole[start:end]), start > 0, end < len(whole)


_sizes = st.integers(1, 4)
_places = st.none() | st.integers(0, MAX_PEOPLE)
slices = st.one_of(
    st.builds(Slice, first=st.none() | _sizes, after=_places, before=_places),
    st.builds(Slice, last=_sizes, after=_places, before=_places),
    st.builds(Slice, first=st.none() | _sizes, offset=st.integers(0, MAX_PEOPLE + 1)),
)


@dataclass(frozen=True)
class Question:
    """One example: who, in what order, and which part of it."""

    filter: dict[str, Any]
    order_by: list[dict[str, Any]]
    slice: Slice


questions = st.builds(Question, user_filters, user_orders, slices)
