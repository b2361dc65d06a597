"""Whether the process lives, and whether it can serve, for whatever starts and watches it."""

import asyncio
import time
from dataclasses import dataclass

import orjson
from starlette.responses import Response

from core.logs import get_logger
from models.database import FAILURES
from models.upgrade import unapplied
from resolvers.context import Services
from schema.http.incoming import Incoming

LIVE = "/health/live"
READY = "/health/ready"
TIME_LIMIT = 2.0
"""Seconds that the database has to answer."""
KEPT = 1.0
"""Seconds for which an answer holds, so that asking often costs nothing."""
_log = get_logger("rollcall.health")


async def live(_request: Incoming) -> Response:
    """Answer that the process answers; if it does not, start another."""
    return _response({"status": "live"}, 200)


@dataclass
class Readiness:
    """What answers at /health/ready: 200 if requests can be served, 503 if not, and why."""

    services: Services
    _faults: list[str] | None = None
    _looked_at: float = 0.0

    async def respond(self, _request: Incoming) -> Response:
        """Answer as of this second."""
        if self._faults is None or time.monotonic() - self._looked_at > KEPT:
            # Noted before, so that whoever asks meanwhile does not look too.
            self._looked_at = time.monotonic()
            self._faults = await self._look()
        if self._faults:
            return _response({"status": "not ready", "faults": self._faults}, 503)
        return _response({"status": "ready"}, 200)

    async def _look(self) -> list[str]:
        try:
            async with asyncio.timeout(TIME_LIMIT):
                missing = await unapplied(self.services.database)
        except (*FAILURES, TimeoutError) as error:
            # What exactly is wrong is for the log: anybody may ask here.
            _log.warning("not_ready", failure=type(error).__name__)
            return ["The database does not answer."]
        return [f"The database lacks these migrations: {', '.join(missing)}."] if missing else []


def _response(body: dict[str, object], status: int) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(orjson.dumps(body), status, headers, media_type="application/json")
