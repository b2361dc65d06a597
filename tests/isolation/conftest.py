"""Two projects on one server, the same for all tests of a module, on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.directory.conftest import (
    module_postgres_url,
    module_sqlite_url,
    module_url,
    shared_server,
)
from tests.isolation.world import World, make_world

if TYPE_CHECKING:
    from tests.server import Server

__all__ = ["module_postgres_url", "module_sqlite_url", "module_url", "shared_server"]


@pytest.fixture(scope="module")
async def world(shared_server: Server) -> World:
    """Fill two projects alike."""
    return await make_world(shared_server)
