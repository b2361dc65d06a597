"""Conditions to SQL.

A comparison with a missing value is NULL. AND, OR and WHERE treat that as false; only NOT does not,
and so it makes false of NULL before it negates. Thus each user matches a condition or its negation.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from core.terms import boolean_term, micros_term, number_term, path_key
from resolvers.directory.conditions import (
    And,
    Compare,
    CompareData,
    Condition,
    DataKind,
    HasReferrer,
    Not,
    Operator,
    Or,
)
from resolvers.directory.fields import Kind
from resolvers.directory.grammar import Grammar, same
from resolvers.directory.statements import Bind, Draft, Encode
from resolvers.directory.texts import (
    BOOLEAN_TAG,
    NUMBER_TAG,
    STRING_TAG,
    SYMBOLS,
    Source,
    after,
    compare_term,
    compare_text,
)

TRUE, FALSE = "1 = 1", "1 = 0"


class Filtering:
    """Writes the conditions of one statement; each table of users in it has its own alias.

    Of operands only that is looked at which belongs to the shape of a condition (shapes.py).
    """

    def __init__(self, draft: Draft, grammar: Grammar) -> None:
        self.draft = draft
        self.grammar = grammar
        self._aliases = 0
        self._operands = 0

    def where(self, condition: Condition, alias: str = "u") -> str:
        """Give the SQL of a condition on the users that `alias` stands for."""
        match condition:
            case And(parts):
                return self._join(parts, alias, " AND ", TRUE)
            case Or(parts):
                return self._join(parts, alias, " OR ", FALSE)
            case Not(part):
                return f"NOT COALESCE({self.where(part, alias)}, FALSE)"
            case HasReferrer(part):
                return self._referrer(part, alias)
            case Compare():
                return self._compare(condition, alias)
            case CompareData():
                return self._compare_data(condition, alias)

    def _join(self, parts: tuple[Condition, ...], alias: str, word: str, empty: str) -> str:
        written = [self.where(part, alias) for part in parts]
        return f"({word.join(written)})" if written else empty

    def _referrer(self, part: Condition, alias: str) -> str:
        self._aliases += 1
        other = f"r{self._aliases}"
        project = self.draft.bind(lambda inputs: inputs.project_id)
        found = (
            f"SELECT {other}.id FROM users {other}"
            f" WHERE {other}.project_id = {project} AND {self.where(part, other)}"
        )
        return f"{alias}.referred_by_id IN ({found})"

    def _bind(self) -> Bind:
        """Give the way to bind the next operand; they come in the order of the conditions."""
        self._operands += 1
        return self.draft.operand(self._operands - 1)

    def _compare(self, condition: Compare, alias: str) -> str:
        bind = self._bind()
        field, operator, operand = condition.field, condition.operator, condition.operand
        column = f"{alias}.{field.column}"
        if operator is Operator.IS_NULL:
            return f"{column} IS NULL" if operand else f"{column} IS NOT NULL"
        if field.kind is Kind.TEXT:
            source = Source(column, f"{column}_folded")
            return compare_text(source, operator, operand, self.grammar, bind)
        return self._compare_plain(column, operator, operand, bind)

    def _compare_plain(
        self, sql: str, operator: Operator, operand: Any, bind: Bind, encode: Encode = same
    ) -> str:
        if operator is Operator.IN:
            return self.grammar.member(sql, bind, encode) if operand else FALSE
        return f"{sql} {SYMBOLS[operator]} {bind(encode)}"

    def _compare_data(self, condition: CompareData, alias: str) -> str:
        key = path_key(condition.path)
        write = self._writers()[condition.kind]
        return write(alias, key, condition.operator, condition.operand, self._bind())

    def _writers(self) -> dict[DataKind, Callable[[str, str, Operator, Any, Bind], str]]:
        return {
            DataKind.STRING: self._string,
            DataKind.NUMBER: self._number,
            DataKind.BOOLEAN: self._boolean,
            DataKind.INSTANT: self._instant,
            DataKind.LIST: self._list,
            DataKind.ANY: self._any,
        }

    def _string(self, alias: str, key: str, operator: Operator, operand: Any, bind: Bind) -> str:
        value, folded = self.grammar.term(alias, f"v{key}"), self.grammar.term(alias, f"f{key}")
        if operator is Operator.IS_NULL:
            return f"{folded} IS NULL" if operand else f"{folded} IS NOT NULL"
        source = Source(value, folded, STRING_TAG)
        return compare_text(source, operator, operand, self.grammar, bind)

    def _number(self, alias: str, key: str, operator: Operator, operand: Any, bind: Bind) -> str:
        value = self.grammar.term(alias, f"v{key}")
        if operator is Operator.IS_NULL:
            return self._has_no_type(value, NUMBER_TAG, absent=operand)
        if operator is Operator.IN:
            return self._compare_plain(value, operator, operand, bind, number_term)
        if operator is Operator.BETWEEN:
            least, most = (bind(partial(_end, index)) for index in (0, 1))
            return f"{value} BETWEEN {least} AND {most}"
        return compare_term(value, NUMBER_TAG, operator, bind(number_term))

    def _boolean(self, alias: str, key: str, operator: Operator, operand: Any, bind: Bind) -> str:
        value = self.grammar.term(alias, f"v{key}")
        if operator is Operator.IS_NULL:
            return self._has_no_type(value, BOOLEAN_TAG, absent=operand)
        return self._compare_plain(value, operator, operand, bind, boolean_term)

    @staticmethod
    def _has_no_type(value: str, tag: str, *, absent: bool) -> str:
        known = f"({value} >= '{tag}' AND {value} < '{after(tag)}')"
        return f"NOT COALESCE({known}, FALSE)" if absent else known

    def _instant(self, alias: str, key: str, operator: Operator, operand: Any, bind: Bind) -> str:
        sql = self.grammar.term(alias, f"t{key}")
        if operator is Operator.IS_NULL:
            return f"{sql} IS NULL" if operand else f"{sql} IS NOT NULL"
        return self._compare_plain(sql, operator, operand, bind, micros_term)

    def _list(self, alias: str, key: str, operator: Operator, operand: Any, bind: Bind) -> str:
        key = f"l{key}"
        match operator:
            case Operator.CONTAINS:
                return self.grammar.list_has(alias, key, bind)
            case Operator.CONTAINS_ANY:
                return self.grammar.list_has_any(alias, key, bind)
            case Operator.CONTAINS_ALL:
                return self.grammar.list_has_all(alias, key, bind)
            case _:
                length = self.grammar.list_length(alias, key)
                return f"{length} {'=' if operand else '>'} 0"

    def _any(self, alias: str, key: str, operator: Operator, operand: Any, bind: Bind) -> str:  # noqa: ARG002
        sql = self.grammar.term(alias, f"e{key}")
        return f"{sql} IS NOT NULL" if operand else f"{sql} IS NULL"


def _end(index: int, ends: Any) -> str:
    return number_term(ends[index])
