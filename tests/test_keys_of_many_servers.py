"""Keys at several servers of one database: made at one, known to all, also after a kill."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

import pytest

from tests.processes import SECRET, serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.processes import Process

pytestmark = pytest.mark.anyio

CREATE = """mutation {
  createApiKey(input: {name: "second", kind: SECRET}) { secret apiKey { id } errors { code } }
}"""
REVOKE = "mutation($id: ID!) { revokeApiKey(input: {id: $id}) { errors { code } } }"
NAMES = "{ project { apiKeys { name } } }"


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Run the test on each database; give the settings for an empty one."""
    if request.param == "sqlite":
        return {"DATABASE_URL": f"sqlite://{tmp_path}/var/rollcall.db", "SECRET": SECRET}
    return {"DATABASE_URL": request.getfixturevalue("postgres_url"), "SECRET": SECRET}


def payload(answer: Any, field: str) -> Any:
    """Give the payload of a mutation, which must have succeeded."""
    found = answer["data"][field]
    assert found["errors"] == []
    return found


def codes(server: Process, key: str) -> list[str]:
    """Give the codes with which a server refuses a key; none if it takes it."""
    answer = server.post(NAMES, key)
    return [error["extensions"]["code"] for error in answer.get("errors", ())]


async def test_a_key_that_was_told_survives_a_kill_and_so_does_its_end(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    with serving(tmp_path, **settings) as one, serving(tmp_path, **settings) as other:
        (first,) = [key for key in one.keys if key.startswith("rk_sec_")]
        made = payload(one.post(CREATE, first), "createApiKey")
        one.stop(signal.SIGKILL)
        assert codes(other, made["secret"]) == []
        with serving(tmp_path, **settings) as again:
            payload(other.post(REVOKE, first, id=made["apiKey"]["id"]), "revokeApiKey")
            other.stop(signal.SIGKILL)
            assert codes(again, made["secret"]) == ["UNAUTHENTICATED"]
            names = again.post(NAMES, first)["data"]["project"]["apiKeys"]
            assert names == [{"name": "secret"}, {"name": "publishable"}]
