"""How the process starts: the command line, and what it uses of the other side of the house.

Each import waits for its use: it takes half a second, and only a few commands need it.
"""

from socket import socket

from commands import cli
from core.config import Settings


def run_server(settings: Settings, listener: socket) -> None:
    """Serve what comes to `listener` until stopped; requests under way have some seconds to end."""
    from schema.http.server import serve  # noqa: PLC0415

    serve(settings, listener)


def find_faults(settings: Settings) -> list[str]:
    """Give a sentence for each fault of the settings that only the server knows."""
    from schema.http import parts  # noqa: PLC0415

    return parts.find_faults(settings)


def print_sdl() -> str:
    """Give the schema as SDL."""
    from schema import build  # noqa: PLC0415

    return build.print_sdl()


def is_explorer_built() -> bool:
    """Tell whether the page for browsers is there to be served."""
    from schema.http import explorer  # noqa: PLC0415

    return explorer.is_built(explorer.FOLDER)


if __name__ == "__main__":
    cli.main(cli.Programs(run_server, find_faults, print_sdl, is_explorer_built))
