"""`users import`: a run of it, the file of rejects, and what is said at the end."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import NoReturn

import typer

from commands.files import is_same_file, source, target
from commands.output import Status, answer
from commands.progress import progress, stopping
from commands.shared import reason_of, refuse, with_migrated_database
from core.config import Settings
from core.documents import dumps
from models.database import FAILURES, Database
from resolvers.projects import find_project
from resolvers.transfer.importing import Import, Stopped, Watcher
from resolvers.transfer.ledger import Ledger, Reject

TOLD = 10
"""Rejected lines that are told on standard error; all of them are in the file."""
GOES_ON = "The same command goes on from there: it passes over who is in the project already."


def import_users(
    file: str, project: str, rejects: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """Import a file, write the rejected lines into another, and say how many there were of each.

    Exits with REFUSED where nothing can begin, PARTLY where lines were rejected, and INTERRUPTED.
    """
    place = rejects or _place_of_rejects(file)
    _check(file, place)
    with Ledger() as ledger:
        job, is_complete = _run(file, project, ledger, dry_run=dry_run)
        kept = None if dry_run and rejects is None else _keep(place, ledger, job.rejected)
        _tell(ledger.rejects(), job.rejected)
    answer(
        {
            "project": job.project.name,
            "imported": job.imported,
            "skipped": job.skipped,
            "rejected": job.rejected,
            "rejectsFile": kept,
            "isDryRun": dry_run,
            "isComplete": is_complete,
        },
        _sentences(job, kept),
        as_json=as_json,
    )
    if not is_complete:
        typer.echo(f"The import was stopped. {GOES_ON}", err=True)
        raise typer.Exit(Status.INTERRUPTED)
    if job.rejected:
        raise typer.Exit(Status.PARTLY)


def _run(file: str, project: str, ledger: Ledger, *, dry_run: bool) -> tuple[Import, bool]:
    """Import the lines of a file, and tell whether it was all of them."""
    try:
        with source(file) as (stream, size), progress() as tell, stopping() as should_stop:

            async def work(_settings: Settings, database: Database) -> tuple[Import, bool]:
                found = await find_project(project)
                job = Import(database, found, ledger, Watcher(tell, should_stop), dry_run)
                try:
                    await job.run(stream, size)
                except Stopped:
                    return job, False
                except FAILURES as error:
                    _broke_off(job, error)
                return job, True

            return with_migrated_database(work)
    except OSError as error:
        refuse(f"{file} cannot be read: {reason_of(error)}.")


def _broke_off(job: Import, error: Exception) -> NoReturn:
    # What a database says may have further lines with values in them.
    reason = reason_of(error) if isinstance(error, OSError) else str(error).partition("\n")[0]
    done = f"{job.imported:,} users are imported and stay"
    refuse(f"The import broke off: {reason.rstrip('.')}.", f"{done}. {GOES_ON}")


def _place_of_rejects(file: str) -> str:
    """Name the file of rejects: that of a stream stands in the folder where we run."""
    return f"{file}.rejects.jsonl" if Path(file).is_file() else "import.rejects.jsonl"


def _check(file: str, place: str) -> None:
    """Refuse a place for rejects that cannot be one, before anything is imported."""
    if is_same_file(file, place):
        refuse("The rejected lines would replace the file that is imported: name another.")
    if Path(place).is_dir() or not Path(place).parent.is_dir():
        refuse(f"The rejected lines cannot be written to {place}: there is no such place.")


def _keep(place: str, ledger: Ledger, count: int) -> str | None:
    """Write the rejected lines, and name their file; without any there is none, nor an old one."""
    try:
        if count == 0:
            Path(place).unlink(missing_ok=True)
            return None
        with target(place) as file:
            for reject in ledger.rejects():
                file.write(_line(reject))
    except OSError as error:
        typer.echo(f"{place} cannot be written: {reason_of(error)}.", err=True)
        return None
    return place


def _line(reject: Reject) -> bytes:
    text = reject.text.decode("utf-8", "backslashreplace")
    line = {"line": reject.number, "reason": reject.reason, "text": text}
    return f"{dumps(line)}\n".encode()


def _tell(rejects: Iterable[Reject], count: int) -> None:
    for reject in islice(rejects, TOLD):
        typer.echo(f"Line {reject.number:,}: {reject.reason}", err=True)
    if count > TOLD:
        typer.echo(f"... and {count - TOLD:,} more.", err=True)


def _sentences(job: Import, kept: str | None) -> str:
    counts = f"{job.imported:,} imported, {job.skipped:,} there already, {job.rejected:,} rejected."
    dry = "Nothing was written; it would have been: " if job.dry_run else ""
    where = f"\n{kept} has the rejected lines and the reasons." if kept else ""
    return f"{dry}{counts}{where}"
