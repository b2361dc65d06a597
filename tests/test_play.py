"""The play of four scenes at two servers on PostgreSQL and Redis ends as it should."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.play import play

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio

SCENES = """\
Two tabs
tab 1  refreshes with the same token at server 1: new tokens
tab 1  asks for me at server 2: tabs@example.com
tab 2  refreshes with the same token at server 2: new tokens
tab 2  asks for me at server 1: tabs@example.com

A stolen token
thief  refreshes with the stolen token at server 2: new tokens
thief  asks for me: robbed@example.com
owner  refreshes with the same token 11 seconds later: INVALID_TOKEN
thief  asks for me: UNAUTHENTICATED
thief  refreshes: INVALID_TOKEN
admin  counts TOKEN_REUSED in the audit log: 1
owner  logs in: new tokens

Brute force through aliases
thief  guesses by 30 aliases at server 1: 10 x INVALID_CREDENTIALS
thief  guesses by 30 aliases at server 1: 10 x ACCOUNT_LOCKED
thief  guesses by 30 aliases at server 1: 10 x RATE_LIMITED
thief  guesses right at server 2: RATE_LIMITED
owner  logs in from elsewhere with the right password: ACCOUNT_LOCKED

A change of password
phone  asks for me at server 2: changed@example.com
laptop changes the password at server 1: done
phone  asks for me at server 2: UNAUTHENTICATED
phone  refreshes: INVALID_TOKEN
laptop asks for me at server 2: changed@example.com
phone  logs in with the old password: INVALID_CREDENTIALS
phone  logs in with the new password: new tokens
"""


async def test_what_everybody_is_answered(postgres_url: str, tmp_path: Path) -> None:
    lines = await asyncio.to_thread(play, tmp_path, postgres_url)
    assert "\n".join(lines) == SCENES
