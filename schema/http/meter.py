"""Counting operations as they are answered, at the cost of a few additions each."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import orjson
from graphql import OperationType

from core.errors import RequestCode
from schema.execution.run import Result

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds; a login is long, as hashing is meant to be."""
KINDS = {OperationType.QUERY: "query", OperationType.MUTATION: "mutation", None: "none"}
OUTCOMES = ("ok", "errors", "refused", "failed")
"""Without errors; with some; never run for a fault of the request, or of the server."""
OTHER = "OTHER"
_CODES = frozenset(RequestCode)


@dataclass
class Counts:
    """What a process has counted since it began, and how things stand in it.

    `operations` has for each kind and outcome, joined by a blank, the numbers by bucket, of which
    the last is what took longer, and then the sum of all seconds. `gauges` are named likewise.
    """

    operations: dict[str, list[float]] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    gauges: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> bytes:
        """Write them down, for another process to read."""
        return orjson.dumps(self)


def from_json(text: bytes) -> Counts:
    """Read what a process has written down."""
    return Counts(**orjson.loads(text))


def merged(several: Iterable[Counts]) -> Counts:
    """Add up what several processes have counted."""
    total = Counts()
    errors: Counter[str] = Counter()
    gauges: Counter[str] = Counter()
    for one in several:
        for name, numbers in one.operations.items():
            known = total.operations.get(name, [0.0] * len(numbers))
            total.operations[name] = [a + b for a, b in zip(known, numbers, strict=True)]
        errors.update(one.errors)
        gauges.update(one.gauges)
    total.errors, total.gauges = dict(errors), dict(gauges)
    return total


class Meter:
    """Counts the operations of this process."""

    def __init__(self) -> None:
        self._operations = {key: [0.0] * (len(BUCKETS) + 2) for key in product(KINDS, OUTCOMES)}
        self._errors: Counter[str] = Counter()

    def note(self, result: Result, seconds: float) -> None:
        """Count an operation that was answered, and how long that took."""
        outcome = "ok"
        if "errors" in result.body:
            outcome = _outcome(result)
            self._errors.update(map(_code, result.body["errors"]))
        numbers = self._operations[result.kind, outcome]
        numbers[bisect_left(BUCKETS, seconds)] += 1
        numbers[-1] += seconds

    def counts(self, gauges: dict[str, float]) -> Counts:
        """Give what was counted so far, together with how things stand."""
        operations = {
            f"{KINDS[kind]} {outcome}": list(numbers)
            for (kind, outcome), numbers in self._operations.items()
        }
        return Counts(operations, dict(self._errors), gauges)


def _outcome(result: Result) -> str:
    if result.has_failed:
        return "failed"
    return "errors" if result.has_run else "refused"


def _code(error: dict[str, Any]) -> str:
    """Give the code of an error; there are as many as the contract names, whatever happens."""
    code = error["extensions"].get("code", OTHER)
    return code if code in _CODES else OTHER
