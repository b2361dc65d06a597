"""SQLite, PostgreSQL and the reference agree on every list of users, row for row and in order.

A run tries 500 populations with three questions to each, `.ci/run` 2,000. For more, e.g. 20,000:
`AGREEMENT_EXAMPLES=20000 .venv/bin/python -m pytest -q tests/directory/test_agreement.py`.
"""

from __future__ import annotations

import os
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.ids import Prefix, encode, new_id
from core.sealing import Sealer
from models.database import Database, opened, transaction
from resolvers.directory.reader import Reader
from tests.directory.people import listing, make_project, shown, store
from tests.directory.reference import Person, matches, micros, ordered
from tests.directory.strategies import (
    DATES,
    TEXT_FIELDS,
    Question,
    populations,
    questions,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from uuid import UUID

pytestmark = pytest.mark.anyio

QUESTIONS = 3
"""Questions put to each population."""
EXAMPLES = int(os.environ.get("AGREEMENT_EXAMPLES", "500"))
BOX = Sealer("a secret for tests, long enough for all purposes").for_purpose("cursors")


class Enough(Exception):  # noqa: N818 -- it is no error
    """Rolls a transaction back."""


@dataclass
class Side:
    """A database with an empty project, beside another project that is not."""

    database: Database
    project_id: UUID

    @asynccontextmanager
    async def inhabited(self, people: Sequence[Person]) -> AsyncIterator[Reader]:
        """Have people in the project for a while."""
        self.database.activate()
        with suppress(Enough):
            async with transaction():
                await store(self.database, self.project_id, people)
                yield Reader(self.database, str(self.project_id), BOX)
                raise Enough


@pytest.fixture(scope="module")
async def sides(module_sqlite_url: str, module_postgres_url: str) -> AsyncIterator[list[Side]]:
    """Open both databases; in each, strangers live in another project."""
    async with AsyncExitStack() as stack:
        found = []
        for url in (module_sqlite_url, module_postgres_url):
            database = await stack.enter_async_context(opened(url))
            project_id = await make_project("agreement")
            elsewhere = await make_project("elsewhere")
            await store(database, elsewhere, strangers())
            found.append(Side(database, project_id))
        yield found


def strangers() -> list[Person]:
    """Give users of another project, who hold values that filters ask for."""
    new = [encode(Prefix.USER, new_id()) for _ in range(2)]
    profile = {**dict.fromkeys(TEXT_FIELDS, "a"), "isEmailVerified": True, "isActive": True}
    dates = dict.fromkeys(("lastLoginAt", "createdAt", "updatedAt"), micros(DATES[0]))
    first = Person({**profile, **dates, "id": new[0]}, {"age": 30, "a": ["a"]})
    names = {"id": new[1], "email": "b", "username": "b"}
    return [first, Person({**profile, **dates, **names}, {"age": "a"}, first)]


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(people=populations(), asked=st.lists(questions, min_size=QUESTIONS, max_size=QUESTIONS))
async def test_both_databases_answer_as_the_reference_does(
    sides: list[Side], people: list[Person], asked: list[Question]
) -> None:
    for side in sides:
        async with side.inhabited(people) as reader:
            for question in asked:
                await check(reader, people, question)


async def check(reader: Reader, people: list[Person], question: Question) -> None:
    """Compare what a database answers to one question with what the reference does."""
    everyone = ordered(people, question.order_by)
    whole = [one.values["id"] for one in everyone if matches(question.filter, one)]
    others = [one.values["id"] for one in everyone if not matches(question.filter, one)]

    page = await reader.page(listing(question.filter, question.order_by))
    assert shown(page) == (whole, False, False)
    part = listing(
        question.filter, question.order_by, **question.slice.arguments(whole, page.cursor)
    )
    assert shown(await reader.page(part)) == question.slice.of(whole)
    assert await reader.count(part.condition) == len(whole)
    complement = await reader.page(listing({"not": question.filter}, question.order_by))
    assert shown(complement) == (others, False, False)
