"""The ASGI application: what is answered where, and what it holds while it runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from core.config import Settings
from core.logs import get_logger
from core.passwords import PasswordHasher
from models.database import opened
from resolvers.context import Services
from resolvers.services import close_services, make_services
from resolvers.upkeep import upkeep
from schema.http import explorer
from schema.http.cors import Cors
from schema.http.head import Headed, fixed_headers
from schema.http.metrics import Metrics
from schema.http.parts import make_endpoint, make_explorer, metrics_of
from schema.http.request_log import RequestLog
from schema.http.routes import PATHS, Address, no_method, nowhere, responders

READERS = 4
"""Connections of each process that only read; a slow list leaves the others to everybody else."""
_log = get_logger("rollcall.server")


class Door:
    """A place whose endpoint is made when the server starts; it is closed until then."""

    endpoint: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        await self.endpoint(scope, receive, send)


class Application(Starlette):
    """Starlette, passed by on the way to the one address that nearly all requests are for.

    It opens the database of the settings when it starts. `notes` is the folder in which the workers
    of a server tell each other what they have counted.
    """

    def __init__(self, settings: Settings, notes: Path | None = None) -> None:
        self._settings = settings
        self._notes = notes
        self._page = make_explorer(settings)
        self._door = Door()
        self._doors = {path: Door() for path in PATHS}
        addresses = [Route(path, door) for path, door in self._doors.items()]
        if self._page is not None:
            addresses.append(Route(f"{explorer.PATH}/{{name}}", self._page.file))
        super().__init__(
            routes=addresses,
            exception_handlers={HTTPStatus.METHOD_NOT_ALLOWED: no_method},
            lifespan=lambda _: self._running(),
        )
        self.router.default = nowhere
        self.router.redirect_slashes = False
        fixed = fixed_headers(settings.public_url)
        self._graphql: ASGIApp = self._door
        self._others: ASGIApp = Headed(super().__call__, fixed)
        if settings.cors_origins:
            self._graphql = Cors(self._graphql, settings.cors_origins, fixed)
            self._others = Cors(self._others, settings.cors_origins, fixed)
        if settings.log_requests:
            self._graphql = RequestLog(self._graphql, settings.trusted_proxies)
            self._others = RequestLog(self._others, settings.trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on to the other addresses."""
        if scope["type"] == "http" and scope["path"] == "/graphql":
            await self._graphql(scope, receive, send)
        else:
            await self._others(scope, receive, send)

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[None]:
        settings = self._settings
        hasher = PasswordHasher(settings.bcrypt_cost)
        async with opened(settings.database_url) as database:
            await database.open_readers(READERS)
            services = make_services(settings, database, hasher)
            async with (
                upkeep(services, settings.audit_retention_days),
                metrics_of(settings, services, self._notes) as metrics,
            ):
                self._open(services, metrics)
                _log.info("server_started", database=database.dialect.value)
                yield
            await close_services(services)
        hasher.close()
        _log.info("server_stopped")

    def _open(self, services: Services, metrics: Metrics) -> None:
        self._door.endpoint = make_endpoint(self._settings, services, metrics.meter, self._page)
        for path, respond in responders(services, metrics).items():
            self._doors[path].endpoint = Address(services, respond)
