"""The audits of the npm package graphql-http: how well a server speaks GraphQL over HTTP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests import node
from tests.processes import serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOLDER = "tests/clients"
LEVELS = {"MUST": 13, "SHOULD": 23, "MAY": 25}
"""How many audits there are, so that none goes missing unnoticed."""
pytestmark = pytest.mark.node(FOLDER)


def test_every_audit_passes(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    with serving(tmp_path) as server:
        ended = node.run(FOLDER, "audits.js", f"http://127.0.0.1:{server.port}/graphql")
    assert ended.returncode == 0, ended.stderr
    audits: list[dict[str, Any]] = [json.loads(line) for line in ended.stdout.splitlines()]
    for audit in audits:
        record_property("print", f"{audit['status']:6} {audit['id']} {audit['name']}")
    levels = [audit["name"].split()[0] for audit in audits]
    assert {level: levels.count(level) for level in ("MUST", "SHOULD", "MAY")} == LEVELS
    assert [audit for audit in audits if audit["status"] != "ok"] == []
