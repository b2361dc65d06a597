"""How the process starts: the command line, and the ASGI application that `serve` runs."""

import gc
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from http import HTTPStatus
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send
from uvicorn.supervisors import Multiprocess

from commands import cli
from core.config import Settings
from core.counters import Counters
from core.logs import configure, get_logger
from core.manifests import ManifestError, read_manifest
from core.passwords import PasswordHasher
from core.redis_link import RedisLink
from core.sealing import Sealer
from core.texts import Texts
from models.database import Database, opened
from resolvers.context import Services
from resolvers.file_tools import make_file_tools
from resolvers.keyring import PURPOSE, Keyring
from resolvers.upkeep import upkeep
from schema.build import print_sdl
from schema.http import explorer, trusted
from schema.http.cookies import RefreshCookies
from schema.http.cors import Cors
from schema.http.endpoint import GraphQLEndpoint
from schema.http.explorer import Explorer
from schema.http.head import Headed, fixed_headers
from schema.http.meter import Meter
from schema.http.metrics import Metrics
from schema.http.persisted import AutomaticDocuments, Documents
from schema.http.protocol import BoundedProtocol
from schema.http.routes import PATHS, Address, no_method, nowhere, responders
from schema.http.trusted import TrustedDocuments
from schema.http.worker_counts import WorkerCounts

GRACE = 10
"""Seconds that requests under way have to end when the server stops."""
READERS = 4
"""Connections of each process that only read; a slow list leaves the others to everybody else."""
COLLECT_AFTER = 50_000
"""New objects after which the garbage collector runs; Python's default is 700."""
_log = get_logger("rollcall.server")


class Application(Starlette):
    """Starlette, passed by on the way to the one address that nearly all requests are for."""

    graphql: ASGIApp
    others: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on to the other addresses."""
        if scope["type"] == "http" and scope["path"] == "/graphql":
            await self.graphql(scope, receive, send)
        else:
            await self.others(scope, receive, send)


class Door:
    """A route whose endpoint is made when the server starts; it is closed until then."""

    endpoint: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        await self.endpoint(scope, receive, send)


def create_app(settings: Settings, notes: Path | None = None) -> Starlette:
    """Make the application; it opens the database of the settings when it starts.

    `notes` is the folder in which the workers of a server tell each other what they have counted.
    """
    doors = {path: Door() for path in PATHS}
    graphql, page = Door(), make_explorer(settings)
    addresses = [Route(path, door) for path, door in doors.items()]
    if page is not None:
        addresses.append(Route(f"{explorer.PATH}/{{name}}", page.file))
    app = Application(
        routes=addresses,
        exception_handlers={HTTPStatus.METHOD_NOT_ALLOWED: no_method},
        lifespan=_lifespan(settings, graphql, doors, page, notes),
    )
    app.router.default = nowhere
    app.router.redirect_slashes = False
    fixed = fixed_headers(settings.public_url)
    app.graphql, app.others = graphql, Headed(super(Application, app).__call__, fixed)
    if settings.cors_origins:
        app.graphql, app.others = (
            Cors(one, settings.cors_origins, fixed) for one in (app.graphql, app.others)
        )
    return app


def application(settings: Settings, notes: Path | None) -> Starlette:
    """Make the application of a process of its own, whose logs have yet to be arranged."""
    configure(settings.log_format)
    app = create_app(settings, notes)
    # What exists by now stays: the collector need not look at it again and again. Requests leave
    # few cycles behind, so that looking for them less often costs nothing but a little memory.
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    return app


def run_server(settings: Settings, listener: socket) -> None:
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
        workers=settings.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
    )


def make_services(settings: Settings, database: Database, hasher: PasswordHasher) -> Services:
    """Make the tools that resolvers work with."""
    sealer = Sealer(settings.secret.get_secret_value())
    redis = None if settings.redis_url is None else RedisLink(settings.redis_url)
    return Services(
        database=database,
        hasher=hasher,
        sealer=sealer,
        cursors=sealer.for_purpose("cursor"),
        keyring=Keyring(sealer.for_purpose(PURPOSE), settings.public_url),
        require_api_key=settings.require_api_key,
        files=make_file_tools(settings, sealer),
        counters=Counters(redis) if settings.rate_limits else None,
        redis=redis,
    )


def make_cookies(settings: Settings) -> RefreshCookies | None:
    """Make what keeps refresh tokens in cookies, where that is wanted."""
    if not settings.refresh_cookie:
        return None
    return RefreshCookies(settings.public_url, settings.cors_origins)


def make_documents(settings: Settings, services: Services) -> Documents:
    """Make what finds the texts of documents: in the manifest of trusted ones, if there is one."""
    if settings.trusted_documents is None:
        return AutomaticDocuments(Texts(services.redis))
    return TrustedDocuments(read_manifest(settings.trusted_documents))


def find_faults(settings: Settings) -> list[str]:
    """Give a sentence for each fault of the trusted documents."""
    if settings.trusted_documents is None:
        return []
    try:
        documents = read_manifest(settings.trusted_documents)
    except ManifestError as error:
        return [f"ROLLCALL_TRUSTED_DOCUMENTS: {error}"]
    return trusted.faults(documents, introspection=settings.introspection)


def make_explorer(settings: Settings) -> Explorer | None:
    """Make the page for browsers, where it is wanted."""
    if not settings.explorer:
        return None
    return Explorer(
        explorer.FOLDER,
        introspection=settings.introspection,
        trusted_documents=settings.trusted_documents is not None,
    )


def make_endpoint(
    settings: Settings, services: Services, meter: Meter, page: Explorer | None
) -> GraphQLEndpoint:
    """Make what answers at /graphql."""
    return GraphQLEndpoint(
        services,
        make_documents(settings, services),
        meter,
        fixed=fixed_headers(settings.public_url),
        introspection=settings.introspection,
        explorer=page,
        query_timeout=settings.query_timeout,
        trusted=settings.trusted_proxies,
        cookies=make_cookies(settings),
    )


@asynccontextmanager
async def _numbers(
    settings: Settings, services: Services, notes: Path | None
) -> AsyncIterator[Metrics]:
    """Make what answers at /metrics, and exchange counts with other workers while it is used."""
    numbers = Metrics(services, Meter(), settings.metrics_networks, settings.trusted_proxies)
    if notes is None:
        yield numbers
        return
    numbers.workers = WorkerCounts(notes, numbers.counts)
    async with numbers.workers.shared():
        yield numbers


def _lifespan(
    settings: Settings,
    graphql: Door,
    doors: Mapping[str, Door],
    page: Explorer | None,
    notes: Path | None,
) -> Lifespan[Starlette]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        hasher = PasswordHasher(settings.bcrypt_cost)
        async with opened(settings.database_url) as database:
            await database.open_readers(READERS)
            services = make_services(settings, database, hasher)
            async with (
                upkeep(services, settings.audit_retention_days),
                _numbers(settings, services, notes) as numbers,
            ):
                graphql.endpoint = make_endpoint(settings, services, numbers.meter, page)
                for path, respond in responders(services, numbers).items():
                    doors[path].endpoint = Address(services, respond)
                _log.info("server_started", database=database.dialect.value)
                yield
            services.files.close()
            if services.redis is not None:
                await services.redis.close()
        hasher.close()
        _log.info("server_stopped")

    return lifespan


if __name__ == "__main__":
    is_explorer_built = partial(explorer.is_built, explorer.FOLDER)
    cli.main(cli.Programs(run_server, find_faults, print_sdl, is_explorer_built))
