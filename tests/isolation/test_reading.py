"""Whatever is asked here with names of there gets the answer for names of nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tortoise import Tortoise

from models.base import InProject
from tests.execution.operations import Operation, operations
from tests.isolation.world import ANY_PLACE, CURSORS, MARK, PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.isolation.world import World

pytestmark = pytest.mark.anyio

NOT_OF_PROJECTS = {
    "Project": "compared by its key",
    "LoginFailures": "has a hash as its key",
    "RefreshToken": "belongs to a session",
    "StoredObject": "belongs to a file",
    "SigningKey": "is the server's",
    "Task": "is the server's",
}
"""Models whose rows are of no project, and why; `World.rows` reads those that matter."""
POOLS = {
    "ID": [*PLACES, "garbage"],
    "id": PLACES,
    "after": CURSORS,
    "before": CURSORS,
    "first": [2, 100],
}
CALLERS = ["secret", "admin", "member", "member by key", "admin by key", "anonymous"]
OFTEN = ["secret", "secret", "admin", "member"]


@dataclass
class Tally:
    """How many operations named something, and how many of those were answered without errors."""

    drawn: int = 0
    named: int = 0
    answered: int = 0


@pytest.fixture(scope="module")
def tally(world: World) -> Iterator[Tally]:  # noqa: ARG001 -- one for each database
    """Count, and find at the end that the comparison has proved something."""
    counted = Tally()
    yield counted
    assert counted.named >= counted.drawn * 0.25, counted
    assert counted.answered >= counted.named * 0.2, counted


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(operation=operations(POOLS), caller=st.sampled_from(OFTEN + CALLERS))
async def test_names_of_there_are_names_of_nothing(
    world: World, tally: Tally, operation: Operation, caller: str
) -> None:
    foreign, unknown = await world.answers(
        world.callers[caller], operation.text, operation.variables
    )
    assert foreign == unknown
    assert MARK not in foreign
    assert "INTERNAL_SERVER_ERROR" not in foreign
    tally.drawn += 1
    if ANY_PLACE.search(f"{operation.text}{operation.variables}"):
        tally.named += 1
        tally.answered += '"errors"' not in foreign


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    operation=operations(POOLS | {"id": [*PLACES, ""]}),
    caller=st.sampled_from(
        [
            "their member, our key",
            "their admin, our key",
            "our admin, their key",
            "our personal key, their key",
            "their personal key, our key",
        ]
    ),
)
async def test_credentials_of_both_projects_read_nothing_of_either(
    world: World, operation: Operation, caller: str
) -> None:
    foreign, unknown = await world.answers(world.mixed[caller], operation.text, operation.variables)
    assert foreign == unknown
    for user in (*world.here.users, *world.there.users):
        assert user["id"] not in foreign
        assert user["name"] not in foreign


async def test_the_world_has_something_of_each_kind(world: World) -> None:
    rows = await world.rows(world.there)
    assert [name for name, found in rows.items() if not found] == []
    node = "query ($id: ID!) { node(id: $id) { id } }"
    for place in PLACES:
        value = {"id": world.foreign[place]}
        assert await world.there.secret.data(node, value) == {"node": value}
        assert await world.here.secret.data(node, value) == {"node": None}


def test_of_every_table_it_is_known_whose_its_rows_are(world: World) -> None:
    world.server.database.activate()
    models = Tortoise.apps["rollcall"]
    others = {name for name, model in models.items() if not issubclass(model, InProject)}
    assert others == NOT_OF_PROJECTS.keys()
