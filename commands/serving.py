"""`serve`: the first start, and every other one."""

import socket
from collections.abc import Callable

import typer

from commands.shared import reason_of, refuse, with_database, wrong_secret
from core.config import Settings, load
from core.sealing import Sealer
from models.database import Database
from models.upgrade import upgrade
from resolvers.projects import FirstKeys, ensure_default_project

BACKLOG = 2048
"""Connections that wait while the server is busy, or about to start."""
FIRST_START = """
Rollcall has made the project `default`. Its keys are shown this once:

  publishable  {publishable}   names the project; for browsers and apps
  secret       {secret}   administers the project; for servers only

Try it in another terminal:

  curl {url}/graphql \\
    -H 'Content-Type: application/json' \\
    -H 'X-API-Key: {secret}' \\
    -d '{{"query": "{{ users {{ totalCount nodes {{ id email }} }} }}"}}'
"""
SERVING = """
Rollcall serves {url}/graphql{explorer}. Ctrl-C stops it.
"""
PLAIN_EXPLORER = """\
The explorer is Strawberry's page, which needs the Internet: `make run` builds ours where npm is.
"""


def serve(
    run_server: Callable[[Settings, socket.socket], None],
    find_faults: Callable[[Settings], list[str]],
    is_explorer_built: Callable[[], bool],
) -> None:
    """Migrate, make the project `default` where it is missing, and serve until stopped."""
    settings = load()
    if faults := find_faults(settings):
        refuse(*faults)
    # First of all, so that keys are not shown by a server that cannot start then.
    with _listen(settings) as listener:
        settings = settings.on_port(listener.getsockname()[1])
        keys = with_database(_prepare, settings)
        typer.echo(_welcome(settings, keys, has_explorer=is_explorer_built()))
        run_server(settings, listener)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        address = (settings.host, settings.port)
        return socket.create_server(address, family=family, backlog=BACKLOG)
    except OSError as error:
        place = f"port {settings.port} of {settings.host}"
        hint = "ROLLCALL_PORT and ROLLCALL_HOST choose another."
        refuse(f"The server cannot listen on {place}: {reason_of(error)}. {hint}")


def _welcome(settings: Settings, keys: FirstKeys | None, *, has_explorer: bool) -> str:
    explorer = " (in a browser: the explorer)" if settings.explorer else ""
    serving = SERVING.format(url=settings.local_url, explorer=explorer)
    if settings.explorer and not has_explorer:
        serving += PLAIN_EXPLORER
    if keys is None:
        return serving
    first = FIRST_START.format(
        publishable=keys.publishable, secret=keys.secret, url=settings.local_url
    )
    return first + serving


async def _prepare(settings: Settings, database: Database) -> FirstKeys | None:
    await upgrade(database)
    for fault in await wrong_secret(settings, database):
        refuse(fault)
    sealer = Sealer(settings.secret.get_secret_value())
    return await ensure_default_project(sealer)
