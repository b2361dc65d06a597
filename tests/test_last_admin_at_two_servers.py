"""Administrators who remove one another at the same moment, at two servers on one database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from tests.processes import SECRET, serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.processes import Process

pytestmark = pytest.mark.anyio

CREATE = """mutation ($email: String!) {
  createUser(input: {email: $email, password: "correct horse 1", role: "admin"}) { user { id } }
}"""
LOGIN = """mutation ($email: String!) {
  login(input: {email: $email, password: "correct horse 1"}) { tokens { accessToken } }
}"""
DEMOTE = """mutation ($id: ID!) {
  updateUser(input: {id: $id, role: "user"}) { user { id } errors { code } }
}"""
DEACTIVATE = """mutation ($id: ID!) {
  updateUser(input: {id: $id, isActive: false}) { user { id } errors { code } }
}"""
DELETE = "mutation ($id: ID!) { deleteUsers(input: {ids: [$id]}) { deletedIds errors { code } } }"
WAYS = (DEMOTE, DEACTIVATE, DELETE)
ADMINS = """{
  users(filter: {role: {eq: "admin"}, isActive: {eq: true}}) { totalCount }
}"""
COUNT = 6


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Run the test on each database; give the settings for an empty one."""
    if request.param == "sqlite":
        return {"DATABASE_URL": f"sqlite://{tmp_path}/var/rollcall.db", "SECRET": SECRET}
    return {"DATABASE_URL": request.getfixturevalue("postgres_url"), "SECRET": SECRET}


def administrator(server: Process, key: str, number: int) -> tuple[str, str]:
    """Make an administrator; give the ID and an access token."""
    email = f"admin{number}@example.com"
    made = server.post(CREATE, key, email=email)["data"]["createUser"]
    signed_in = server.post(LOGIN, email=email)["data"]["login"]
    return made["user"]["id"], signed_in["tokens"]["accessToken"]


async def test_one_stays_however_many_remove_one_another(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    with serving(tmp_path, **settings) as one, serving(tmp_path, **settings) as other:
        _, key = one.keys
        admins = [administrator(one, key, number) for number in range(COUNT)]

        def remove(attempt: tuple[int, int]) -> Any:
            by, of = attempt
            server, way = (one, other)[(by + of) % 2], WAYS[(by * COUNT + of) % 3]
            return server.post(way, bearer=admins[by][1], id=admins[of][0])

        attempts = list(product(range(COUNT), range(COUNT)))
        with ThreadPoolExecutor(12) as threads:
            answers = list(threads.map(remove, attempts))
        assert one.post(ADMINS, key) == {"data": {"users": {"totalCount": 1}}}
        assert "INTERNAL_SERVER_ERROR" not in repr(answers)
