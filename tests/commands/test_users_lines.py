"""Lines of `users import`: what is no user is told with its reason, odd texts and sizes go in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.transfers import HASH, counted, directory, read, reasons, use, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Server

pytestmark = pytest.mark.anyio

EMAIL = "a@example.com"
NO_HASH = "This is no bcrypt hash: one begins with $2a$, $2b$ or $2y$ and has 60 characters."

NO_INSTANT = (
    "An instant must be an RFC 3339 date-time with an offset, such as 2026-11-20T09:30:00Z."
)


@pytest.fixture(autouse=True)
def _settings(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    use(database_url, monkeypatch)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"name": "A"}, "email: This is missing."),
        ({"email": None}, "email: This is missing."),
        ({"email": 5}, "email: This must be a string."),
        ({"email": "a"}, "email: This is no e-mail address: An email address must have an @-sign."),
        ({"email": EMAIL, "name": "x" * 201}, "name: At most 200 characters, but there are 201."),
        (
            {"email": EMAIL, "name": "\0"},
            "name: NUL characters and lone surrogates are not text.",
        ),
        ({"email": EMAIL, "username": ""}, "username: A user name has at least one character."),
        ({"email": EMAIL, "passwordHash": "secret"}, f"passwordHash: {NO_HASH}"),
        ({"email": EMAIL, "passwordHash": HASH[:-1]}, f"passwordHash: {NO_HASH}"),
        ({"email": EMAIL, "passwordHash": "$1$" + HASH[3:]}, f"passwordHash: {NO_HASH}"),
        (
            {"email": EMAIL, "passwordHash": HASH.replace("$04$", "$31$")},
            "passwordHash: The cost of a bcrypt hash is at most 16, but here it is 31.",
        ),
        ({"email": EMAIL, "data": []}, "data: This must be a JSON object."),
        (
            {"email": EMAIL, "data": {"a": "x" * 65_536}},
            "data: The document must not be larger than 64 KiB.",
        ),
        (
            {"email": EMAIL, "preferences": {str(n): n for n in range(201)}},
            "preferences: The document must not have more than 200 keys.",
        ),
        (
            {"email": EMAIL, "createdAt": "yesterday"},
            f"createdAt: {NO_INSTANT}",
        ),
        (
            {"email": EMAIL, "lastLoginAt": "2026-02-30T00:00:00Z"},
            "lastLoginAt: An instant must be a date and a time that exist.",
        ),
        (
            {"email": EMAIL, "role": "wizard"},
            "role: The project has no role 'wizard'; `updateProject` adds it.",
        ),
        (
            {"email": EMAIL, "referredBy": "b@example.com"},
            "referredBy: There is no 'b@example.com', neither here nor in the file.",
        ),
        (
            {"email": EMAIL, "referredBy": "A@Example.com"},
            "referredBy: Nobody is one's own referrer.",
        ),
        ({"email": EMAIL, "id": 3, "referredBy": "3"}, "referredBy: Nobody is one's own referrer."),
        (
            {"email": EMAIL, "id": True},
            "id: This must be a string of 1 to 254 characters, or a number.",
        ),
        ('{"email": "a@example.com"', "This is no JSON: unexpected end of data, character 26."),
        (
            '{"email": "a@example.com", "name": "\\ud800"}',
            "This is no JSON: no low surrogate in string, character 37.",
        ),
        ("[" * 5000, "This is no JSON: depth limit exceeded, character 1026."),
        ('"text"', "This is no JSON object."),
        (
            json.dumps({"email": EMAIL, **{f"{n}": 1 for n in range(1000)}}),
            " ".join(f"There is no field '{n}'." for n in range(5)),
        ),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_is_no_user(server: Server, file: Path, line: Any, reason: str) -> None:
    assert await reasons(file, line) == {1: reason}
    assert await directory(server.admin) == {}


async def test_duplicates_in_the_file(server: Server, file: Path) -> None:
    assert await reasons(
        file,
        {"email": "a@example.com", "id": 1},
        {"email": "A@EXAMPLE.COM"},
        {"email": "b@example.com", "id": "1"},
        {"email": "c@example.com", "username": "c"},
        {"email": "d@example.com", "username": "C"},
    ) == {
        2: "email: Line 1 has the same address.",
        3: "id: Line 1 has the same.",
        5: "username: There is already an account with this user name.",
    }
    assert sorted(await directory(server.admin)) == ["a@example.com", "c@example.com"]


async def test_a_faulty_line_leaves_its_address_to_another(server: Server, file: Path) -> None:
    first = {"email": "a@example.com", "isActive": 1}
    assert list(await reasons(file, first, {"email": "A@example.com"})) == [1]
    assert list(await directory(server.admin)) == ["A@example.com"]


async def test_texts_as_other_systems_write_them(server: Server, file: Path) -> None:
    a, b, c = (json.dumps({"email": f"{name}@example.com"}).encode() for name in "abc")
    lines = (b"\xef\xbb\xbf" + a + b"\r", b"\r", b" \t", b + b"  \r", c)
    assert await counted(write(file, *lines)) == (3, 0, 0)
    assert sorted(await directory(server.admin)) == [f"{name}@example.com" for name in "abc"]


async def test_an_empty_file(server: Server, file: Path) -> None:
    assert await counted(write(file)) == (0, 0, 0)
    assert await directory(server.admin) == {}


async def test_a_line_of_a_hundred_megabytes(server: Server, file: Path) -> None:
    with file.open("wb") as stream:
        stream.write(b'{"email": "a@example.com"}\n{"name": "')
        for _ in range(100):
            stream.write(b"x" * 1_000_000)
        stream.write(b'"}\n{"email": "b@example.com"}\n')
    assert await counted(file) == (2, 0, 1)
    (reject,) = read(file.with_name("users.jsonl.rejects.jsonl"))
    assert reject["reason"] == "A line has at most 1,048,576 bytes, but this one 100,000,013."
    assert (reject["line"], len(reject["text"])) == (2, 1000)
    assert sorted(await directory(server.admin)) == ["a@example.com", "b@example.com"]


async def test_the_longest_user_there_can_be(server: Server, file: Path) -> None:
    text = "".join(f"\\u00{ord('a'):02x}" for _ in range(65_500))
    document = f'{{"x": "{text}"}}'
    line = f'{{"email": "a@example.com", "data": {document}, "preferences": {document}}}'
    assert len(line) < 1 << 20
    assert await counted(write(file, line)) == (1, 0, 0)
    found = await directory(server.admin)
    assert found["a@example.com"]["data"] == {"x": "a" * 65_500}
