"""What is to become of a batch of lines, in view of who is in the project by now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from core.ids import Prefix, decode, id_from
from core.instants import now, to_micros
from core.text import fold
from models.database import Database
from models.user import User, columns_of
from resolvers.project_lock import Roles, hold_roles_of
from resolvers.transfer.fields import columns, parse
from resolvers.transfer.ledger import Entry, Ledger

SHOWN = 60
"""Characters of a value that are told in a reason."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """A batch of lines: whom to add, how many are there already, what is wrong with the others."""

    users: list[User] = field(default_factory=list)
    skipped: list[Entry] = field(default_factory=list)
    faults: list[tuple[Entry, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Present:
    """Who is in the project of those that a batch is about; whoever it adds joins them.

    The addresses and the user names are folded.
    """

    emails: dict[str, UUID]
    usernames: set[str]
    ids: set[UUID]


async def sort(
    database: Database, project_id: UUID, entries: Sequence[Entry], rehearsal: Ledger | None
) -> Sorted:
    """Decide on each line, in the caller's transaction if one is open.

    In a rehearsal the ledger knows who else would be there by now.

    Raises:
        RequestError: the project is gone.
    """
    lines = [(entry, parse(entry.text)) for entry in entries]
    roles = await hold_roles_of(database, project_id)
    present = await _present(project_id, lines, rehearsal)
    result = Sorted()
    for entry, values in lines:
        if fold(values["email"]) in present.emails:
            result.skipped.append(entry)
            continue
        reasons = _reasons(roles, entry, values, present)
        if reasons:
            result.faults.append((entry, " ".join(reasons)))
        else:
            user = _new_user(project_id, roles, values, _referrer(entry, present))
            present.emails[user.email_folded] = user.id
            if user.username_folded is not None:
                present.usernames.add(user.username_folded)
            result.users.append(user)
    return result


async def relate(
    project_id: UUID, entries: Sequence[Entry], rehearsal: Ledger | None
) -> list[Entry]:
    """Give the users of loose lines their referrers, and return the lines that have none.

    Whoever has a referrer keeps that one. In a rehearsal nothing is changed.
    """
    lines = [(entry._replace(is_loose=False), parse(entry.text)) for entry in entries]
    present = await _present(project_id, lines, rehearsal)
    lost = []
    for entry, values in lines:
        referrer, key = _referrer(entry, present), present.emails.get(fold(values["email"]))
        if key is not None and referrer is None:
            lost.append(entry)
        elif key is not None and rehearsal is None:
            users = User.of(project_id).filter(id=key, referred_by_id=None)
            await users.update(referred_by_id=referrer)
    return lost


async def _present(
    project_id: UUID, lines: Sequence[tuple[Entry, Any]], rehearsal: Ledger | None
) -> _Present:
    everybody = User.of(project_id)
    by_email = everybody.filter(email_folded__in=_emails(lines))
    by_name = everybody.filter(username_folded__in=_usernames(lines))
    keys = {decode(Prefix.USER, entry.referrer or "") for entry, _ in lines} - {None}
    emails = dict(await by_email.values_list("email_folded", "id"))
    usernames = await by_name.values_list("username_folded", flat=True)
    ids: Any = await everybody.filter(id__in=keys).values_list("id", flat=True) if keys else []
    present = _Present(emails, {str(name) for name in usernames}, set(ids))
    if rehearsal is not None:
        present.emails.update(rehearsal.accepted("email", _emails(lines)))
        present.usernames.update(rehearsal.accepted("username", _usernames(lines)))
    return present


def _emails(lines: Sequence[tuple[Entry, Any]]) -> list[str]:
    """Name all addresses that matter to a batch: its own and those of referrers."""
    own = {fold(values["email"]) for _, values in lines}
    return sorted(own | {_referrer_email(entry) for entry, _ in lines if entry.referrer})


def _usernames(lines: Sequence[tuple[Entry, Any]]) -> list[str]:
    return sorted({fold(values["username"]) for _, values in lines if "username" in values})


def _referrer_email(entry: Entry) -> str:
    return entry.referrer_email or fold(entry.referrer or "")


def _referrer(entry: Entry, present: _Present) -> UUID | None:
    """Find who brought the user of a line; None where nobody is named, or nobody is there."""
    if entry.referrer is None or entry.is_loose:
        return None
    key = decode(Prefix.USER, entry.referrer)
    if entry.referrer_email is None and key in present.ids:
        return key
    return present.emails.get(_referrer_email(entry))


def _reasons(roles: Roles, entry: Entry, values: Any, present: _Present) -> list[str]:
    reasons = []
    role = values.get("role", roles.default)
    if role not in roles.all:
        reasons.append(f"role: The project has no role {role[:SHOWN]!r}; `updateProject` adds it.")
    if "username" in values and fold(values["username"]) in present.usernames:
        reasons.append("username: There is already an account with this user name.")
    is_referred = entry.referrer is not None and not entry.is_loose
    if is_referred and _referrer(entry, present) is None:
        shown = (entry.referrer or "")[:SHOWN]
        reasons.append(f"referredBy: There is no {shown!r}, neither here nor in the file.")
    return reasons


def _new_user(project_id: UUID, roles: Roles, values: Any, referrer: UUID | None) -> User:
    at = now()
    defaults = {
        "data": {},
        "preferences": {},
        "role": roles.default,
        "created_at": at,
        "updated_at": at,
    }
    given = columns_of({**defaults, **columns(values)})
    key = id_from(to_micros(given["created_at"]))
    return User(**given, id=key, project_id=project_id, referred_by_id=referrer)
