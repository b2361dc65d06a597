"""Hypothesis strategies of values for any input type of the schema, with variables in them.

A value is a tree of JSON values, names of enums and variables, which can be written as GraphQL.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
)
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hypothesis.strategies import DrawFn

MAX_DEPTH = 3
TEXTS = ["a", "A", "Lahore", "", "é", "ß", "%", '"', "\\", "\u2028", "😀"]
INSTANTS = ["2026-11-20T09:30:00Z", "2026-11-20T10:30:00+01:00", "1969-12-31T23:59:59.999999Z"]
POOLS: dict[str, Sequence[Any]] = {
    "Int": [2, 1, 3, 50, 100, 5],
    "Float": [30, 30.0, 1.5, -0.0, 1e308, 2**53],
    "String": TEXTS,
    "Boolean": [True, False],
    "ID": [*TEXTS[:2], 5],
    "DateTime": INSTANTS,
    "JSON": [None, {"a": 1}],
}
"""Values of each scalar; those of most use come first, because examples are shrunk to them."""
WRONG = [None, {}, {"x": 1}, [], [None], "wrong", -1, 0, 101, 1.5, 2**40, True]


@dataclass(frozen=True)
class Name:
    """A value of an enum."""

    text: str


@dataclass(frozen=True)
class Variable:
    """The value of a variable."""

    name: str


@dataclass
class Declared:
    """The variables of an operation: their types, defaults as GraphQL, and the values given."""

    types: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """The definitions of an operation's variables."""
        written = [f"${name}: {of}{self.defaults.get(name, '')}" for name, of in self.types.items()]
        return f"({', '.join(written)})" if written else ""


def chance(draw: DrawFn, percent: int) -> bool:
    """Decide by a probability; what is rare is what shrinks away."""
    return draw(st.integers(0, 99)) >= 100 - percent


class Values:
    """Draws values of input types; `pools` says what fits an argument by its name."""

    def __init__(self, draw: DrawFn, declared: Declared, pools: Mapping[str, Any]) -> None:
        self.draw = draw
        self.declared = declared
        self.pools = pools

    def value(
        self, type_: GraphQLInputType, name: str, *, depth: int = 0, constant: bool = False
    ) -> Any:
        """Draw a value for an argument or a field of that name."""
        if not constant and chance(self.draw, 20):
            return self.variable(type_, name, depth)
        if is_non_null_type(type_):
            return self.present(type_.of_type, name, depth=depth, constant=constant)
        if chance(self.draw, 3):
            return None
        return self.present(type_, name, depth=depth, constant=constant)

    def present(self, type_: Any, name: str, *, depth: int, constant: bool) -> Any:
        """Draw a value that is not null."""
        if is_list_type(type_):
            of_type = type_.of_type
            if chance(self.draw, 15):
                # One value stands for a list of it.
                return self.value(of_type, name, depth=depth, constant=True)
            count = self.draw(st.sampled_from([1, 1, 2, 0]))
            return [self.value(of_type, name, depth=depth, constant=constant) for _ in range(count)]
        if isinstance(type_, GraphQLInputObjectType):
            return self.fields(type_, depth=depth, constant=constant)
        if isinstance(type_, GraphQLEnumType):
            return Name(self.draw(st.sampled_from(sorted(type_.values))))
        pool = self.pools.get(name) or self.pools.get(type_.name) or POOLS[type_.name]
        return self.draw(st.sampled_from(pool))

    def fields(self, type_: GraphQLInputObjectType, *, depth: int, constant: bool) -> Any:
        """Draw an input object: what is required, and a few fields more."""
        names = [name for name, one in type_.fields.items() if is_required_input_field(one)]
        others = [name for name in type_.fields if name not in names]
        if depth >= MAX_DEPTH:
            # Only what ends there: not a filter within a filter.
            others = [one for one in others if type_ not in _inputs(type_.fields[one].type)]
        count = 1 if type_.is_one_of else self._count(len(names))
        more = st.lists(st.sampled_from(others), min_size=count, max_size=count, unique=True)
        names += self.draw(more) if others else []
        return {
            one: self.value(type_.fields[one].type, one, depth=depth + 1, constant=constant)
            for one in self.draw(st.permutations(names))
        }

    def variable(self, type_: GraphQLInputType, name: str, depth: int) -> Variable:
        """Draw a variable that fits: one that there is already, or a new one."""
        fitting = [one for one, of in self.declared.types.items() if of == str(type_)]
        if fitting and chance(self.draw, 50):
            return Variable(self.draw(st.sampled_from(fitting)))
        return self.declare(type_, self.value(type_, name, depth=depth + 1, constant=True), name)

    def declare(self, type_: GraphQLInputType, value: Any, name: str) -> Variable:
        """Declare a variable: given mostly, else with a default or without a value; or wrong."""
        variable = f"{name}{len(self.declared.types)}"
        self.declared.types[variable] = str(type_)
        if chance(self.draw, 25):
            self.declared.defaults[variable] = f" = {as_graphql(value)}"
        if variable not in self.declared.defaults or chance(self.draw, 40):
            self.declared.given[variable] = as_json(value)
        if chance(self.draw, 4):
            self.declared.given[variable] = self.draw(st.sampled_from(WRONG))
        elif chance(self.draw, 3):
            self.declared.given.pop(variable, None)
        return Variable(variable)

    def _count(self, required: int) -> int:
        return self.draw(st.sampled_from([0, 1] if required else [1, 1, 1, 2, 0]))


def as_graphql(value: Any) -> str:
    """Write a value as GraphQL."""
    match value:
        case Variable(name):
            return f"${name}"
        case Name(text):
            return text
        case list():
            return f"[{', '.join(map(as_graphql, value))}]"
        case dict():
            return f"{{{', '.join(f'{name}: {as_graphql(one)}' for name, one in value.items())}}}"
        case _:
            return json.dumps(value, ensure_ascii=False)


def as_json(value: Any) -> Any:
    """Give a value without variables as JSON says it."""
    match value:
        case Name(text):
            return text
        case list():
            return [as_json(one) for one in value]
        case dict():
            return {name: as_json(one) for name, one in value.items()}
        case _:
            return value


def _inputs(type_: Any) -> list[Any]:
    while hasattr(type_, "of_type"):
        type_ = type_.of_type
    return [type_] if isinstance(type_, GraphQLInputObjectType) else []
