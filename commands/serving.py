"""`serve`: the first start, and every other one."""

from collections.abc import Callable

import typer

from commands.shared import with_database
from core.config import Settings
from core.sealing import Sealer
from models.database import Database
from models.upgrade import upgrade
from resolvers.projects import FirstKeys, ensure_default_project

WELCOME = """
Rollcall has made the project `default`. Its keys are shown this once:

  publishable  {publishable}   names the project; for browsers and apps
  secret       {secret}   administers the project; for servers only

Try it in another terminal:

  curl {url}/graphql -H 'Content-Type: application/json' -H 'X-API-Key: {secret}' \\
    -d '{{"query": "{{ users {{ totalCount nodes {{ id email }} }} }}"}}'
"""


def serve(run_server: Callable[[Settings], None]) -> None:
    """Migrate, make the project `default` where it is missing, and serve until stopped."""
    settings, keys = with_database(_prepare)
    if keys is not None:
        url = settings.public_url
        message = WELCOME.format(publishable=keys.publishable, secret=keys.secret, url=url)
        typer.echo(message)
    if settings.explorer:
        typer.echo(f"Explorer: {settings.public_url}/graphql   (Ctrl-C stops the server)")
    run_server(settings)


async def _prepare(settings: Settings, database: Database) -> tuple[Settings, FirstKeys | None]:
    await upgrade(database)
    sealer = Sealer(settings.secret.get_secret_value())
    return settings, await ensure_default_project(sealer)
