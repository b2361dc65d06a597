"""Locking an account for a while after too many wrong passwords in a row.

A name that nobody has is locked in the same way, so that a lock does not tell whether there is an
account. Passwords are checked before the lock is looked at a second time: of many guesses that
come together, no more are answered than of as many that come one after another.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil
from uuid import UUID

from core.errors import LockedError
from core.instants import now, to_micros
from core.text import fold
from models.database import Dialect, transaction
from models.login_failures import LoginFailures
from resolvers.audit import EventType, record
from resolvers.context import Context, as_uuid
from resolvers.directory.grammar import GRAMMARS
from resolvers.records import ProjectRecord

PURPOSE = "login failures"
FREE = 10
"""Failures in a row that lock; each later one locks again."""
LOCKS = (60, 120, 240, 480, 960, 1920, 3600)
"""Seconds of the first lock, the second, and so on; the last is that of all further ones."""
SECOND = 1_000_000
"""In microseconds, as instants are stored."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose failures are counted: the key of the row, and where an error says that they are.

    `user_id` is that of the account, for the audit log; None where a name has none.
    """

    project: ProjectRecord
    key: str
    path: tuple[str, ...] = ()
    user_id: UUID | None = None


def account(context: Context, project: ProjectRecord, user_id: UUID | str, *path: str) -> Subject:
    """Give the subject that an account is, by whichever of its names somebody logs in."""
    subject = _subject(context, project, f"account {user_id}", path)
    return replace(subject, user_id=as_uuid(user_id))


def nobody(context: Context, project: ProjectRecord, kind: str, name: str) -> Subject:
    """Give the subject that a name without an account is; `kind` tells what sort of name."""
    return _subject(context, project, f"{kind} {fold(name)}", ())


async def refuse_if_locked(context: Context, subject: Subject) -> None:
    """Do nothing unless the subject is locked.

    Raises:
        LockedError: it is.
    """
    bind = GRAMMARS[context.database.dialect].placeholder
    sql = f"SELECT locked_until FROM login_failures WHERE subject = {bind(1)}"
    rows = await context.database.fetch(sql, [subject.key])
    left = rows[0][0] - to_micros(now()) if rows else 0
    if left > 0:
        # By the clock of another machine the lock may be longer than any lock is.
        raise LockedError(min(ceil(left / SECOND), LOCKS[-1]), subject.path)


async def count_failure(context: Context, subject: Subject) -> None:
    """Count a wrong password, and keep the count whatever the caller is answered.

    Raises:
        LockedError: the subject was locked meanwhile; then the failure does not count, and its
            answer must not tell that the password was wrong.
    """
    values = [subject.key, str(subject.project.id), to_micros(now())]
    async with transaction():
        counted = await context.database.change(_COUNT[context.database.dialect], values)
        if counted and counted[0]["count"] >= FREE:
            data = {"failures": counted[0]["count"]}
            user = subject.user_id
            await record(context, EventType.LOCKED_OUT, user=user, actor=None, data=data)
    if not counted:
        await refuse_if_locked(context, subject)


async def end_failures(context: Context, subject: Subject) -> None:
    """End the row of failures, inside the transaction of the success that ends it.

    Raises:
        LockedError: the subject was locked meanwhile; then the success must not be one.
    """
    bind = GRAMMARS[context.database.dialect].placeholder
    sql = (
        f"DELETE FROM login_failures WHERE subject = {bind(1)} AND locked_until <= {bind(2)}"
        " RETURNING subject"
    )
    if not await context.database.change(sql, [subject.key, to_micros(now())]):
        await refuse_if_locked(context, subject)


async def lift(subjects: Iterable[Subject]) -> int:
    """End rows of failures, locked or not, inside the caller's transaction; count them."""
    keys = [subject.key for subject in subjects]
    return await LoginFailures.filter(subject__in=keys).delete()


def _subject(context: Context, project: ProjectRecord, name: str, path: tuple[str, ...]) -> Subject:
    # As ASCII, because a name that comes from outside may hold what is no text.
    whole = ascii(f"{project.id} {name}")
    return Subject(project, context.services.sealer.keyed_hash(PURPOSE, whole).hex(), path)


def _count_sql(dialect: Dialect) -> str:
    """Give the statement that counts, decides on a lock, and leaves a locked row alone: one."""
    subject, project, at = (GRAMMARS[dialect].placeholder(number) for number in (1, 2, 3))
    locks = " ".join(
        f"WHEN login_failures.count = {before} THEN excluded.failed_at + {seconds * SECOND}"
        for before, seconds in enumerate(LOCKS, FREE - 1)
    )
    return (
        "INSERT INTO login_failures (subject, project_id, failed_at, count, locked_until)"
        f" VALUES ({subject}, {project}, {at}, 1, 0)"
        " ON CONFLICT (subject) DO UPDATE SET"
        " count = login_failures.count + 1, failed_at = excluded.failed_at,"
        f" locked_until = CASE WHEN login_failures.count < {FREE - 1} THEN 0"
        f" {locks} ELSE excluded.failed_at + {LOCKS[-1] * SECOND} END"
        " WHERE login_failures.locked_until <= excluded.failed_at RETURNING count"
    )


_COUNT = {dialect: _count_sql(dialect) for dialect in Dialect}
