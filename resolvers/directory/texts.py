"""Comparisons of text, the same for a column and for a string in `data`."""

import sys
from dataclasses import dataclass
from typing import Any

from core.text import fold
from resolvers.directory.conditions import Operator
from resolvers.directory.grammar import Grammar
from resolvers.directory.statements import Bind

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


def compare_text(  # noqa: PLR0911 -- one for each operator
    source: Source, operator: Operator, operand: Any, grammar: Grammar, bind: Bind
) -> str:
    """Give the SQL of one comparison; it is NULL at most where the text is missing.

    Of the operand itself only that is looked at which belongs to the shape of the condition.
    """
    tag = source.tag
    match operator:
        case Operator.EQ:
            return f"{source.sql} = {bind(lambda text: tag + text)}"
        case Operator.IN:
            if not operand:
                return "1 = 0"
            return grammar.member(source.sql, bind, lambda text: tag + text)
        case Operator.IEQ:
            return source.if_text(f"{source.folded} = {bind(fold)}")
        case Operator.GT | Operator.GTE | Operator.LT | Operator.LTE:
            return compare_term(source.sql, tag, operator, bind(lambda text: tag + text))
        case Operator.STARTS_WITH:
            return _starts_with(source, operand, bind)
        case _:
            return _within(source, operator, operand, grammar, bind)


def compare_term(sql: str, tag: str, operator: Operator, term: str) -> str:
    """Compare a term with another, so that terms with other tags never match.

    The bound of the tag is written with NOT, which keeps SQLite from choosing it, rather than the
    comparison itself, as the range in which to search an index.
    """
    compared = f"{sql} {SYMBOLS[operator]} {term}"
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


def _starts_with(source: Source, prefix: Any, bind: Bind) -> str:
    tag = source.tag
    sql = f"{source.sql} >= {bind(lambda text: tag + text)}"
    # A hole for a text that a variable brings (schema/execution/listings.py) is filled only by one
    # that something follows; written out, a hole is such a text too.
    if successor(str(prefix)) is None:
        return sql if not tag else f"({sql} AND {source.sql} < '{after(tag)}')"
    return f"({sql} AND {source.sql} < {bind(lambda text: tag + _successor(text))})"


def _successor(prefix: str) -> str:
    return successor(prefix) or ""


def _within(source: Source, operator: Operator, operand: str, grammar: Grammar, bind: Bind) -> str:
    if not operand:
        return f"{source.folded} IS NOT NULL"
    if operator is Operator.CONTAINS:
        sql = grammar.contains(source.bare, bind)
    elif operator is Operator.ENDS_WITH:
        sql = grammar.ends_with(source.bare, bind)
    else:
        sql = grammar.contains(source.folded, bind, fold)
    return source.if_text(sql)
