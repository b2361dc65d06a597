"""Hypothesis strategies of operations, made from nothing but the types of the schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLField,
    GraphQLNonNull,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_required_argument,
    specified_scalar_types,
)
from hypothesis import strategies as st

from schema.build import schema
from tests.execution.values import Declared, Values, as_graphql, chance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import DrawFn

TYPES = schema._schema
MAX_DEPTH = 6
MAX_SELECTIONS = 30
"""After so many in a document only plain values are added, because validation takes its time."""
RESPONSE_KEYS = ["__proto__", "constructor", "data", "errors", "a"]
BOOLEAN = GraphQLNonNull(
    next(one for one in specified_scalar_types.values() if one.name == "Boolean")
)
LIKELY: Mapping[str, int] = {"first": 35, "filter": 50, "orderBy": 35, "path": 50}
"""How many of a hundred fields are given an argument; others 6, so that few exclude each other."""
COMMON = ("users", "users", "user", "me", "nodes", "edges", "node", "referredBy", "data")
"""Fields that are drawn more often than others, because plans know them."""


@dataclass(frozen=True)
class Operation:
    """A document, and the values of its variables."""

    text: str
    variables: dict[str, Any]


class _Writer:
    """Writes one document."""

    def __init__(self, draw: DrawFn, pools: Mapping[str, Any]) -> None:
        self.draw = draw
        self.declared = Declared()
        self.values = Values(draw, self.declared, pools)
        self.fragments: dict[str, tuple[Any, str]] = {}
        self.flags: list[Any] = []
        self.keys = 0
        self.left = MAX_SELECTIONS

    def selections(self, type_: Any, depth: int) -> str:
        """Write a selection set on a type."""
        count = self.draw(st.sampled_from([1, 2, 2, 3]))
        written = [self.selection(type_, depth) for _ in range(count)]
        if chance(self.draw, 10):
            written.append(written[0])
        return f"{{ {' '.join(written)} }}"

    def selection(self, type_: Any, depth: int) -> str:
        """Write a field, an inline fragment or the spread of a named one."""
        self.left -= 1
        kind = self.draw(st.integers(0, 99)) if self.left > 0 else 0
        if kind < (50 if is_abstract_type(type_) else 86):
            return self.field(type_, depth)
        if kind < (80 if is_abstract_type(type_) else 93):
            condition = self.condition(type_)
            on = "" if condition is type_ and chance(self.draw, 50) else f" on {condition.name}"
            return f"...{on}{self.directives()} {self.selections(condition, depth)}"
        return f"...{self.fragment(type_, depth)}{self.directives()}"

    def condition(self, type_: Any) -> Any:
        """Choose a type that an object of a type may have too."""
        if is_abstract_type(type_):
            return self.draw(st.sampled_from([*TYPES.get_possible_types(type_), type_]))
        return self.draw(st.sampled_from([type_, *getattr(type_, "interfaces", ())]))

    def fragment(self, type_: Any, depth: int) -> str:
        """Choose a fragment that there is for a type, or write a new one."""
        fitting = [name for name, (of, _) in self.fragments.items() if of is type_]
        if fitting and chance(self.draw, 50):
            return self.draw(st.sampled_from(fitting))
        text = self.selections(type_, depth)
        name = f"F{len(self.fragments)}"
        self.fragments[name] = (type_, f"fragment {name} on {type_.name} {text}")
        return name

    def field(self, type_: Any, depth: int) -> str:
        """Write a field with its arguments and what is below it."""
        fields = {
            name: one
            for name, one in type_.fields.items()
            if (depth < MAX_DEPTH and self.left > 0)
            or not is_composite_type(get_named_type(one.type))
        }
        # Objects are as likely as plain values, of which there are many more.
        wide = [name for name, one in fields.items() if is_composite_type(get_named_type(one.type))]
        narrow = ["__typename", *(name for name in fields if name not in wide)]
        names = wide if wide and chance(self.draw, 30 if len(narrow) > 5 else 80) else narrow
        names += [name for name in COMMON if name in names] * 5
        name = self.draw(st.sampled_from(names))
        if name == "__typename":
            return f"{self.alias(10)}{name}{self.directives()}"
        return self._field(name, fields[name], depth)

    def _field(self, name: str, of: GraphQLField, depth: int) -> str:
        arguments = self.arguments(of)
        named = get_named_type(of.type)
        below = self.selections(named, depth + 1) if is_composite_type(named) else ""
        alias = self.alias(95 if of.args else 20)
        return f"{alias}{name}{arguments}{self.directives()} {below}"

    def alias(self, percent: int) -> str:
        """Write an alias, mostly of its own, because two fields of one key must be the same."""
        if not chance(self.draw, percent):
            return ""
        if chance(self.draw, 5):
            return f"{self.draw(st.sampled_from(RESPONSE_KEYS))}: "
        self.keys += 1
        return f"k{self.keys}: "

    def arguments(self, of: GraphQLField) -> str:
        """Write the arguments of a field, in any order."""
        names = [
            name
            for name, argument in of.args.items()
            if is_required_argument(argument) or chance(self.draw, LIKELY.get(name, 6))
        ]
        chosen = self.draw(st.permutations(names))
        written = [
            f"{name}: {as_graphql(self.values.value(of.args[name].type, name))}" for name in chosen
        ]
        return f"({', '.join(written)})" if written else ""

    def directives(self) -> str:
        """Write `@skip` or `@include`, now and then, or both."""
        if not chance(self.draw, 12):
            return ""
        names = self.draw(st.sampled_from([["include"], ["skip"], ["skip", "include"]]))
        return "".join(f" @{name}(if: {self.flag()})" for name in names)

    def flag(self) -> str:
        """Write the condition of a directive."""
        if self.flags and chance(self.draw, 70):
            return as_graphql(self.draw(st.sampled_from(self.flags)))
        truth = self.draw(st.booleans())
        if chance(self.draw, 40):
            return as_graphql(truth)
        self.flags.append(self.values.declare(BOOLEAN, truth, "flag"))
        return as_graphql(self.flags[-1])


@st.composite
def operations(draw: DrawFn, pools: Mapping[str, Any]) -> Operation:
    """Draw an operation; most are valid."""
    writer = _Writer(draw, pools)
    body = writer.selections(TYPES.query_type, 0)
    fragments = "\n".join(text for _, text in writer.fragments.values())
    return Operation(f"query Q{writer.declared} {body}\n{fragments}", writer.declared.given)
