"""Referrers of imported users: anywhere in the file, in the project, in rings, or nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from resolvers.transfer import importing
from tests.accounts import sign_up
from tests.transfers import counted, directory, reasons, use, users, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Server

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _settings(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the command line to each database; batches are small, so that there are several."""
    use(database_url, monkeypatch)
    monkeypatch.setattr(importing, "BATCH", 3)


def email(name: object) -> str:
    return f"{name}@example.com"


def line(name: object, referrer: object = None, **more: Any) -> dict[str, Any]:
    """Make a line whose referrer is named by address."""
    brought = {} if referrer is None else {"referredBy": email(referrer)}
    return {"email": email(name), **brought, **more}


async def referrers(server: Server) -> dict[str, tuple[str | None, int]]:
    """Give who brought whom, and how many everybody has brought, by names."""
    return {
        address.partition("@")[0]: (
            None if user["referredBy"] is None else user["referredBy"]["email"].partition("@")[0],
            user["referralCount"],
        )
        for address, user in (await directory(server.admin)).items()
    }


async def test_referrers_that_come_later(server: Server, file: Path) -> None:
    chain = [line(number, number + 1) for number in range(10)]
    assert await counted(write(file, *chain, line(10))) == (11, 0, 0)
    expected: dict[str, tuple[str | None, int]] = {"0": ("1", 0), "10": (None, 1)}
    expected |= {str(number): (str(number + 1), 1) for number in range(1, 10)}
    assert await referrers(server) == expected


async def test_how_a_referrer_is_named(server: Server, file: Path) -> None:
    there, _ = await sign_up(server.anonymous, email="There@example.com")
    told = await reasons(
        file,
        line("a", "THERE"),
        {**line("b"), "referredBy": there["id"]},
        {**line("c"), "referredBy": "old-7"},
        {**line("d"), "referredBy": 8},
        {**line("e"), "referredBy": "user_01h455vb4pex5vsknk084sn02q"},
        line("f", id="old-7"),
        line("g", id=8),
        # What another line calls itself goes before what it could be here.
        {**line("h"), "id": there["id"]},
        {**line("i"), "referredBy": email("A")},
    )
    nobody = (
        "referredBy: There is no 'user_01h455vb4pex5vsknk084sn02q', neither here nor in the file."
    )
    assert told == {5: nobody}
    assert await referrers(server) == {
        "There": (None, 1),
        "a": ("There", 1),
        "b": ("h", 0),
        "c": ("f", 0),
        "d": ("g", 0),
        "f": (None, 1),
        "g": (None, 1),
        "h": (None, 1),
        "i": ("a", 0),
    }


async def test_an_id_of_the_project_names_a_referrer(server: Server, file: Path) -> None:
    there, _ = await sign_up(server.anonymous, email="there@example.com")
    assert await counted(write(file, {**line("a"), "referredBy": there["id"]})) == (1, 0, 0)
    assert await referrers(server) == {"there": (None, 1), "a": ("there", 0)}


async def test_whoever_names_a_rejected_one_is_rejected_too(server: Server, file: Path) -> None:
    told = await reasons(
        file,
        line("d", "c"),
        line("a", username="x y"),
        line("b", "a"),
        line("c", "b"),
        line("e"),
        line("f", "e"),
    )
    assert list(told) == [1, 2, 3, 4]
    assert told[3] == "referredBy: There is no 'a@example.com', neither here nor in the file."
    assert await referrers(server) == {"e": (None, 1), "f": ("e", 0)}


async def test_rings(server: Server, file: Path) -> None:
    ring = [line(number, (number + 1) % 7) for number in range(7)]
    pair = [line("a", "b"), line("b", "a")]
    tail = [line("x", "y"), line("y", 3), line("z")]
    assert await counted(write(file, *tail, *ring, *pair)) == (12, 0, 0)
    expected: dict[str, tuple[str | None, int]] = {
        str(number): (str((number + 1) % 7), 2 if number == 3 else 1) for number in range(7)
    }
    expected |= {"a": ("b", 1), "b": ("a", 1), "x": ("y", 0), "y": ("3", 1), "z": (None, 0)}
    assert await referrers(server) == expected
    assert await counted(file) == (0, 12, 0)
    assert await referrers(server) == expected


async def test_a_ring_of_which_one_cannot_go_in(server: Server, file: Path) -> None:
    await sign_up(server.anonymous, email=email("there"), username="taken")
    lines = (line("a", "b"), line("b", "c", username="Taken"), line("c", "a"), line("d", "a"))
    rehearsed = await users("import", write(file, *lines), "--dry-run")
    told = await reasons(file, *lines)
    assert rehearsed.stderr == "".join(f"Line {n}: {reason}\n" for n, reason in told.items())
    assert list(told) == [1, 2]
    assert told[1] == "referredBy: The user was imported, but the referrer could not be."
    assert told[2] == "username: There is already an account with this user name."
    assert await referrers(server) == {
        "there": (None, 0),
        "a": (None, 2),
        "c": ("a", 0),
        "d": ("a", 0),
    }


async def test_who_is_there_already_is_a_referrer_but_stays(server: Server, file: Path) -> None:
    await sign_up(server.anonymous, email=email("a"))
    assert await counted(write(file, line("a", "b"), line("b", "a"), line("c", "a"))) == (2, 1, 0)
    # A ring is closed where nobody stands in the place: an import that broke off goes on so.
    assert await referrers(server) == {"a": ("b", 2), "b": ("a", 1), "c": ("a", 0)}


async def test_who_is_there_already_keeps_the_referrer(server: Server, file: Path) -> None:
    await counted(write(file, line("a", "z"), line("z")))
    assert await counted(write(file, line("a", "b"), line("b", "a"))) == (1, 1, 0)
    assert await referrers(server) == {"a": ("z", 1), "b": ("a", 0), "z": (None, 1)}
