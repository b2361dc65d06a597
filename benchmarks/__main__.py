"""`make bench`: measure our server, print tables, and write them to benchmarks/results.md."""

import asyncio
import logging
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import asyncpg
import typer

from benchmarks import growth, logins, memory, ratios, report
from benchmarks.databases import Seeded, add_index, floor_plan, prepare
from benchmarks.load import missing_tool
from benchmarks.programs import OTHER_CORE, SERVER_CORE
from benchmarks.ratios import Pace
from benchmarks.works import WORKS, Work
from core.documents import dumps
from core.logs import configure
from tests.cluster import Cluster, start_cluster
from tests.databases import new_database

RESULTS = Path(__file__).with_name("results.md")
TITLE = "# Results of `make bench`\n\nWhat they mean is told in docs/performance.md."
ALL_WORKS = " ".join(work.name for work in WORKS)
FEW, MANY = 10_000, 1_000_000


class Kind(StrEnum):
    """The databases."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


class Part(StrEnum):
    """The parts of the measurement."""

    RATIOS = "ratios"
    GROWTH = "growth"
    MEMORY = "memory"
    LOGINS = "logins"


PARTS, KINDS = list(Part), list(Kind)


@dataclass(frozen=True, slots=True)
class Bench:
    """One run, in a temporary folder, with a PostgreSQL of its own if one is wanted."""

    folder: Path
    kinds: Sequence[Kind]
    works: Sequence[Work]
    pace: Pace
    cluster_url: str | None

    def tables(self, parts: Sequence[Part], users: int) -> list[str]:
        """Measure the parts, and give their tables."""
        measured = {
            Part.RATIOS: self._ratios,
            Part.GROWTH: self._growth,
            Part.MEMORY: self._memory,
            Part.LOGINS: self._logins,
        }
        return [measured[part](users) for part in parts]

    def _ratios(self, users: int) -> str:
        found = []
        for kind in self.kinds:
            seeded = self._seeded(kind, users)
            plan = self.folder / f"{kind}.plan"
            plan.write_text(dumps(asyncio.run(floor_plan(seeded))))
            found += ratios.measure(seeded, plan, self.folder, self.works, self.pace)
        return f"## Against the floor, {users:,} users\n\n{report.ratios_table(found)}"

    def _growth(self, _users: int) -> str:
        found = []
        for kind in self.kinds:
            few, many = self._seeded(kind, FEW), self._seeded(kind, MANY)
            for seeded in (few, many):
                asyncio.run(add_index(seeded, growth.KEY))
            found += growth.measure(few, many, self.folder, self.pace)
        return f"## Growth, {FEW:,} and {MANY:,} users\n\n{report.growth_table(found)}"

    def _memory(self, _users: int) -> str:
        measured = memory.measure(self._seeded(self.kinds[0], FEW), self.folder)
        title = f"## Memory, {memory.DOCUMENTS:,} documents on {self.kinds[0]}"
        return f"{title}\n\n{report.memory_table(measured)}"

    def _logins(self, _users: int) -> str:
        outcome = logins.measure(self._seeded(self.kinds[0], FEW), self.folder)
        title = f"## {logins.LOGINS:,} logins at once on {self.kinds[0]}"
        return f"{title}\n\n{report.logins_table(outcome)}"

    def _seeded(self, kind: Kind, users: int) -> Seeded:
        """Make a database that no part has changed."""
        typer.echo(f"{kind}: making {users:,} users", err=True)
        return asyncio.run(self._prepare(kind, users))

    async def _prepare(self, kind: Kind, users: int) -> Seeded:
        if kind is Kind.SQLITE or self.cluster_url is None:
            file = Path(tempfile.mkdtemp(dir=self.folder)) / "rollcall.db"
            return await prepare(f"sqlite://{file}", users)
        return await prepare(await new_database(self.cluster_url), users)


def main(  # noqa: PLR0913, PLR0917 -- typer makes an option of each
    part: Annotated[list[Part], typer.Option(help="What to measure; may be repeated.")] = PARTS,
    database: Annotated[list[Kind], typer.Option(help="On what; may be repeated.")] = KINDS,
    work: Annotated[str, typer.Option(help="The names of works, with spaces.")] = ALL_WORKS,
    users: Annotated[int, typer.Option(help="How many users the works are measured on.")] = 100_000,
    rounds: Annotated[int, typer.Option(help="How often each server is asked in turn.")] = 5,
    seconds: Annotated[int, typer.Option(help="For how long each time.")] = 4,
) -> None:
    """Measure speed on one core, against a bare handler; takes a quarter of an hour.

    The tables are written to benchmarks/results.md when everything was measured.
    """
    fault = missing_tool() or missing_core()
    if fault is not None:
        typer.echo(fault, err=True)
        raise typer.Exit(1)
    configure("text")
    logging.getLogger().setLevel(logging.WARNING)
    works = [one for one in WORKS if one.name in work.split()]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rollcall-bench-")))
        cluster = stack.enter_context(_postgres()) if Kind.POSTGRES in database else None
        url = None if cluster is None else cluster.url
        bench = Bench(folder, database, works, Pace(rounds, seconds), url)
        tables = bench.tables(part, users)
        about = report.circumstances(_version(url))
    text = "\n\n".join([TITLE, about, *tables]) + "\n"
    typer.echo(text)
    if set(part) == set(Part) and set(database) == set(Kind) and works == list(WORKS):
        RESULTS.write_text(text)


def missing_core() -> str | None:
    """Say that there is no core for the generator, in a sentence; None if there is."""
    if {SERVER_CORE, OTHER_CORE} <= os.sched_getaffinity(0):
        return None
    return "Two cores are needed: one for the servers, one for the generator."


@contextmanager
def _postgres() -> Iterator[Cluster]:
    """Run a PostgreSQL on the generator's core, so that the servers have theirs for themselves."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {OTHER_CORE})
    try:
        cluster = start_cluster()
    finally:
        os.sched_setaffinity(0, cores)
    try:
        yield cluster
    finally:
        cluster.stop()


def _version(url: str | None) -> str:
    async def ask(url: str) -> str:
        connection = await asyncpg.connect(url)
        try:
            return f"PostgreSQL {await connection.fetchval('SHOW server_version')}"
        finally:
            await connection.close()

    return "no PostgreSQL" if url is None else asyncio.run(ask(url))


if __name__ == "__main__":
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(main)
    app()
