"""The few places where SQLite and PostgreSQL spell the same meaning differently."""

from collections.abc import Sequence
from typing import Any, Protocol

import orjson

from models.database import Dialect


class Grammar(Protocol):
    """How one database says it. Every method gives SQL; values are bound, never written into it."""

    def placeholder(self, number: int) -> str:
        """Stand for the `number`-th value."""

    def member(self, sql: str, values: Sequence[Any], statement: "Statement") -> str:
        """Tell whether `sql` is one of the values."""

    def contains(self, sql: str, text: str, statement: "Statement") -> str:
        """Tell whether `text`, which is not empty, occurs in `sql` to the letter."""

    def ends_with(self, sql: str, text: str, statement: "Statement") -> str:
        """Tell whether `sql` ends with `text`, which is not empty, to the letter."""

    def term(self, alias: str, key: str) -> str:
        """Give the text of one term of `data`; NULL where it is missing."""

    def list_has(self, alias: str, key: str, text: str, statement: "Statement") -> str:
        """Tell whether the list under `key` has `text`; NULL or false where there is none."""

    def list_has_any(
        self, alias: str, key: str, texts: Sequence[str], statement: "Statement"
    ) -> str:
        """Tell whether that list has one of `texts`; NULL or false where there is none."""

    def list_has_all(
        self, alias: str, key: str, texts: Sequence[str], statement: "Statement"
    ) -> str:
        """Tell whether there is a list under `key` that has all of `texts`."""

    def list_length(self, alias: str, key: str) -> str:
        """Count the list under `key`; NULL where there is none."""


class Statement:
    """The values of a statement, in the order in which its text mentions them."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.values: list[Any] = []

    def bind(self, value: Any) -> str:
        """Add a value and give its placeholder."""
        self.values.append(value)
        return self.grammar.placeholder(len(self.values))


class Sqlite:
    """SQLite 3.38 or later."""

    def placeholder(self, number: int) -> str:  # noqa: ARG002 -- SQLite counts by itself
        """See Grammar."""
        return "?"

    def member(self, sql: str, values: Sequence[Any], statement: Statement) -> str:
        """See Grammar."""
        return f"{sql} IN (SELECT value FROM json_each({_json(values, statement)}))"

    def contains(self, sql: str, text: str, statement: Statement) -> str:
        """See Grammar."""
        return f"instr({sql}, {statement.bind(text)}) > 0"

    def ends_with(self, sql: str, text: str, statement: Statement) -> str:
        """See Grammar."""
        return f"substr({sql}, -{len(text)}) = {statement.bind(text)}"

    def term(self, alias: str, key: str) -> str:
        """See Grammar."""
        return f"json_extract({alias}.data_terms, {_path(key)})"

    def list_has(self, alias: str, key: str, text: str, statement: Statement) -> str:
        """See Grammar."""
        return f"{statement.bind(text)} IN ({_items(alias, key)})"

    def list_has_any(self, alias: str, key: str, texts: Sequence[str], statement: Statement) -> str:
        """See Grammar."""
        wanted = f"SELECT value FROM json_each({_json(texts, statement)})"
        return f"EXISTS ({wanted} WHERE value IN ({_items(alias, key)}))"

    def list_has_all(self, alias: str, key: str, texts: Sequence[str], statement: Statement) -> str:
        """See Grammar."""
        wanted = f"SELECT value FROM json_each({_json(texts, statement)})"
        missing = f"EXISTS ({wanted} WHERE value NOT IN ({_items(alias, key)}))"
        return f"(NOT {missing} AND {self.list_length(alias, key)} IS NOT NULL)"

    def list_length(self, alias: str, key: str) -> str:
        """See Grammar."""
        return f"json_array_length({alias}.data_terms, {_path(key)})"


class Postgres:
    """PostgreSQL 14 or later; columns of text are declared COLLATE "C"."""

    def placeholder(self, number: int) -> str:
        """See Grammar."""
        return f"${number}"

    def member(self, sql: str, values: Sequence[Any], statement: Statement) -> str:
        """See Grammar."""
        return f"{sql} = ANY({statement.bind(list(values))})"

    def contains(self, sql: str, text: str, statement: Statement) -> str:
        """See Grammar."""
        return f"{sql} LIKE {statement.bind('%' + _like(text) + '%')}"

    def ends_with(self, sql: str, text: str, statement: Statement) -> str:
        """See Grammar."""
        return f"{sql} LIKE {statement.bind('%' + _like(text))}"

    def term(self, alias: str, key: str) -> str:
        """See Grammar."""
        return f'(({alias}.data_terms ->> {_literal(key)}) COLLATE "C")'

    def list_has(self, alias: str, key: str, text: str, statement: Statement) -> str:
        """See Grammar."""
        return f"jsonb_exists({_value(alias, key)}, {statement.bind(text)})"

    def list_has_any(self, alias: str, key: str, texts: Sequence[str], statement: Statement) -> str:
        """See Grammar."""
        return f"jsonb_exists_any({_value(alias, key)}, {statement.bind(list(texts))})"

    def list_has_all(self, alias: str, key: str, texts: Sequence[str], statement: Statement) -> str:
        """See Grammar."""
        return f"jsonb_exists_all({_value(alias, key)}, {statement.bind(list(texts))})"

    def list_length(self, alias: str, key: str) -> str:
        """See Grammar."""
        return f"jsonb_array_length({_value(alias, key)})"


GRAMMARS: dict[Dialect, Grammar] = {Dialect.SQLITE: Sqlite(), Dialect.POSTGRES: Postgres()}


def _literal(text: str) -> str:
    """Quote a key of terms; core.terms has escaped everything in it but the apostrophe."""
    return "'" + text.replace("'", "''") + "'"


def _path(key: str) -> str:
    return _literal(f'$."{key}"')


def _items(alias: str, key: str) -> str:
    return f"SELECT value FROM json_each({alias}.data_terms, {_path(key)})"


def _json(values: Sequence[Any], statement: Statement) -> str:
    return statement.bind(orjson.dumps(list(values)).decode())


def _value(alias: str, key: str) -> str:
    return f"({alias}.data_terms -> {_literal(key)})"


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
