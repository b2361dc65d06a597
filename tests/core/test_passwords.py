"""Passwords are hashed so that all of them counts, and checked with the same work for everybody."""

import asyncio
from collections.abc import Iterator

import bcrypt
import pytest

from core.passwords import HasherBusy, PasswordHasher, Verdict

pytestmark = pytest.mark.anyio

COST = 4
RIGHT = Verdict(matches=True, outdated=False)
WRONG = Verdict(matches=False, outdated=False)


@pytest.fixture(name="hasher")
def make_hasher() -> Iterator[PasswordHasher]:
    """Give a hasher of the least cost, and end its threads."""
    hasher = PasswordHasher(COST, threads=1)
    yield hasher
    hasher.close()


def plain(password: bytes, cost: int = COST, prefix: bytes = b"2b") -> str:
    """Hash as other systems do."""
    return bcrypt.hashpw(password, bcrypt.gensalt(cost)).replace(b"2b", prefix, 1).decode()


@pytest.fixture(name="work")
def record_work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the costs at which bcrypt is run, whichever of its functions is called."""
    done: list[str] = []
    hashpw, checkpw = bcrypt.hashpw, bcrypt.checkpw

    def hash_recorded(password: bytes, salt: bytes) -> bytes:
        done.append(salt[4:6].decode())
        return hashpw(password, salt)

    def check_recorded(password: bytes, hashed: bytes) -> bool:
        done.append(hashed[4:6].decode())
        return checkpw(password, hashed)

    monkeypatch.setattr(bcrypt, "hashpw", hash_recorded)
    monkeypatch.setattr(bcrypt, "checkpw", check_recorded)
    return done


@pytest.mark.parametrize(
    "password", ["", "secret", "pässwörd", "a\0b", "\ud800", "😀" * 128, " ", "\u3000"]
)
async def test_a_hashed_password_matches(hasher: PasswordHasher, password: str) -> None:
    stored = await hasher.hash(password)
    assert stored.startswith(f"$rc1$$2b${COST:02d}$")
    assert len(stored) == 65
    assert await hasher.verify(password, stored) == RIGHT
    assert await hasher.verify(password + "x", stored) == WRONG


async def test_a_hash_is_salted(hasher: PasswordHasher) -> None:
    assert await hasher.hash("secret") != await hasher.hash("secret")


async def test_all_of_a_long_password_counts(hasher: PasswordHasher) -> None:
    stored = await hasher.hash("x" * 100 + "a")
    assert await hasher.verify("x" * 100 + "a", stored) == RIGHT
    assert await hasher.verify("x" * 100 + "b", stored) == WRONG


async def test_what_follows_a_nul_counts(hasher: PasswordHasher) -> None:
    stored = await hasher.hash("a\0b")
    assert await hasher.verify("a\0c", stored) == WRONG
    assert await hasher.verify("a", stored) == WRONG


@pytest.mark.parametrize(
    ("typed", "again"), [("café", "cafe\u0301"), ("a\u00a0b", "a b"), ("\u212bb", "Åb")]
)
async def test_keyboards_may_compose_differently(
    hasher: PasswordHasher, typed: str, again: str
) -> None:
    assert await hasher.verify(again, await hasher.hash(typed)) == RIGHT


async def test_case_and_compatibility_forms_count(hasher: PasswordHasher) -> None:
    stored = await hasher.hash("ﬁsh")
    assert await hasher.verify("fish", stored) == WRONG
    assert await hasher.verify("ﬁSH", stored) == WRONG


async def test_a_hash_of_another_cost_is_outdated(hasher: PasswordHasher) -> None:
    older = PasswordHasher(COST + 1, threads=1)
    stored = await older.hash("secret")
    older.close()
    assert await hasher.verify("secret", stored) == Verdict(matches=True, outdated=True)


@pytest.mark.parametrize("prefix", [b"2a", b"2b", b"2y"])
async def test_plain_bcrypt_of_other_systems_matches_and_is_outdated(
    hasher: PasswordHasher, prefix: bytes
) -> None:
    stored = plain("pässwörd".encode(), prefix=prefix)
    assert await hasher.verify("pässwörd", stored) == Verdict(matches=True, outdated=True)
    assert not (await hasher.verify("passwörd", stored)).matches


async def test_known_hashes_match(hasher: PasswordHasher) -> None:
    # The examples of PHP's manual for crypt() and of jBCrypt's tests.
    php = "$2a$07$usesomesillystringfore2uDLvp1Ii2e./U9C8sBjqp8I90dH6hi"
    java = "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe"
    assert (await hasher.verify("rasmuslerdorf", php)).matches
    assert (await hasher.verify("a", java)).matches
    assert not (await hasher.verify("a", php)).matches


async def test_plain_bcrypt_reads_72_bytes(hasher: PasswordHasher) -> None:
    stored = plain(b"x" * 72)
    assert (await hasher.verify("x" * 72 + "whatever", stored)).matches
    assert not (await hasher.verify("x" * 71, stored)).matches
    # A character of two bytes may be cut in the middle, as other systems did.
    stored = plain(("x" * 71 + "é").encode()[:72])
    assert (await hasher.verify("x" * 71 + "é", stored)).matches


@pytest.mark.parametrize("password", ["a\0a", "a\0", "\0"])
async def test_a_nul_never_matches_plain_bcrypt(hasher: PasswordHasher, password: str) -> None:
    assert not (await hasher.verify(password, plain(b"a"))).matches
    assert not (await hasher.verify(password, plain(password.encode()))).matches


MALFORMED = [
    "",
    "secret",
    "$2b$",
    "$rc1$",
    "$rc1$secret",
    "$2x$04$" + "." * 53,
    "$2b$03$" + "." * 53,
    "$2b$32$" + "." * 53,
    "$2b$04$" + "." * 52,
    "$2b$04$" + "." * 54,
    "$2b$04$" + "é" * 53,
    "$2b$04$" + "." * 21 + "a" + "." * 31,
    "$2b$04$" + "." * 53 + "\n",
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWRWJTmaaJObG",
]


@pytest.mark.parametrize("stored", [None, *MALFORMED])
async def test_without_a_hash_nothing_matches_after_the_same_work(
    hasher: PasswordHasher, work: list[str], stored: str | None
) -> None:
    assert await hasher.verify("secret", stored) == WRONG
    assert work == ["04"]


@pytest.mark.parametrize("password", ["secret", "wrong", "x" * 100_000, "\ud800"])
async def test_with_a_hash_the_work_is_the_same(
    hasher: PasswordHasher, work: list[str], password: str
) -> None:
    stored = await hasher.hash("secret")
    work.clear()
    await hasher.verify(password, stored)
    assert work == ["04"]


async def test_the_loop_goes_on_while_a_password_is_hashed() -> None:
    hasher = PasswordHasher(10, threads=1)
    task = asyncio.create_task(hasher.hash("secret"))
    turns = 0
    while not task.done():
        await asyncio.sleep(0)
        turns += 1
    hasher.close()
    assert turns > 10


async def test_too_many_at_once_are_turned_away_and_the_next_are_served_again() -> None:
    hasher = PasswordHasher(COST, threads=1, max_waiting=1)
    results = await asyncio.gather(
        *(hasher.hash("secret") for _ in range(4)), return_exceptions=True
    )
    assert [type(result) for result in results] == [str, str, HasherBusy, HasherBusy]
    assert await hasher.verify("secret", await hasher.hash("secret")) == RIGHT
    hasher.close()


async def test_a_caller_that_gives_up_frees_its_place() -> None:
    hasher = PasswordHasher(COST, threads=1, max_waiting=0)
    task = asyncio.create_task(hasher.hash("secret"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await hasher.hash("secret")
    hasher.close()


async def test_closing_drops_what_waits() -> None:
    hasher = PasswordHasher(10, threads=1)
    tasks = [asyncio.create_task(hasher.hash("secret")) for _ in range(5)]
    await asyncio.sleep(0)
    hasher.close()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(results[-1], asyncio.CancelledError)


async def test_as_many_threads_as_cores_by_default() -> None:
    hasher = PasswordHasher(COST)
    assert await hasher.verify("secret", await hasher.hash("secret")) == RIGHT
    hasher.close()
