"""`users import` and `users export`, as an operator types them."""

from typing import Annotated

import typer

from commands import exporting, importing
from commands.output import AsJson
from resolvers.projects import DEFAULT

app = typer.Typer(help="The users of a project, as files of JSON lines.", no_args_is_help=True)
ProjectName = Annotated[str, typer.Option(metavar="NAME", help="The name of the project.")]


@app.command("import", epilog="Example: `python main.py users import users.jsonl --project Shop`")
def import_(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A user in each line; - for standard input.")
    ],
    *,
    project: ProjectName = DEFAULT,
    rejects: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Where rejected lines go; else FILE.rejects.jsonl."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say the same, but write nothing.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Import users with the bcrypt hashes of their passwords: they log in as before.

    Each line is a JSON object whose keys are fields of a user; docs/import.md lists them.

    Whoever is in the project already, by e-mail address, is passed over, so that an import can be
    repeated.

    A faulty line goes into the file of rejects, with its number and the reason, and the others go
    in. The status is 3 then.
    """
    importing.import_users(file, project, rejects, dry_run=dry_run, as_json=json)


@app.command("export", epilog="Example: `python main.py users export users.jsonl --project Shop`")
def export(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The file to write; - for standard output.")
    ],
    *,
    project: ProjectName = DEFAULT,
    json: AsJson = False,
) -> None:
    """Export all users, the oldest first, for `users import` into another project or server.

    The file holds the hashes of their passwords, so that they log in there as before: keep it as
    you would keep the database. Sessions, keys and uploaded files are left out.
    """
    exporting.export(file, project, as_json=json)
