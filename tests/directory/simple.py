"""Users of whom little matters, and the statements that a request needs."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from core.ids import Prefix, encode, new_id
from models.database import Database
from tests.directory.reference import Person, micros
from tests.directory.strategies import TEXT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pytest


def simple(name: str, /, referrer: Person | None = None, **values: Any) -> Person:
    """Make a user with an address of this name; `data` and other values can be given."""
    data = values.pop("data", {})
    known = dict.fromkeys(("createdAt", "updatedAt"), micros("2026-11-20T09:30:00Z"))
    profile = {
        **dict.fromkeys(TEXT_FIELDS),
        "id": encode(Prefix.USER, new_id()),
        "email": f"{name}@example.com",
        "role": "user",
        "isEmailVerified": False,
        "isActive": True,
        "lastLoginAt": None,
    }
    return Person({**profile, **known, **values}, data, referrer)


@contextmanager
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Note the statements that fetch rows, on every database that is open."""
    noted: list[str] = []
    fetch = Database.fetch

    async def noting(self: Database, sql: str, values: Sequence[Any] = ()) -> Any:
        noted.append(sql)
        return await fetch(self, sql, values)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "fetch", noting)
        yield noted
