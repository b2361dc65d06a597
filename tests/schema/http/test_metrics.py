"""Metrics: what was counted, over all workers, for those who may read it."""

from __future__ import annotations

import re
import time
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from schema.http.meter import Counts, from_json, merged
from tests.accounts import sign_up
from tests.processes import serving
from tests.schema.http.wire import ask, fault, own_headers, post
from tests.server import Client, running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Server

pytestmark = pytest.mark.anyio

REFUSED = fault("Metrics are for the networks of ROLLCALL_METRICS_NETWORKS only.", "FORBIDDEN")
Values = dict[tuple[str, ...], float]


def read(text: str) -> Values:
    """Read all samples, by name and values of labels in the order of their names."""
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def scrape(client: Client, **headers: str) -> Values:
    """Ask as Prometheus does."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = await client.request("GET", "/metrics", headers=given)
    assert answer.status == 200
    return read(answer.body.decode())


def count(values: Values, operation: str, outcome: str) -> float:
    """Give how many operations of a kind were answered so."""
    return values["rollcall_operation_seconds_count", operation, outcome]


async def test_operations_are_counted_by_kind_and_outcome(server: Server) -> None:
    before = await scrape(server.anonymous)
    assert count(before, "query", "ok") == 0
    await sign_up(server.anonymous, email="ann@example.com")
    for _ in range(3):
        await ask(server.anonymous, "{ __typename }")
    await ask(server.anonymous, "{ me { id } }")
    await ask(server.anonymous, "{ nobody }")
    await post(server.anonymous, b"{")
    await post(server.anonymous, b'[{"query": "{ __typename }"}, {"query": "{"}, 1]')
    after = await scrape(server.anonymous)
    assert {
        (operation, outcome): count(after, operation, outcome)
        for operation in ("query", "mutation", "none")
        for outcome in ("ok", "errors", "refused", "failed")
        if count(after, operation, outcome)
    } == {
        ("query", "ok"): 4,
        ("query", "errors"): 1,
        ("mutation", "ok"): 1,
        ("none", "refused"): 4,
    }
    codes = {key[1]: value for key, value in after.items() if key[0] == "rollcall_errors_total"}
    assert codes == {
        "UNAUTHENTICATED": 1,
        "GRAPHQL_VALIDATION_FAILED": 1,
        "GRAPHQL_PARSE_FAILED": 1,
        "BAD_USER_INPUT": 2,
    }


async def test_buckets_hold_what_took_no_longer(server: Server) -> None:
    for _ in range(3):
        await ask(server.anonymous, "{ __typename }")
    values = await scrape(server.anonymous)
    name = "rollcall_operation_seconds"
    buckets = [
        value
        for key, value in values.items()
        if key[0] == f"{name}_bucket" and "query" in key and "ok" in key
    ]
    assert buckets == sorted(buckets)
    assert (len(buckets), buckets[-1]) == (14, 3)
    assert 0 < values[f"{name}_sum", "query", "ok"] < 30


async def test_how_things_stand(server: Server) -> None:
    await ask(server.anonymous, "{ __typename }")
    values = await scrape(server.anonymous)
    gauges = {key[1:]: value for key, value in values.items() if not key[0].endswith(("_bucket",))}
    assert values["rollcall_workers",] == 1
    assert values["rollcall_password_hashes", "running"] == 0
    assert values["rollcall_password_hashes", "waiting"] == 0
    assert gauges["readers", "busy"] == 0
    assert gauges["readers", "idle"] >= 1


async def test_a_failure_of_the_server(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise OSError("hush")

    monkeypatch.setattr("resolvers.authentication._default_project", fail)
    answer = await ask(server.anonymous, "{ __typename }")
    assert answer.status == 500
    values = await scrape(server.anonymous)
    assert count(values, "none", "failed") == 1
    assert values["rollcall_errors_total", "INTERNAL_SERVER_ERROR"] == 1


async def test_nothing_that_clients_choose_becomes_a_label(server: Server) -> None:
    for number in range(30):
        await ask(server.anonymous, f"query Name{number} {{ a{number}: __typename }}")
        await ask(server.anonymous, f"{{ nobody{number} }}")
    before = len(await scrape(server.anonymous))
    await sign_up(server.anonymous, email="ann@example.com")
    text = await server.anonymous.request("GET", "/metrics")
    assert len(read(text.body.decode())) == before
    assert re.search("Name1|nobody|ann@", text.body.decode()) is None


async def test_as_prometheus_expects_it(server: Server) -> None:
    answer = await server.anonymous.request("GET", "/metrics")
    headers = own_headers(answer)
    assert headers["content-type"].startswith("text/plain; version=")
    assert headers["cache-control"] == "no-store"
    accept = {"accept": "application/openmetrics-text;version=1.0.0"}
    newer = await server.anonymous.request("GET", "/metrics", headers=accept)
    assert newer.headers["content-type"].startswith("application/openmetrics-text;")
    assert newer.body.endswith(b"# EOF\n")
    assert (await server.anonymous.request("POST", "/metrics")).status == 405


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "2001:db8::1", "testclient", ""])
async def test_other_machines_may_not_read(server: Server, address: str) -> None:
    for credentials in (Client(server.app, {}, address), Client(server.app, {}, address)):
        answer = await credentials.with_key(server.secret_key).request("GET", "/metrics")
        assert (answer.status, answer.json) == (403, REFUSED)


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "via"])
async def test_a_proxy_that_is_not_named_makes_nobody_local(server: Server, header: str) -> None:
    headers = {header: "127.0.0.1"}
    answer = await server.anonymous.request("GET", "/metrics", headers=headers)
    assert (answer.status, answer.json) == (403, REFUSED)


async def test_who_may_read_is_a_setting(sqlite_url: str) -> None:
    changes: dict[str, Any] = {"metrics_networks": "10.1.0.0/16", "trusted_proxies": "127.0.0.1"}
    async with running(sqlite_url, **changes) as server:
        near = Client(server.app, {}, "10.1.2.3")
        assert await scrape(near)
        assert (await server.anonymous.request("GET", "/metrics")).status == 403
        assert await scrape(server.anonymous, x_forwarded_for="10.1.9.9")
        forged = {"x-forwarded-for": "10.1.9.9, 192.0.2.7"}
        answer = await server.anonymous.request("GET", "/metrics", headers=forged)
        assert answer.status == 403


def test_whichever_worker_is_asked_tells_of_all(tmp_path: Path) -> None:
    with serving(tmp_path, WORKERS="2") as server:
        server.await_events("server_started", 2)
        for _ in range(40):
            server.post("{ me { id } }")
        give_up = time.monotonic() + 30
        while True:
            found = [_scrape(server.port) for _ in range(6)]
            told = {values["rollcall_errors_total", "UNAUTHENTICATED"] for values in found}
            if told == {40} and {values["rollcall_workers",] for values in found} == {2}:
                break
            assert time.monotonic() < give_up, told
            time.sleep(0.2)


def _scrape(port: int) -> Values:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    connection.close()
    return {("rollcall_errors_total", "UNAUTHENTICATED"): 0, **read(text)}


def test_counts_add_up_and_survive_being_written_down() -> None:
    one = Counts({"query ok": [1, 0, 0.5]}, {"FORBIDDEN": 1}, {"rollcall_workers": 1})
    two = Counts({"query ok": [1, 2, 0.25]}, {"FORBIDDEN": 2, "OTHER": 1}, {})
    total = merged([from_json(one.as_json()), from_json(two.as_json())])
    assert total == Counts(
        {"query ok": [2, 2, 0.75]}, {"FORBIDDEN": 3, "OTHER": 1}, {"rollcall_workers": 1}
    )
