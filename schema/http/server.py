"""The process that serves: Uvicorn, with one worker or several."""

import gc
from contextlib import suppress
from functools import partial
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory

import uvicorn
from uvicorn.supervisors import Multiprocess

from core.config import Settings
from core.logs import configure
from schema.http.application import Application
from schema.http.protocol import BoundedProtocol

GRACE = 10
"""Seconds that requests under way have to end when the server stops."""
COLLECT_AFTER = 50_000
"""New objects after which the garbage collector runs; Python's default is 700."""


def serve(settings: Settings, listener: socket) -> None:
    """Serve what comes to `listener` until stopped; requests under way have some seconds to end."""
    with suppress(KeyboardInterrupt):
        if settings.workers > 1:
            with TemporaryDirectory(prefix="rollcall-") as notes:
                Multiprocess(_config(settings, Path(notes)), [listener]).run()
        else:
            uvicorn.Server(_config(settings)).run([listener])


def _config(settings: Settings, notes: Path | None = None) -> uvicorn.Config:
    return uvicorn.Config(
        partial(application, settings, notes),
        factory=True,
        http=BoundedProtocol,
        ws="none",
        workers=settings.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
    )


def application(settings: Settings, notes: Path | None) -> Application:
    """Make the application of a process of its own, whose logs have yet to be arranged."""
    configure(settings.log_format)
    app = Application(settings, notes)
    # What exists by now stays: the collector need not look at it again and again. Requests leave
    # few cycles behind, so that looking for them less often costs nothing but a little memory.
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    return app
