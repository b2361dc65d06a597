"""`python main.py COMMAND`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from socket import socket
from typing import Annotated

import typer

from commands import api_keys, indexes, maintenance, projects, serving, signing_keys, users
from commands.output import AsJson, Status, print_any_text
from core.config import Settings, SettingsError
from core.tokens import KeyKind
from models.api_key import REQUESTS_PER_HOUR
from resolvers.directory.indexes import Kind as IndexKind
from resolvers.key_making import MAX_REQUESTS_PER_HOUR, NewKey


@dataclass(frozen=True, slots=True)
class Programs:
    """What commands use but may not import: the server, the schema, the state of the page.

    `find_faults` gives a sentence for each fault of the settings that only the server knows.
    """

    run_server: Callable[[Settings, socket], None]
    find_faults: Callable[[Settings], list[str]]
    print_sdl: Callable[[], str]
    is_explorer_built: Callable[[], bool]


app = typer.Typer(
    name="rollcall",
    help=(
        "Rollcall: an accounts server with a GraphQL API. Settings are environment variables that"
        " begin with ROLLCALL_, or lines of the file .env; docs/operating.md lists them."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
project_app = typer.Typer(
    help="Projects: separate sets of users on this server.", no_args_is_help=True
)
key_app = typer.Typer(help="API keys of a project.", no_args_is_help=True)
app.add_typer(project_app, name="project")
admin_app = typer.Typer(help="Administrators of a project.", no_args_is_help=True)
app.add_typer(admin_app, name="admin")
keys_app = typer.Typer(help="The keys that sign access tokens.", no_args_is_help=True)
app.add_typer(key_app, name="key")
app.add_typer(keys_app, name="keys")
index_app = typer.Typer(
    help="Indexes of profile keys, and for searching within texts.",
    no_args_is_help=True,
)
app.add_typer(index_app, name="index")
app.add_typer(users.app, name="users")

ProfileKey = Annotated[str, typer.Argument(metavar="KEY", help=indexes.KEY_HELP)]
ValueKind = Annotated[IndexKind, typer.Argument(metavar="KIND", help=indexes.KIND_HELP)]
OfProject = Annotated[str, typer.Option("--project", metavar="NAME", help="The project.")]
SearchField = Annotated[str, typer.Argument(metavar="FIELD", help=indexes.FIELD_HELP)]


@app.command()
def serve(context: typer.Context) -> None:
    """Serve the API until Ctrl-C.

    The first start makes the database, the project `default` and its two keys, and prints them.
    """
    programs: Programs = context.obj
    serving.serve(programs.run_server, programs.find_faults, programs.is_explorer_built)


@app.command()
def migrate(*, json: AsJson = False) -> None:
    """Bring the database up to date, and say what was done."""
    maintenance.migrate(as_json=json)


@app.command()
def check(context: typer.Context, *, json: AsJson = False) -> None:
    """Check the settings, the database and its migrations.

    Prints a sentence for each fault, and exits with 1 if there is one.
    """
    maintenance.check(context.obj.find_faults, as_json=json)


@app.command()
def schema(context: typer.Context) -> None:
    """Print the schema in GraphQL's own language (SDL)."""
    typer.echo(context.obj.print_sdl(), nl=False)


@project_app.command("create", epilog="Example: `python main.py project create Shop`")
def project_create(
    name: Annotated[str, typer.Argument(help="Its name; unique without regard to case.")],
    *,
    json: AsJson = False,
) -> None:
    """Make a project, and print its ID."""
    projects.create_project(name, as_json=json)


@project_app.command("list")
def project_list(*, json: AsJson = False) -> None:
    """List all projects of the server, the oldest first, and how many users each has."""
    projects.list_projects(as_json=json)


