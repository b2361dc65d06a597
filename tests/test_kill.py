"""A server that is killed between the rotation of a refresh token and its answer."""

from __future__ import annotations

import signal
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

import pytest

from models.database import opened
from models.session import RefreshToken, Session
from tests import processes
from tests.processes import ROOT, SECRET, serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.processes import Process

pytestmark = pytest.mark.anyio

# The server as it is, but for one thing: it kills itself where it would answer a refresh.
PROGRAM = f"""
import os, signal, sys
sys.path.insert(0, {str(ROOT)!r})
import main
from commands import cli
from resolvers import refresh

async def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

refresh.signed_in = die
cli.main(cli.Programs(main.run_server, main.find_faults, main.print_sdl, lambda: False))
"""
TOKENS = "tokens { accessToken refreshToken } errors { code }"
SIGNUP = f"""mutation {{
  signup(input: {{email: "ada@example.com", password: "correct horse 1"}}) {{ {TOKENS} }}
}}"""
REFRESH = f"""mutation($token: String!) {{
  refreshToken(input: {{refreshToken: $token}}) {{ {TOKENS} }}
}}"""


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Run the test on each database; give the settings for an empty one."""
    if request.param == "sqlite":
        return {"DATABASE_URL": f"sqlite://{tmp_path}/var/rollcall.db", "SECRET": SECRET}
    return {"DATABASE_URL": request.getfixturevalue("postgres_url"), "SECRET": SECRET}


def refresh(server: Process, token: str) -> Any:
    """Refresh, which must succeed; give the new tokens."""
    payload = server.post(REFRESH, token=token)["data"]["refreshToken"]
    assert payload["errors"] == []
    return payload["tokens"]


async def stored(url: str) -> list[bool]:
    """Tell of each refresh token, the oldest first, whether it is used; all are of one session."""
    async with opened(url) as database:
        database.activate()
        assert await Session.all().count() == 1
        return [token.used_at is not None for token in await RefreshToken.all().order_by("id")]


async def test_the_retry_after_a_kill_works(
    tmp_path: Path, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "killed.py"
    program.write_text(PROGRAM)
    with serving(tmp_path, **settings) as healthy:
        with monkeypatch.context() as patched:
            patched.setattr(processes, "MAIN", program)
            with serving(tmp_path, **settings) as doomed:
                token = doomed.post(SIGNUP)["data"]["signup"]["tokens"]["refreshToken"]
                with pytest.raises((HTTPException, ConnectionError)):
                    refresh(doomed, token)
                assert doomed.process.wait(processes.START_SECONDS) == -signal.SIGKILL
        # The rotation is kept, although nobody was told the new token.
        assert await stored(settings["DATABASE_URL"]) == [True, False]
        renewed = refresh(healthy, token)
        assert renewed["refreshToken"] != token
        assert refresh(healthy, renewed["refreshToken"])["accessToken"]
        assert await stored(settings["DATABASE_URL"]) == [True, False, True, False]
