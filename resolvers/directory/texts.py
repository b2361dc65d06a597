"""Comparisons of text, the same for a column and for a string in `data`."""

import sys
from dataclasses import dataclass
from typing import Any

from core.text import fold
from resolvers.directory.conditions import Operator
from resolvers.directory.grammar import Statement

SURROGATES = range(0xD800, 0xE000)


NUMBER_TAG, STRING_TAG, BOOLEAN_TAG = "1", "2", "3"
"""The first characters of the terms of `data`; they order its types (see core.terms)."""
SYMBOLS = {
    Operator.EQ: "=",
    Operator.GT: ">",
    Operator.GTE: ">=",
    Operator.LT: "<",
    Operator.LTE: "<=",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text comes from: a column, or a term of `data`, which has a tag before its value."""

    sql: str
    folded: str
    tag: str = ""

    @property
    def bare(self) -> str:
        """The text without its tag."""
        return f"substr({self.sql}, {len(self.tag) + 1})" if self.tag else self.sql

    def if_text(self, sql: str) -> str:
        """Restrict a comparison to values that are text."""
        return f"({self.folded} IS NOT NULL AND {sql})" if self.tag else sql


def compare_text(source: Source, operator: Operator, operand: Any, statement: Statement) -> str:
    """Give the SQL of one comparison; it is NULL at most where the text is missing."""
    match operator:
        case Operator.EQ:
            return f"{source.sql} = {statement.bind(source.tag + operand)}"
        case Operator.IN:
            tagged = [source.tag + text for text in operand]
            return statement.grammar.member(source.sql, tagged, statement) if tagged else "1 = 0"
        case Operator.IEQ:
            return source.if_text(f"{source.folded} = {statement.bind(fold(operand))}")
        case Operator.GT | Operator.GTE | Operator.LT | Operator.LTE:
            tagged = source.tag + operand
            return compare_term(source.sql, source.tag, operator, tagged, statement)
        case Operator.STARTS_WITH:
            return _starts_with(source, operand, statement)
        case _:
            return _within(source, operator, operand, statement)


def compare_term(sql: str, tag: str, operator: Operator, term: str, statement: Statement) -> str:
    """Compare a term with another, so that terms with other tags never match.

    The bound of the tag is written with NOT, which keeps SQLite from choosing it, rather than the
    comparison itself, as the range in which to search an index.
    """
    compared = f"{sql} {SYMBOLS[operator]} {statement.bind(term)}"
    if not tag or operator is Operator.EQ:
        return compared
    if operator in {Operator.GT, Operator.GTE}:
        return f"({compared} AND NOT {sql} >= '{after(tag)}')"
    return f"({compared} AND NOT {sql} < '{tag}')"


def after(tag: str) -> str:
    """Give the tag that follows, before which all terms with `tag` stand."""
    return chr(ord(tag) + 1)


def successor(prefix: str) -> str | None:
    """Give the first text after all that begin with `prefix`; None if nothing follows them."""
    while prefix:
        last = ord(prefix[-1]) + 1
        if last in SURROGATES:
            last = SURROGATES.stop
        if last <= sys.maxunicode:
            return prefix[:-1] + chr(last)
        prefix = prefix[:-1]
    return None


def _starts_with(source: Source, prefix: str, statement: Statement) -> str:
    start = source.tag + prefix
    sql = f"{source.sql} >= {statement.bind(start)}"
    end = successor(start)
    return sql if end is None else f"({sql} AND {source.sql} < {statement.bind(end)})"


def _within(source: Source, operator: Operator, operand: str, statement: Statement) -> str:
    if not operand:
        return f"{source.folded} IS NOT NULL"
    grammar = statement.grammar
    if operator is Operator.CONTAINS:
        sql = grammar.contains(source.bare, operand, statement)
    elif operator is Operator.ENDS_WITH:
        sql = grammar.ends_with(source.bare, operand, statement)
    else:
        sql = grammar.contains(source.folded, fold(operand), statement)
    return source.if_text(sql)
