"""Our server against the floor: the same answers, and how many of them in a second."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.databases import Seeded, environment
from benchmarks.load import Load, Target, middle, run, send
from benchmarks.programs import Program, floor, rollcall
from benchmarks.works import Work

CHECKED = 25
"""How many answers to each work are compared byte by byte before it is measured."""
WARM_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Ratio:
    """What came of one work on one database; `resident` is our server's memory in MiB."""

    database: str
    work: Work
    floor: Load
    ours: Load
    resident: float

    @property
    def share(self) -> float:
        """Our requests as a share of the floor's."""
        return self.ours.per_second / self.floor.per_second


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to measure: so many rounds of each server, so many seconds each."""

    rounds: int
    seconds: int


def measure(
    seeded: Seeded, plan: Path, folder: Path, works: Sequence[Work], pace: Pace
) -> list[Ratio]:
    """Measure works on one database; both servers run all the time, and one of them is asked.

    Raises:
        RuntimeError: the answers differ, or a request failed.
    """
    with ExitStack() as running:
        servers = (
            running.enter_context(floor(folder, plan)),
            running.enter_context(rollcall(folder, environment(seeded.url))),
        )
        return [
            _ratio(work, _targets(work, servers, seeded, folder), seeded, pace) for work in works
        ]


def _targets(
    work: Work, servers: tuple[Program, Program], seeded: Seeded, folder: Path
) -> tuple[Target, Target]:
    """Give where the requests of a work go: to the floor, and to us."""
    requests = folder / f"{work.name}.requests"
    requests.write_text("\n".join(work.bodies()))
    bare, ours = servers
    return (
        Target(bare, f"/{work.name}", requests, seeded.token),
        Target(ours, "/graphql", requests, seeded.token),
    )


def _ratio(work: Work, targets: tuple[Target, Target], seeded: Seeded, pace: Pace) -> Ratio:
    _compare(targets, work.bodies(CHECKED))
    loads: tuple[list[Load], list[Load]] = ([], [])
    for target in targets:
        run(target, WARM_SECONDS, 0)
    for order in range(pace.rounds):
        for target, rounds in zip(targets, loads, strict=True):
            rounds.append(run(target, pace.seconds, order))
    bare, ours = map(middle, loads)
    return Ratio(seeded.name, work, bare, ours, targets[1].program.resident)


def _compare(targets: tuple[Target, Target], bodies: Sequence[str]) -> None:
    for body in bodies:
        expected, found = (send(target, body) for target in targets)
        if expected != found:
            message = f"The floor and the server answer differently:\n{expected!r}\n{found!r}"
            raise RuntimeError(message)