@admin_app.command(
    "create", epilog="Example: `python main.py admin create ann@example.com --project Shop`"
)
def admin_create(
    email: Annotated[str, typer.Argument(help="The e-mail address to log in with.")],
    project: OfProject,
    *,
    generate: Annotated[
        bool, typer.Option("--generate", help="Make the password up, and print it this once.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Make a user who administers the project, and print its ID.

    Asks for the password twice, without showing it; from a pipe it reads one line.
    """
    projects.create_admin(email, project, is_generated=generate, as_json=json)


@key_app.command(
    "create", epilog="Example: `python main.py key create --project Shop --kind secret`"
)
def key_create(  # noqa: PLR0913 -- each is an option
    project: OfProject,
    kind: Annotated[api_keys.Kind, typer.Option(help="What the key may do.")],
    name: Annotated[
        str | None, typer.Option(help="To tell keys apart; the kind if left out.")
    ] = None,
    requests_per_hour: Annotated[
        int,
        typer.Option(
            min=1, max=MAX_REQUESTS_PER_HOUR, help="Of a publishable key, for each visitor."
        ),
    ] = REQUESTS_PER_HOUR,
    expires_at: Annotated[
        datetime | None,
        typer.Option(
            parser=api_keys.instant,
            metavar="INSTANT",
            help="When it ends, e.g. 2027-01-31T12:00:00Z; never if left out.",
        ),
    ] = None,
    *,
    json: AsJson = False,
) -> None:
    """Make an API key, and print it: it is shown this once.

    A publishable key names the project: it is for browsers and apps.

    A secret key administers the project: it is for servers only.
    """
    named = name if name is not None else kind.value
    wanted = NewKey(KeyKind(kind.value), named, requests_per_hour, expires_at)
    api_keys.create(project, wanted, as_json=json)


@key_app.command("list", epilog="Example: `python main.py key list --project Shop`")
def key_list(
    project: OfProject,
    user: Annotated[
        str | None,
        typer.Option(metavar="EMAIL", help="The address of a user, for its personal keys."),
    ] = None,
    *,
    json: AsJson = False,
) -> None:
    """List the publishable and secret keys of a project, the newest first."""
    api_keys.list_all(project, user, as_json=json)


@key_app.command("revoke")
def key_revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="Its ID, as `key list` prints it.")],
    project: OfProject,
    *,
    json: AsJson = False,
) -> None:
    """End a key: the very next request with it is refused."""
    api_keys.revoke(project, key_id, as_json=json)


@index_app.command("add", epilog="Example: `python main.py index add address.city string`")
def index_add(key: ProfileKey, kind: ValueKind, *, json: AsJson = False) -> None:
    """Build an index of a profile key, so that filters and orders by it take no longer for many.

    Numbers, strings and booleans of a key share one index; that of dates and times is another.

    Reading goes on meanwhile; on PostgreSQL writing does, too. Each index makes writing dearer.
    """
    indexes.add(key, kind, as_json=json)


@index_app.command("list")
def index_list(*, json: AsJson = False) -> None:
    """List the indexes that were added."""
    indexes.list_all(as_json=json)


@index_app.command("drop")
def index_drop(key: ProfileKey, kind: ValueKind, *, json: AsJson = False) -> None:
    """Drop an index of a profile key; all answers stay the same."""
    indexes.drop(key, kind, as_json=json)


@keys_app.command("rotate")
def keys_rotate(*, json: AsJson = False) -> None:
    """Make a new key, which signs from now on; nobody is signed out.

    Running servers learn of it within a minute. Prints all keys that verify.

    The old key goes on verifying until the last token that it signed has run out.
    """
    signing_keys.rotate(as_json=json)


@keys_app.command("list")
def keys_list(*, json: AsJson = False) -> None:
    """Print the keys that verify access tokens, the newest first."""
    signing_keys.list_keys(as_json=json)


@index_app.command("add-search", epilog="Example: `python main.py index add-search name`")
def index_add_search(field: SearchField, *, json: AsJson = False) -> None:
    """Build an index for searching within a field: contains, icontains, endsWith.

    It serves searches for three characters and more that few users match. On PostgreSQL it needs
    the extension pg_trgm.
    """
    indexes.add_search(field, as_json=json)


@index_app.command("drop-search")
def index_drop_search(field: SearchField, *, json: AsJson = False) -> None:
    """Drop an index for searching within a field; all answers stay the same."""
    indexes.drop_search(field, as_json=json)


def main(programs: Programs) -> None:
    """Run the command that was typed; wrong settings are told in one sentence each."""
    print_any_text()
    try:
        app(obj=programs)
    except SettingsError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(Status.REFUSED) from None
