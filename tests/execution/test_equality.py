"""The plan of an operation gives the same bytes as the ordinary executor, errors included.

A run tries 500 operations. For more, e.g. 20,000:
`EQUALITY_EXAMPLES=20000 .venv/bin/python -m pytest -q tests/execution/test_equality.py`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from schema.execution.documents import prepare
from tests.execution.operations import Operation, operations
from tests.execution.stage import IDS, STRANGER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.execution.stage import Stage

pytestmark = pytest.mark.anyio

EXAMPLES = int(os.environ.get("EQUALITY_EXAMPLES", "500"))
CALLERS = ["key", "admin", "member", "member of an open directory", "member without a referrer"]
CALLERS += ["member by key", "admin by key", "anonymous", "nobody"]
OFTEN = ["admin", "admin", "key", "member of an open directory", "member of an open directory"]
KEYS = ["age", "a", "b", "c", ""]
POOLS = {
    "id": [*IDS, STRANGER, "user_", ""],
    "path": KEYS,
    "data": KEYS,
    "first": [2, 1, 3, 50, 5, 0],
    "after": ["", "AAAA"],
    "city": ["Lahore"],
}


@dataclass
class Tally:
    """How many operations were valid, and how many of them a plan answered."""

    drawn: int = 0
    valid: int = 0
    fast: int = 0


@pytest.fixture(scope="module")
def tally(stage: Stage) -> Iterator[Tally]:  # noqa: ARG001 -- one for each database
    """Count, and find at the end that the comparison has proved something."""
    counted = Tally()
    yield counted
    assert counted.valid >= counted.drawn * 0.6, counted
    assert counted.fast >= counted.valid * 0.3, counted


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(operation=operations(POOLS), caller=st.sampled_from(OFTEN * 2 + CALLERS))
async def test_plans_and_the_ordinary_executor_give_the_same_bytes(
    stage: Stage, tally: Tally, operation: Operation, caller: str
) -> None:
    tally.drawn += 1
    if prepare(operation.text, introspection=True).errors:
        return
    tally.valid += 1
    fast, plain = await stage.both(operation.text, operation.variables, caller)
    assert fast == plain
    assert b"INTERNAL_SERVER_ERROR" not in plain
    tally.fast += await stage.fast(operation.text, operation.variables, caller) is not None
