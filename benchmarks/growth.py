"""Growth: the same pages on many users and on few, from servers that are asked in turn."""

import json
import random
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.databases import Seeded, environment
from benchmarks.load import Load, Target, middle, run, send
from benchmarks.programs import rollcall
from benchmarks.ratios import WARM_SECONDS, Pace
from benchmarks.works import body

BOUND = 1.5
"""How much longer a page of the larger database may take."""
KEY = "badge"
"""The key in `data` that is indexed."""
PLACES = 40
"""At how many places of a list pages are read."""

BY_CURSOR = """
query Page($after: String!) {
  users(first: 20, after: $after) {
    nodes { id email name city createdAt }
    pageInfo { hasNextPage endCursor }
  }
}
"""
PLACE = "query Place($offset: Int!) { users(first: 1, offset: $offset) { pageInfo { endCursor } } }"
BY_KEY = """
query Badge($least: Float!) {
  users(
    first: 20
    filter: { data: [{ path: ["badge"], is: { number: { gte: $least } } }] }
    orderBy: [{ data: ["badge"] }]
  ) { nodes { id email name city createdAt data } }
}
"""


@dataclass(frozen=True, slots=True)
class Growth:
    """What came of one kind of page on one database."""

    database: str
    name: str
    small: Load
    large: Load

    @property
    def factor(self) -> float:
        """How much longer a page takes where there are many users."""
        return self.small.per_second / self.large.per_second


def measure(small: Seeded, large: Seeded, folder: Path, pace: Pace) -> list[Growth]:
    """Measure each kind of page on both sizes of a database."""
    with ExitStack() as running:
        targets = []
        for seeded in (small, large):
            server = running.enter_context(rollcall(folder, environment(seeded.url)))
            requests = folder / f"growth-{seeded.users}.requests"
            targets.append((seeded, Target(server, "/graphql", requests, seeded.token)))
        grown = []
        for kind, write in KINDS.items():
            for seeded, target in targets:
                target.bodies.write_text("\n".join(write(seeded, target)))
            grown.append(_growth(small.name, kind, [target for _, target in targets], pace))
        return grown


def _growth(name: str, kind: str, targets: Sequence[Target], pace: Pace) -> Growth:
    loads: list[list[Load]] = [[] for _ in targets]
    for target in targets:
        run(target, WARM_SECONDS, 0)
    for order in range(pace.rounds):
        for target, rounds in zip(targets, loads, strict=True):
            rounds.append(run(target, pace.seconds, order))
    return Growth(name, kind, middle(loads[0]), middle(loads[1]))


def _by_cursor(seeded: Seeded, target: Target) -> list[str]:
    """Write requests for pages behind cursors from all over the list."""
    bodies = []
    for number in range(PLACES):
        offset = seeded.users * number // PLACES
        answer = json.loads(send(target, body(PLACE, {"offset": offset})))
        cursor = answer["data"]["users"]["pageInfo"]["endCursor"]
        bodies.append(body(BY_CURSOR, {"after": cursor}))
    return bodies


def _by_key(seeded: Seeded, _target: Target) -> list[str]:
    """Write requests for the users from some badge on."""
    chance = random.Random(4)  # noqa: S311 -- the same requests each time
    most = seeded.users - 100
    return [body(BY_KEY, {"least": chance.randrange(most)}) for _ in range(PLACES)]


KINDS = {"by cursor": _by_cursor, "by an indexed key": _by_key}
