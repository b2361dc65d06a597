"""`users export`: a file of all users of a project, or a stream of them."""

import typer

from commands.files import STANDARD, forget_standard_output, target
from commands.output import Status, answer
from commands.progress import progress
from commands.shared import reason_of, refuse, with_migrated_database
from core.config import Settings
from models.database import FAILURES, Database
from resolvers.projects import find_project
from resolvers.transfer.exporting import export_users


def export(file: str, project: str, *, as_json: bool) -> None:
    """Export all users, and say how many; exits with REFUSED where the file cannot be written."""
    try:
        with target(file) as stream, progress() as tell:

            async def work(_settings: Settings, database: Database) -> tuple[str, int]:
                found = await find_project(project)
                try:
                    count = await export_users(
                        database,
                        found,
                        stream.write,
                        lambda done, total: tell("Exporting", done, total),
                    )
                except OSError:
                    raise
                except FAILURES as error:
                    refuse(f"The export broke off: {str(error).partition(chr(10))[0]}.")
                return found.name, count

            name, count = with_migrated_database(work)
    except BrokenPipeError:
        # Whoever read has read enough, as `head` does.
        forget_standard_output()
        raise typer.Exit(Status.REFUSED) from None
    except OSError as error:
        refuse(f"{file} cannot be written: {reason_of(error)}.")
    is_stream = file == STANDARD
    answer(
        {"project": name, "exported": count, "file": None if is_stream else file},
        f"{count:,} exported, with the hashes of their passwords.",
        as_json=as_json,
        err=is_stream,
    )
