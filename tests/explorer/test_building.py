"""What npm builds of the explorer's sources."""

from __future__ import annotations

import re
import subprocess

import pytest

from schema.http.explorer import FOLDER, MEDIA_TYPES, NONCE, PATH
from tests import node
from tests.processes import ROOT

pytestmark = pytest.mark.node("explorer")


def test_the_sources_have_no_type_errors() -> None:
    ended = node.run("explorer", "node_modules/typescript/bin/tsc")
    assert (ended.stdout, ended.stderr, ended.returncode) == ("", "", 0)


def test_the_page_names_only_files_that_were_built() -> None:
    page = (FOLDER / "index.html").read_text("utf-8")
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(named) >= 3
    for address in named:
        assert address.startswith(f".{PATH}/")
        assert (FOLDER / address).is_file()


def test_every_script_and_style_of_the_page_waits_for_its_nonce() -> None:
    page = (FOLDER / "index.html").read_text("utf-8")
    for element in re.findall(r"<(?:script|link rel=\"(?:modulepreload|stylesheet)\")[^>]*>", page):
        assert f'nonce="{NONCE}"' in element
    assert "<style" not in page


def test_every_file_has_a_known_type_and_a_packed_twin() -> None:
    files = [path for path in (FOLDER / PATH[1:]).iterdir() if path.suffix != ".gz"]
    assert {path.suffix for path in files} <= set(MEDIA_TYPES)
    assert [path.name for path in files if not path.with_name(f"{path.name}.gz").is_file()] == []


def test_a_second_build_has_nothing_to_do() -> None:
    built = (FOLDER / "index.html").stat().st_mtime_ns
    command = ["make", "--no-print-directory", "explorer", "NPM=false"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("", "")
    assert (FOLDER / "index.html").stat().st_mtime_ns == built
