"""One refresh token used by many at the same moment, at two servers that share a database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from models.database import opened
from models.session import RefreshToken, Session
from tests.processes import SECRET, serving

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio

TOKENS = "session { id } tokens { accessToken refreshToken } errors { code }"
SIGNUP = f"""mutation {{
  signup(input: {{email: "ada@example.com", password: "correct horse 1"}}) {{ {TOKENS} }}
}}"""
REFRESH = f"""mutation($token: String!) {{
  refreshToken(input: {{refreshToken: $token}}) {{ {TOKENS} }}
}}"""
TIMES = 20


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Run the test on each database; give the settings for an empty one."""
    if request.param == "sqlite":
        return {"DATABASE_URL": f"sqlite://{tmp_path}/var/rollcall.db", "SECRET": SECRET}
    return {"DATABASE_URL": request.getfixturevalue("postgres_url"), "SECRET": SECRET}


async def test_nobody_is_lost_and_there_is_one_family(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    with serving(tmp_path, **settings) as one, serving(tmp_path, **settings) as other:
        signed_up = one.post(SIGNUP)["data"]["signup"]
        token = signed_up["tokens"]["refreshToken"]

        def refresh(number: int, token: str = token) -> Any:
            answer = (one, other)[number % 2].post(REFRESH, token=token)
            assert "errors" not in answer, answer
            return answer["data"]["refreshToken"]

        with ThreadPoolExecutor(TIMES) as threads:
            renewed = list(threads.map(refresh, range(TIMES)))
            assert [payload["errors"] for payload in renewed] == [[]] * TIMES
            new = {payload["tokens"]["refreshToken"] for payload in renewed}
            assert len(new) == TIMES
            # Each of them goes on, at whichever server.
            again = list(threads.map(refresh, range(1, TIMES + 1), new))
    assert [payload["errors"] for payload in again] == [[]] * TIMES
    sessions = {payload["session"]["id"] for payload in [*renewed, *again]}
    assert sessions == {signed_up["session"]["id"]}
    async with opened(settings["DATABASE_URL"]) as database:
        database.activate()
        assert await Session.filter(revoked_at=None).count() == await Session.all().count() == 1
        assert await RefreshToken.all().count() == 1 + 2 * TIMES
        assert await RefreshToken.filter(used_at=None).count() == TIMES
