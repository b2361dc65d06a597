"""The parts of the HTTP side, each made by the settings that it is about."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from core.config import Settings
from core.manifests import ManifestError, read_manifest
from core.texts import Texts
from resolvers.context import Services
from schema.http import explorer, trusted
from schema.http.cookies import RefreshCookies
from schema.http.endpoint import GraphQLEndpoint
from schema.http.explorer import Explorer
from schema.http.head import fixed_headers
from schema.http.meter import Meter
from schema.http.metrics import Metrics
from schema.http.persisted import AutomaticDocuments, Documents
from schema.http.trusted import TrustedDocuments
from schema.http.worker_counts import WorkerCounts


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
        _documents(settings, services),
        meter,
        fixed=fixed_headers(settings.public_url),
        introspection=settings.introspection,
        explorer=page,
        query_timeout=settings.query_timeout,
        trusted=settings.trusted_proxies,
        cookies=_cookies(settings),
    )


@asynccontextmanager
async def metrics_of(
    settings: Settings, services: Services, notes: Path | None
) -> AsyncIterator[Metrics]:
    """Make what answers at /metrics, and exchange counts with other workers while it is used."""
    metrics = Metrics(services, Meter(), settings.metrics_networks, settings.trusted_proxies)
    if notes is None:
        yield metrics
        return
    metrics.workers = WorkerCounts(notes, metrics.counts)
    async with metrics.workers.shared():
        yield metrics


def _documents(settings: Settings, services: Services) -> Documents:
    """Make what finds the texts of documents: in the manifest of trusted ones, if there is one."""
    if settings.trusted_documents is None:
        return AutomaticDocuments(Texts(services.redis))
    return TrustedDocuments(read_manifest(settings.trusted_documents))


def _cookies(settings: Settings) -> RefreshCookies | None:
    """Make what keeps refresh tokens in cookies, where that is wanted."""
    if not settings.refresh_cookie:
        return None
    return RefreshCookies(settings.public_url, settings.cors_origins)
