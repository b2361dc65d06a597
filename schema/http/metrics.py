"""Numbers for Prometheus at /metrics, for whoever asks from a network that is let in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.responses import Response

from core.errors import RequestCode
from resolvers.context import Services
from schema.http.addresses import Network, client_address, read_address
from schema.http.incoming import Incoming
from schema.http.meter import BUCKETS, Counts, Meter, merged
from schema.http.parameters import HttpError
from schema.http.worker_counts import WorkerCounts

PATH = "/metrics"
PASSED_ON = ("x-forwarded-for", "forwarded", "x-real-ip", "via")
"""Headers by which a proxy tells that the request is not its own."""
ELSEWHERE = "Metrics are for the networks of ROLLCALL_METRICS_NETWORKS only."


@dataclass
class Metrics:
    """What answers at /metrics; without `workers` this process is the only one."""

    services: Services
    meter: Meter
    networks: Sequence[Network]
    trusted: Sequence[Network]
    workers: WorkerCounts | None = None

    async def respond(self, request: Incoming) -> Response:
        """Answer in the format that Prometheus asks for.

        Raises:
            HttpError: the client is of another network; the status is 403.
        """
        if not self._lets_in(request):
            raise HttpError(403, ELSEWHERE, code=RequestCode.FORBIDDEN)
        others = [] if self.workers is None else self.workers.others()
        registry = CollectorRegistry()
        registry.register(_Families(merged([self.counts(), *others])))
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        headers = {"Content-Type": content_type, "Cache-Control": "no-store"}
        return Response(encode(registry), headers=headers)

    def counts(self) -> Counts:
        """Give what this process has counted, and how things stand in it."""
        return self.meter.counts(_gauges(self.services))

    def _lets_in(self, request: Incoming) -> bool:
        """Tell whether a client may read; one behind a proxy that nobody has named may not.

        Such a proxy on the same machine would make all the world local.
        """
        peer = request.client.host if request.client else None
        nearest = read_address(peer or "")
        if nearest is None:
            return False
        is_proxy = any(nearest in network for network in self.trusted)
        if not is_proxy and any(name in request.headers for name in PASSED_ON):
            return False
        address = read_address(client_address(peer, request.headers, self.trusted) or "")
        return address is not None and any(address in network for network in self.networks)


class _Families(Collector):
    """Counts in the terms of Prometheus."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        """Give all families; there are no others, so that labels stay few."""
        yield self._operations()
        errors = CounterMetricFamily(
            "rollcall_errors", "Top-level errors by extensions.code.", labels=["code"]
        )
        for code, number in sorted(self._counts.errors.items()):
            errors.add_metric([code], number)
        yield errors
        yield self._gauge(
            "rollcall_password_hashes", "Passwords that are hashed, or wait for it.", ["state"]
        )
        yield self._gauge(
            "rollcall_database_connections", "Connections by pool.", ["pool", "state"]
        )
        yield self._gauge("rollcall_workers", "Processes that serve.", [])

    def _operations(self) -> Metric:
        family = HistogramMetricFamily(
            "rollcall_operation_seconds",
            "Time from the request to its answer, for each operation.",
            labels=["operation", "outcome"],
        )
        bounds = [*(str(bound) for bound in BUCKETS), "+Inf"]
        for name, (*numbers, seconds) in self._counts.operations.items():
            below = list(accumulate(numbers))
            family.add_metric(name.split(" "), list(zip(bounds, below, strict=True)), seconds)
        return family

    def _gauge(self, name: str, text: str, labels: list[str]) -> Metric:
        family = GaugeMetricFamily(name, text, labels=labels)
        for key, value in sorted(self._counts.gauges.items()):
            own, *values = key.split(" ")
            if own == name:
                family.add_metric(values, value)
        return family


def _gauges(services: Services) -> dict[str, float]:
    hashes = services.hasher.load()
    connections = {
        f"rollcall_database_connections {pool} {state}": float(number)
        for pool, (busy, idle) in services.database.connections_in_use().items()
        for state, number in (("busy", busy), ("idle", idle))
    }
    return {
        "rollcall_password_hashes running": hashes.running,
        "rollcall_password_hashes waiting": hashes.waiting,
        "rollcall_workers": 1.0,
        **connections,
    }
