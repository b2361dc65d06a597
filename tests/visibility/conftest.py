"""The users and callers of the tests on visibility, for all of a module, on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.directory.conftest import (
    module_postgres_url,
    module_sqlite_url,
    module_url,
    shared_server,
)
from tests.visibility.world import World, make_world

if TYPE_CHECKING:
    from tests.server import Server

__all__ = ["module_postgres_url", "module_sqlite_url", "module_url", "shared_server"]


@pytest.fixture(scope="module")
async def world(shared_server: Server) -> World:
    """Make users and callers."""
    return await make_world(shared_server)
