"""What nobody foresaw: the client learns an ID and nothing else, the log has the traceback."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from core.logs import configure
from tests.accounts import PASSWORD, sign_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
MASKED = "Something went wrong on the server. The log has the details under this error's ID."
GIVEN = f'{{email: "{EMAIL}", password: "{PASSWORD}"}}'
LOGIN = f"mutation {{ login(input: {GIVEN}) {{ errors {{ code }} }} }}"
OPERATIONS = {
    "me": "{ me { referrals { totalCount } } }",
    "users": "{ users { totalCount } }",
    "login": LOGIN,
    "signup": LOGIN.replace("login", "signup"),
    "updateProfile": 'mutation { updateProfile(input: {city: "Rome"}) { errors { code } } }',
    "changePassword": (
        f'mutation {{ changePassword(input: {{currentPassword: "{PASSWORD}",'
        ' newPassword: "battery staple 2"}) { errors { code } } }'
    ),
}


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """Log to standard error, as a server does, and give what has been written."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    configure("text")
    yield capsys
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


async def broken(server: Server) -> Client:
    """Give a signed-in administrator of a server whose tables then lose what they need."""
    _, token = await sign_up(server.admin, email=EMAIL)
    client = server.admin.with_token(token)
    for table in ("users", "refresh_tokens"):
        await server.database.connection.execute_script(
            f"ALTER TABLE {table} RENAME TO gone_{table}"
        )
    return client


@pytest.mark.parametrize("name", OPERATIONS)
async def test_details_stand_in_the_log_only(
    server: Server, log: pytest.CaptureFixture[str], name: str
) -> None:
    client = await broken(server)
    if name in {"users", "login", "signup"}:
        client = server.admin
    log.readouterr()
    answer: Any = await client.execute(OPERATIONS[name])
    (error,) = answer.pop("errors")
    extensions = error.pop("extensions")
    error.pop("locations", None)
    assert extensions.pop("code") == "INTERNAL_SERVER_ERROR"
    error_id = extensions.pop("errorId")
    assert extensions == {}
    written = log.readouterr().err
    assert error_id in written
    assert "Traceback" in written
    assert "users" in written.rpartition("Traceback")[2]
    assert PASSWORD not in written
    if "data" in answer:
        assert (answer, error) == ({"data": {name: None}}, {"message": MASKED, "path": [name]})
    else:
        assert (answer, error) == ({}, {"message": MASKED})
