"""`referral_count` stays exact, and referrers within the project, whatever happens at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from models.database import Database, Dialect, opened, transaction
from tests.directory.people import key_of, make_project, store
from tests.directory.simple import simple

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from uuid import UUID

    from tests.directory.reference import Person

pytestmark = pytest.mark.anyio

ROUNDS = 20


class Project:
    """A project whose referrers change."""

    def __init__(self, database: Database, project_id: UUID) -> None:
        self.database = database
        self.project_id = project_id

    async def add(self, *people: Person) -> None:
        """Add users, in one transaction."""
        self.database.activate()
        async with transaction():
            await store(self.database, self.project_id, people)

    async def run(self, sql: str) -> None:
        """Change users, in one transaction."""
        self.database.activate()
        async with transaction():
            await self.database.connection.execute_query(sql)

    async def refer(self, person: Person, referrer: Person | None) -> None:
        """Change a referrer."""
        key = f"'{key_of(referrer)}'" if referrer else "NULL"
        await self.run(f"UPDATE users SET referred_by_id = {key} WHERE id = '{key_of(person)}'")

    async def remove(self, person: Person) -> None:
        """Delete a user."""
        await self.run(f"DELETE FROM users WHERE id = '{key_of(person)}'")

    async def counts(self) -> dict[str, int]:
        """Give the count of every user, after looking that it is the number of referrals."""
        rows = await self.database.fetch(
            "SELECT u.id, u.referral_count, (SELECT count(*) FROM users r"
            " WHERE r.referred_by_id = u.id) FROM users u"
        )
        for key, count, referrals in rows:
            assert count == referrals, key
        return {str(key): count for key, count, _ in rows}


@pytest.fixture
async def project(database_url: str) -> AsyncIterator[Project]:
    """Open each database with an empty project."""
    async with opened(database_url) as database:
        yield Project(database, await make_project("counts"))


async def test_counts_follow_sign_ups_at_once(project: Project) -> None:
    one, other = simple("one"), simple("other")
    await project.add(one, other)
    joining = [simple(f"user{n}", one if n % 4 else other) for n in range(ROUNDS)]
    await asyncio.gather(*(project.add(person) for person in joining))
    found = await project.counts()
    assert (found[key_of(one)], found[key_of(other)]) == (15, 5)


async def test_counts_follow_deletions_at_once(project: Project) -> None:
    one = simple("one")
    people = [simple(f"user{n}", one) for n in range(ROUNDS)]
    await project.add(one, *people)
    await asyncio.gather(*(project.remove(person) for person in people[:15]))
    assert (await project.counts())[key_of(one)] == 5


async def test_counts_follow_changes_of_referrer_at_once(project: Project) -> None:
    one, other = simple("one"), simple("other")
    people = [simple(f"user{n}", one if n % 2 else other) for n in range(ROUNDS)]
    await project.add(one, other, *people)
    changes = [project.refer(p, other if n % 2 else one) for n, p in enumerate(people)]
    await asyncio.gather(*changes, project.add(simple("late", one)), project.remove(people[0]))
    found = await project.counts()
    assert (found[key_of(one)], found[key_of(other)]) == (10, 10)


async def test_two_users_swap_referrers_at_once_without_locking_each_other_out(
    project: Project,
) -> None:
    one, other = simple("one"), simple("other")
    left, right = simple("left", one), simple("right", other)
    await project.add(one, other, left, right)
    for n in range(ROUNDS):
        new = (one, other) if n % 2 else (other, one)
        await asyncio.gather(project.refer(left, new[0]), project.refer(right, new[1]))
        found = await project.counts()
        assert (found[key_of(one)], found[key_of(other)]) == (1, 1)


async def test_users_become_each_others_referrers_at_once_or_one_is_refused(
    project: Project,
) -> None:
    left, right = simple("left"), simple("right")
    await project.add(left, right)
    outcomes = await asyncio.gather(
        project.refer(left, right), project.refer(right, left), return_exceptions=True
    )
    # PostgreSQL may end one of two changes that wait for each other: it is as if never made.
    failed = [outcome for outcome in outcomes if outcome is not None]
    assert len(failed) <= (project.database.dialect is Dialect.POSTGRES)
    assert all(isinstance(one, OperationalError) for one in failed)
    found = await project.counts()
    assert sum(found.values()) == 2 - len(failed)


async def test_a_referrer_who_goes_leaves_referrals_without_one(project: Project) -> None:
    one = simple("one")
    two = simple("two", one)
    three = simple("three", two)
    await project.add(one, two, three)
    await project.remove(two)
    assert await project.counts() == {key_of(one): 0, key_of(three): 0}
    rows = await project.database.fetch("SELECT id FROM users WHERE referred_by_id IS NOT NULL")
    assert list(rows) == []


async def test_counts_stay_where_a_transaction_is_rolled_back(project: Project) -> None:
    one, two = simple("one"), simple("two")
    await project.add(one, two)
    again = simple("three", one, id=two.values["id"])
    with pytest.raises(IntegrityError):
        await project.add(simple("four", two), again)
    assert await project.counts() == {key_of(one): 0, key_of(two): 0}


async def test_the_database_refuses_a_referrer_of_another_project(project: Project) -> None:
    stranger, own, friend = simple("stranger"), simple("own"), simple("friend")
    await project.add(own, friend, simple("third", friend))
    elsewhere = Project(project.database, await make_project("elsewhere"))
    await elsewhere.add(stranger)
    before = await project.counts()
    for attempt in (
        project.add(simple("new", stranger)),
        project.refer(own, stranger),
        project.refer(friend, stranger),
    ):
        with pytest.raises((IntegrityError, OperationalError)):
            await attempt
    assert await project.counts() == before
    assert before[key_of(stranger)] == 0
