"""The SDL as clients read it: everything is described, with its limits, in whole sentences."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_introspection_type,
    is_list_type,
    is_specified_scalar_type,
)

from schema.enums import described
from tests.processes import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import GraphQLInputType

SCHEMA = build_schema((ROOT / "schema/schema.graphql").read_text("utf-8"))
TYPES = {
    name: type_
    for name, type_ in SCHEMA.type_map.items()
    if not is_introspection_type(type_) and not is_specified_scalar_type(type_)
}
LIMIT = {
    "String": re.compile(r"\d+ characters|IANA|As the server gave it|cursor"),
    "Int": re.compile(r"\d"),
    "JSON": re.compile(r"KiB"),
}
"""What the description of a value that clients send must tell, by its type."""
MANY = re.compile(r"\d|at most")
COMPARISONS = re.compile(r"(String|ID|Int|Float|Boolean|DateTime|StringList)Filter|DataComparator")
"""Inputs that compare: what they compare with may be any value of its type."""


class Given(NamedTuple):
    """A value that clients send: where, of which type, and all that is said of it."""

    place: str
    type_: GraphQLInputType
    said: str


def descriptions() -> Iterator[tuple[str, str | None]]:
    """Give the description of everything that can have one, with its place."""
    for name, type_ in TYPES.items():
        yield name, type_.description
        if isinstance(type_, GraphQLEnumType):
            for value_name, value in type_.values.items():
                yield f"{name}.{value_name}", value.description
        if isinstance(type_, GraphQLInputObjectType):
            for field_name, input_field in type_.fields.items():
                yield f"{name}.{field_name}", input_field.description
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in type_.fields.items():
                yield f"{name}.{field_name}", field.description
                for argument_name, argument in field.args.items():
                    yield f"{name}.{field_name}({argument_name}:)", argument.description


def given() -> Iterator[Given]:
    """Give every argument and every field of an input, except what is compared with."""
    for name, type_ in TYPES.items():
        if isinstance(type_, GraphQLInputObjectType) and not COMPARISONS.fullmatch(name):
            for field_name, one in type_.fields.items():
                said = f"{one.description} {type_.description}"
                yield Given(f"{name}.{field_name}", one.type, said)
        if isinstance(type_, GraphQLObjectType):
            for field_name, field in type_.fields.items():
                for argument_name, argument in field.args.items():
                    place = f"{name}.{field_name}({argument_name}:)"
                    yield Given(place, argument.type, str(argument.description))


def lacks_limit(value: Given) -> bool:
    """Whether nothing is said of how much or what can be sent."""
    if is_list_type(get_nullable_type(value.type_)):
        return MANY.search(value.said) is None
    named = get_named_type(value.type_)
    return named.name in LIMIT and LIMIT[named.name].search(value.said) is None


def test_everything_is_described_in_whole_sentences() -> None:
    found = list(descriptions())
    bad = [(place, text) for place, text in found if not text or not is_sentence(text)]
    assert bad == []
    assert len(found) > 300


def is_sentence(text: str) -> bool:
    """Whether a text begins with a capital, a number or something in code, and ends as one."""
    return re.fullmatch(r"[A-Z0-9`{].*[.…]", text, re.DOTALL) is not None


def test_no_field_repeats_the_name_of_its_type() -> None:
    repeated = [
        f"{name}.{field}"
        for name, type_ in TYPES.items()
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        for field in type_.fields
        if field.lower().startswith(name.lower())
    ]
    assert sorted(repeated) == ["File.filename", "User.username"]


def test_whatever_clients_send_has_its_limits_told() -> None:
    assert [(value.place, value.said) for value in given() if lacks_limit(value)] == []


@pytest.mark.parametrize(
    ("type_", "said"),
    [("[ID!]", "The users."), ("String", "The name."), ("Int!", "The page."), ("JSON", "More.")],
)
def test_a_limit_that_is_missing_is_found(type_: str, said: str) -> None:
    sdl = f'scalar JSON type Query {{ f("{said}" a: {type_}): Int }}'
    query = build_schema(sdl).query_type
    assert query is not None
    assert lacks_limit(Given("f(a:)", query.fields["f"].args["a"].type, said))


def test_a_value_without_a_sentence_and_a_sentence_without_a_value_stop_the_start() -> None:
    class Colour(Enum):
        RED = "RED"
        BLUE = "BLUE"

    for sentences in ({"RED": "Warm."}, {"RED": "Warm.", "BLUE": "Cold.", "GREEN": "Calm."}):
        with pytest.raises(ValueError, match=r"missing for (BLUE|GREEN)"):
            described(Colour, sentences, name="Colour", description="A colour.")
