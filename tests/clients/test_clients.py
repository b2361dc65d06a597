"""The GraphQL clients that people use, each in programs of its own against one real server."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests import node
from tests.processes import Process, serving
from tests.tools.operations import story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "tests/clients"
PLACE = node.ROOT / FOLDER
GENERATED = PLACE / "trusted/__generated__"
PLAIN = ["apollo/client", "apollo/links", "apollo/uploads", "request/request", "urql/client"]
RENEWING = ["apollo/renewing", "urql/renewing"]
COMPILED = ["relay/client", "typed/accounts"]
LISTED = ["trusted/apollo", "trusted/generated", "trusted/relay"]
LIFETIME = 5
"""Seconds that access tokens live where clients are to see them run out."""
pytestmark = pytest.mark.node(FOLDER)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """Run a server for all programs."""
    with serving(tmp_path_factory.mktemp("clients")) as process:
        yield process


@pytest.fixture(scope="module")
def hasty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """Run a server whose access tokens run out soon; the API would make them live for a minute."""
    folder = tmp_path_factory.mktemp("hasty")
    with serving(folder) as process:
        with closing(sqlite3.connect(folder / "var/rollcall.db", isolation_level=None)) as database:
            database.execute("UPDATE projects SET access_token_lifetime = ?", [LIFETIME])
        yield process


def run_program(name: str, server: Process, *options: str) -> int:
    """Run a program, whose tests must all pass; give how many they are."""
    url = f"http://127.0.0.1:{server.port}/graphql"
    arguments = [*options, "--test-reporter=tap", f"{name}.test.js"]
    ended = node.run(FOLDER, *arguments, url, server.keys[1], str(LIFETIME))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    counted = dict(re.findall(r"^# (\w+) (\d+)$", ended.stdout, re.MULTILINE))
    assert counted["pass"] == counted["tests"]
    return int(counted["pass"])


def run_tool(folder: str, tool: str, *arguments: str) -> None:
    """Run a program of an npm package, which must succeed."""
    ended = node.run(folder, str(PLACE / "node_modules" / tool), *arguments)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("name", PLAIN)
def test_a_client_works(name: str, server: Process) -> None:
    assert run_program(name, server) >= 2


@pytest.mark.parametrize("name", RENEWING)
def test_a_client_renews_tokens_that_run_out(name: str, hasty_server: Process) -> None:
    assert run_program(name, hasty_server) >= 1


def test_relay_compiles_a_paginated_fragment_and_pages(server: Process) -> None:
    (PLACE / "relay/__generated__").mkdir(exist_ok=True)
    run_tool(f"{FOLDER}/relay", "relay-compiler/cli.js", "relay.config.json")
    assert run_program("relay/client", server, "--import", "./relay/compile.js") == 2


def test_types_are_generated_for_every_operation_and_are_strict(server: Process) -> None:
    run_tool(FOLDER, "@graphql-codegen/cli/esm/bin.js", "--config", "typed/codegen.js")
    generated = (PLACE / "typed/generated/graphql.ts").read_text("utf-8")
    names = {operation.field[0].upper() + operation.field[1:] for operation in story()}
    assert set(re.findall(r"^export const (\w+)Document = ", generated, re.MULTILINE)) == names
    run_tool(FOLDER, "typescript/bin/tsc", "--project", "typed")
    assert run_program("typed/accounts", server) == 2


def test_what_apollos_tool_lists_is_all_that_runs(tmp_path: Path) -> None:
    GENERATED.mkdir(exist_ok=True)
    tool = "@apollo/generate-persisted-query-manifest/cli.js"
    run_tool(f"{FOLDER}/trusted", tool, "--config", "persisted-query-manifest.config.json")
    with serving(tmp_path, TRUSTED_DOCUMENTS=str(GENERATED / "apollo.json")) as server:
        assert run_program("trusted/apollo", server) == 2


def test_what_the_code_generator_lists_is_all_that_runs(tmp_path: Path) -> None:
    run_tool(FOLDER, "@graphql-codegen/cli/esm/bin.js", "--config", "trusted/codegen.js")
    manifest = GENERATED / "persisted-documents.json"
    with serving(tmp_path, TRUSTED_DOCUMENTS=str(manifest)) as server:
        assert run_program("trusted/generated", server) == 2


def test_what_relays_compiler_lists_is_all_that_runs(tmp_path: Path) -> None:
    # The compiler lists only what it has not compiled before.
    shutil.rmtree(GENERATED / "relay", ignore_errors=True)
    (GENERATED / "relay").mkdir(parents=True)
    manifest = GENERATED / "relay.json"
    manifest.write_text("{}")
    run_tool(f"{FOLDER}/trusted", "relay-compiler/cli.js", "relay.config.json")
    with serving(tmp_path, TRUSTED_DOCUMENTS=str(manifest)) as server:
        assert run_program("trusted/relay", server) == 2


def test_schema_and_documents_keep_the_rules_of_graphql_eslint() -> None:
    options = ["--config", f"{FOLDER}/lint/eslint.config.js", "--max-warnings", "0"]
    run_tool(".", "eslint/bin/eslint.js", *options, "schema/schema.graphql", "docs/operations")


def test_no_program_is_left_out() -> None:
    found = {str(path.relative_to(PLACE)) for path in PLACE.glob("*/*.test.js")}
    assert found == {f"{name}.test.js" for name in [*PLAIN, *RENEWING, *COMPILED, *LISTED]}
