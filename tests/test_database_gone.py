"""The database goes for five seconds under load, and comes back to the same process."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from models.database import opened
from models.user import User
from tests.gate import Gate
from tests.processes import SECRET, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.processes import Process

pytestmark = pytest.mark.anyio

SIGNUP = """mutation($email: String!) {
  signup(input: {email: $email, password: "correct horse 1"}) {
    tokens { accessToken } errors { code }
  }
}"""
USERS = "{ users(first: 5) { nodes { email } } }"
GONE = 5
CALLERS = 8
MASKED = "Something went wrong on the server. The log has the details under this error's ID."


@dataclass
class Load:
    """Callers who ask and sign up without a pause; `served` and `failed` count since the start."""

    server: Process
    signed_up: list[str] = field(default_factory=list)
    served: int = 0
    failed: list[Any] = field(default_factory=list)
    is_over: bool = False

    async def call(self, number: int) -> None:
        """Ask and sign up in turns, until it is over."""
        attempt = 0
        while not self.is_over:
            attempt += 1
            email = f"caller{number}-{attempt}@example.com"
            answer = await asyncio.to_thread(self.server.post, SIGNUP, None, email=email)
            if self.is_served(answer):
                assert answer["data"]["signup"]["errors"] == []
                self.signed_up.append(email)
            key = self.server.keys[1]
            self.is_served(await asyncio.to_thread(self.server.post, USERS, key))

    def is_served(self, answer: Any) -> bool:
        """Count an answer; tell whether it is one without errors."""
        if "errors" in answer:
            self.failed.append(answer["errors"])
            return False
        self.served += 1
        return True

    async def until_served(self, count: int) -> None:
        """Wait until so many more were served."""
        wanted = self.served + count
        async with asyncio.timeout(30):
            # Callers in threads cannot set an event of ours.
            while self.served < wanted:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


@asynccontextmanager
async def _serving(folder: Path, url: str) -> AsyncIterator[Process]:
    """Start a server, and end it; the event loop is the gate's meanwhile."""
    context = serving(folder, DATABASE_URL=url, SECRET=SECRET)
    server = await asyncio.to_thread(context.__enter__)
    try:
        yield server
    finally:
        await asyncio.to_thread(context.__exit__, None, None, None)


async def test_a_database_that_is_gone_for_five_seconds(tmp_path: Path, postgres_url: str) -> None:
    gate = Gate(postgres_url)
    await gate.open()
    async with _serving(tmp_path, gate.url) as server:
        load = Load(server)
        callers = [asyncio.create_task(load.call(number)) for number in range(CALLERS)]
        await load.until_served(40)
        assert load.failed == []
        await gate.shut()
        await asyncio.sleep(GONE)
        while_gone = len(load.failed)
        await gate.open()
        await load.until_served(40)
        load.is_over = True
        await asyncio.gather(*callers)
        # Who asks now is served at once, by the process that was there before.
        assert "errors" not in await asyncio.to_thread(server.post, USERS, server.keys[1])
        assert server.process.poll() is None
    await gate.shut()
    assert while_gone > 0
    errors = [error for errors in load.failed for error in errors]
    assert {error["extensions"]["code"] for error in errors} == {"INTERNAL_SERVER_ERROR"}
    assert {error["message"] for error in errors} == {MASKED}
    async with opened(postgres_url) as database:
        database.activate()
        stored = set(await User.all().values_list("email", flat=True))
    assert set(load.signed_up) <= stored
