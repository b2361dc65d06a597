"""The few places where SQLite and PostgreSQL spell the same meaning differently."""

from collections.abc import Sequence
from typing import Any, Protocol

import orjson

from models.database import Dialect
from resolvers.directory.statements import Bind, Encode


def same(value: Any) -> Any:
    """Leave an operand as it is."""
    return value


class Grammar(Protocol):
    """How one database says it. Every method gives SQL; values are bound, never written into it."""

    @property
    def seeks_terms(self) -> bool:
        """Whether `(term, id) > (?, ?)` is searched in an index on term and ID."""

    def placeholder(self, number: int) -> str:
        """Stand for the `number`-th value."""

    def member(self, sql: str, bind: Bind, encode: Encode = same) -> str:
        """Tell whether `sql` is one of the operand's elements."""

    def contains(self, sql: str, bind: Bind, encode: Encode = same) -> str:
        """Tell whether the operand, a text that is not empty, occurs in `sql` to the letter."""

    def ends_with(self, sql: str, bind: Bind) -> str:
        """Tell whether `sql` ends with the operand, a text that is not empty, to the letter."""

    def term(self, alias: str, key: str) -> str:
        """Give the text of one term of `data`; NULL where it is missing.

        Without an alias it is written for the definition of an index.
        """

    def list_has(self, alias: str, key: str, bind: Bind) -> str:
        """Tell whether the list under `key` has the operand; NULL or false where there is none."""

    def list_has_any(self, alias: str, key: str, bind: Bind) -> str:
        """Tell whether that list has one of the operand; NULL or false where there is none."""

    def list_has_all(self, alias: str, key: str, bind: Bind) -> str:
        """Tell whether there is a list under `key` that has all of the operand."""

    def list_length(self, alias: str, key: str) -> str:
        """Count the list under `key`; NULL where there is none."""


class Sqlite:
    """SQLite 3.38 or later."""

    seeks_terms = False

    def placeholder(self, number: int) -> str:  # noqa: ARG002 -- SQLite counts by itself
        """See Grammar."""
        return "?"

    def member(self, sql: str, bind: Bind, encode: Encode = same) -> str:
        """See Grammar."""
        items = bind(lambda values: _json([encode(value) for value in values]))
        return f"{sql} IN (SELECT value FROM json_each({items}))"

    def contains(self, sql: str, bind: Bind, encode: Encode = same) -> str:
        """See Grammar."""
        return f"instr({sql}, {bind(encode)}) > 0"

    def ends_with(self, sql: str, bind: Bind) -> str:
        """See Grammar."""
        return f"substr({sql}, {bind(lambda text: -len(text))}) = {bind(same)}"

    def term(self, alias: str, key: str) -> str:
        """See Grammar."""
        return f"json_extract({_terms(alias)}, {_path(key)})"

    def list_has(self, alias: str, key: str, bind: Bind) -> str:
        """See Grammar."""
        return f"{bind(same)} IN ({_items(alias, key)})"

    def list_has_any(self, alias: str, key: str, bind: Bind) -> str:
        """See Grammar."""
        wanted = f"SELECT value FROM json_each({bind(_json)})"
        return f"EXISTS ({wanted} WHERE value IN ({_items(alias, key)}))"

    def list_has_all(self, alias: str, key: str, bind: Bind) -> str:
        """See Grammar."""
        wanted = f"SELECT value FROM json_each({bind(_json)})"
        missing = f"EXISTS ({wanted} WHERE value NOT IN ({_items(alias, key)}))"
        return f"(NOT {missing} AND {self.list_length(alias, key)} IS NOT NULL)"

    def list_length(self, alias: str, key: str) -> str:
        """See Grammar."""
        return f"json_array_length({alias}.data_terms, {_path(key)})"


class Postgres:
    """PostgreSQL 14 or later; columns of text are declared COLLATE "C"."""

    seeks_terms = True

    def placeholder(self, number: int) -> str:
        """See Grammar."""
        return f"${number}"

    def member(self, sql: str, bind: Bind, encode: Encode = same) -> str:
        """See Grammar."""
        return f"{sql} = ANY({bind(lambda values: [encode(value) for value in values])})"

    def contains(self, sql: str, bind: Bind, encode: Encode = same) -> str:
        """See Grammar."""
        return f"{sql} LIKE {bind(lambda text: '%' + _like(encode(text)) + '%')}"

    def ends_with(self, sql: str, bind: Bind) -> str:
        """See Grammar."""
        return f"{sql} LIKE {bind(lambda text: '%' + _like(text))}"

    def term(self, alias: str, key: str) -> str:
        """See Grammar."""
        return f'(({_terms(alias)} ->> {_literal(key)}) COLLATE "C")'

    def list_has(self, alias: str, key: str, bind: Bind) -> str:
        """See Grammar."""
        return f"jsonb_exists({_value(alias, key)}, {bind(same)})"

    def list_has_any(self, alias: str, key: str, bind: Bind) -> str:
        """See Grammar."""
        return f"jsonb_exists_any({_value(alias, key)}, {bind(list)})"

    def list_has_all(self, alias: str, key: str, bind: Bind) -> str:
        """See Grammar."""
        return f"jsonb_exists_all({_value(alias, key)}, {bind(list)})"

    def list_length(self, alias: str, key: str) -> str:
        """See Grammar."""
        return f"jsonb_array_length({_value(alias, key)})"


GRAMMARS: dict[Dialect, Grammar] = {Dialect.SQLITE: Sqlite(), Dialect.POSTGRES: Postgres()}


def _literal(text: str) -> str:
    """Quote a key of terms; core.terms has escaped everything in it but the apostrophe."""
    return "'" + text.replace("'", "''") + "'"


def _terms(alias: str) -> str:
    return f"{alias}.data_terms" if alias else "data_terms"


def _path(key: str) -> str:
    return _literal(f'$."{key}"')


def _items(alias: str, key: str) -> str:
    return f"SELECT value FROM json_each({alias}.data_terms, {_path(key)})"


def _json(values: Sequence[Any]) -> str:
    return orjson.dumps(list(values)).decode()


def _value(alias: str, key: str) -> str:
    return f"({alias}.data_terms -> {_literal(key)})"


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
