"""The outcome, as tables in Markdown."""

import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import growth, memory
from benchmarks.growth import Growth
from benchmarks.load import Load
from benchmarks.logins import LEAST, Outcome, percentile
from benchmarks.memory import Memory
from benchmarks.programs import ROOT
from benchmarks.ratios import Ratio

PACKAGES = (
    "starlette strawberry-graphql graphql-core uvicorn uvloop orjson aiosqlite asyncpg tortoise-orm"
)


def ratios_table(ratios: Sequence[Ratio]) -> str:
    """Compare our server with the floor."""
    loads = ("rps", "p50 ms", "p99 ms", "CPU µs")
    header = ("database", "work", *(f"{who} {what}" for who in ("floor", "ours") for what in loads))
    rows = [
        (
            ratio.database,
            ratio.work.name,
            *(text for load in (ratio.floor, ratio.ours) for text in _load(load)),
            f"{ratio.share:.2f}",
            f"{ratio.work.least}",
            f"{ratio.resident:.0f}",
        )
        for ratio in ratios
    ]
    return _table((*header, "ratio", "at least", "MiB"), rows)


def growth_table(grown: Sequence[Growth]) -> str:
    """Compare many users with few."""
    rows = [
        (
            one.database,
            one.name,
            f"{one.small.per_second:,.0f}",
            f"{one.large.per_second:,.0f}",
            f"{one.factor:.2f}",
            f"{growth.BOUND}",
        )
        for one in grown
    ]
    return _table(("database", "page", "rps, few", "rps, many", "times as long", "at most"), rows)


def memory_table(measured: Memory) -> str:
    """Tell the memory of the server as the requests went on."""
    wanted = range(0, memory.REQUESTS + 1, memory.REQUESTS // 5)
    steps = [next(step for step in measured.steps if step[0] >= least) for least in wanted]
    rows = [(f"{count:,}", f"{size:.0f}") for count, size in dict.fromkeys(steps)]
    last = f"\n\nFrom a fifth of the requests to the end: {measured.factor:.2f} times (at most"
    return _table(("requests", "MiB"), rows) + f"{last} {memory.BOUND})."


def logins_table(outcome: Outcome) -> str:
    """Compare logins with bare hashes, and `me` before them with `me` meanwhile."""
    cores = len(os.sched_getaffinity(0))
    rates = (f"{rate / cores:.2f}" for rate in (outcome.raw, outcome.logins))
    header = ("bcrypt per second and core", "logins per second and core", "ratio", "at least")
    table = _table(header, [(*rates, f"{outcome.share:.2f}", f"{LEAST}")])
    rows = [
        (name, f"{len(took):,}", f"{percentile(took, 50):.1f}", f"{percentile(took, 99):.1f}")
        for name, took in (("before", outcome.quiet), ("during", outcome.busy))
    ]
    return f"{table}\n\n{_table(('`me`', 'requests', 'p50 ms', 'p99 ms'), rows)}"


def circumstances(postgres: str) -> str:
    """Tell the machine, the versions and the commit."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES.split())
    lines = (
        f"{datetime.now(UTC):%Y-%m-%d}, commit {_commit()}",
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {postgres}",
        packages,
    )
    return "\n".join(f"- {line}" for line in lines)


def _load(load: Load) -> tuple[str, ...]:
    return f"{load.per_second:,.0f}", f"{load.p50:.1f}", f"{load.p99:.1f}", f"{load.cpu:.0f}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _commit() -> str:
    def git(*arguments: str) -> str:
        command = ["git", *arguments]
        ran = subprocess.run(  # noqa: S603 -- git of this repository
            command, cwd=ROOT, capture_output=True, text=True, check=False
        )
        return ran.stdout.strip()

    changed = git("status", "--porcelain", "--", "*.py")
    return (git("rev-parse", "--short", "HEAD") or "unknown") + (" with changes" if changed else "")


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
