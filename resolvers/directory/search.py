"""Substring search on SQLite by an index of trigrams: it names candidates, and the filter decides.

PostgreSQL needs nothing of this: there an index of pg_trgm serves the filter as it is written.
docs/adr/0019 tells why an operator adds these indexes, and no migration.
"""

from collections.abc import Iterator

from core.text import fold
from models.database import FAILURES, Database
from resolvers.directory.conditions import And, Compare, Condition, Operand, Operator
from resolvers.directory.fields import ID, Field
from resolvers.directory.shapes import Prepared, leaves_of, prepared
from resolvers.directory.statements import STATEMENTS

MAX_CANDIDATES = 1_000
"""With more of them a list is read in its own order, and ends as soon as it has enough."""
MAX_TRIGRAMS = 32
LEAST_LENGTH = 3
Search = tuple[int, Field, Operator]
OPERATORS = {Operator.CONTAINS, Operator.ICONTAINS, Operator.ENDS_WITH}


async def narrowed(
    database: Database, condition: Condition, known: Prepared
) -> tuple[Condition, Prepared]:
    """Add to a condition the users of whom alone it can hold, if an index knows of few enough.

    The answer stays the same: whoever is added is still compared to the letter. `known` is the
    shape of the condition with its operands, which alone count; so is what is given back.
    """
    shape, operands = known
    searches = STATEMENTS.get(("searches", shape), lambda: _searches(condition))
    wanted = [(_text(operator, operands[place]), field) for place, field, operator in searches]
    text, field = max(wanted, key=lambda one: len(one[0]), default=("", ID))
    if len(text) < LEAST_LENGTH:
        return condition, known
    try:
        rows = await database.search(_SQL.format(index_name(field)), [_query(text)])
    except FAILURES:
        return condition, known  # The field has no index.
    if len(rows) > MAX_CANDIDATES:
        return condition, known
    candidates = Compare(ID, Operator.IN, tuple(str(row[0]) for row in rows))
    narrower = And((candidates, condition))
    added, (keys,) = prepared(candidates)
    return narrower, ((And, added, shape), (keys, *operands))


def index_name(field: Field) -> str:
    """Give the name of the index of a field; it is the first part of the names of what belongs."""
    return f"users_search_{field.column}"


_SQL = (
    "SELECT user_id FROM {0} JOIN {0}_rows ON number = {0}.rowid"
    f" WHERE {{0}} MATCH ? LIMIT {MAX_CANDIDATES + 1}"
)


def _searches(condition: Condition) -> tuple[Search, ...]:
    """Find the searches within fields of which every one must hold, with their operands' places."""
    must_hold = {id(part) for part in _conjuncts(condition)}
    return tuple(
        (place, leaf.field, leaf.operator)
        for place, leaf in enumerate(leaves_of(condition))
        if id(leaf) in must_hold and isinstance(leaf, Compare) and leaf.operator in OPERATORS
    )


def _conjuncts(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, And):
        for part in condition.parts:
            yield from _conjuncts(part)
    else:
        yield condition


def _text(operator: Operator, operand: Operand) -> str:
    return fold(str(operand)) if operator is Operator.ICONTAINS else str(operand)


def _query(text: str) -> str:
    """Write the query for all trigrams of a text, in FTS5's language."""
    count = min(len(text) - 2, MAX_TRIGRAMS)
    trigrams = (text[start : start + 3].replace('"', '""') for start in range(count))
    return " ".join(f'"{trigram}"' for trigram in trigrams)
