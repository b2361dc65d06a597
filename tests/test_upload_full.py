"""A server that can write no more than some mebibytes into a file, as where a disk is full."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

import orjson

from tests import processes
from tests.accounts import fault
from tests.processes import ROOT, serving
from tests.schema.mutations.test_files import TROUBLE
from tests.uploads import FORM, PDF, PREFLIGHT, SIGNUP, Sent, filled

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.processes import Process

MIB = 1024 * 1024
# The server as it is, but for a limit of the system on the size of its files.
PROGRAM = f"""
import resource, sys
sys.path.insert(0, {str(ROOT)!r})
resource.setrlimit(resource.RLIMIT_FSIZE, (8 * {MIB}, 8 * {MIB}))
import main
from commands import cli
cli.main(cli.Programs(main.run_server, main.find_faults, main.print_sdl, lambda: False))
"""


def sign_up(server: Process, name: str, size: int) -> Any:
    """Sign up with a file of this size; give the payload."""
    values = {"email": f"{name}@example.com", "password": "correct horse 1"}
    form = filled(SIGNUP, values, {"resume": Sent(PDF + b"a" * (size - len(PDF)))})
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", "/graphql", form, FORM | PREFLIGHT)
    answer = orjson.loads(connection.getresponse().read())
    connection.close()
    return answer["data"]["signup"]


def test_a_disk_that_is_full_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "limited.py"
    program.write_text(PROGRAM)
    monkeypatch.setattr(processes, "MAIN", program)
    full = fault("INVALID", TROUBLE, "input", "files", "0", "file")
    with serving(tmp_path) as server:
        for _ in range(2):
            refused = sign_up(server, "ada", 12 * MIB)
            assert (refused["user"], refused["errors"]) == (None, [full])
        assert [path for path in (tmp_path / "var/files").rglob("*") if path.is_file()] == []
        taken = sign_up(server, "ada", 4 * MIB)
        assert taken["errors"] == []
        assert taken["user"]["files"][0]["size"] == 4 * MIB
    assert len([path for path in (tmp_path / "var/files").rglob("*") if path.is_file()]) == 1
