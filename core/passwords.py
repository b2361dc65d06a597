"""Password hashes: bcrypt in threads of its own, because one check takes a quarter of a second."""

import asyncio
import base64
import hashlib
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple, TypeVar

import bcrypt

from core.errors import RequestCode, RequestError
from core.text import opaque

_T = TypeVar("_T")

# The form of our own hashes; the number is for the day when the pre-hash changes.
_OURS = "$rc1$"
# Cost, salt, hash. The salt's last character carries two bits only, so it is one of four.
_BCRYPT = re.compile(
    r"\$2[aby]\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31}"
)
_BCRYPT_MAX_BYTES = 72
# Code points; no new password is as long. Preparing half a million would hold up other threads.
_MAX_PREPARED = 1000
_DUMMY_SALT = "......................"
MAX_FOREIGN_COST = 16
"""Of hashes from elsewhere: beyond, one login would keep a thread busy for ten seconds and more."""
RETRY_AFTER = 5
"""Seconds after which a caller who was turned away may try again."""


def hash_fault(stored: str) -> str | None:
    """Say why passwords cannot be checked against a hash from elsewhere; None if they can.

    That is a plain bcrypt hash, or one of ours as another Rollcall has stored it.
    """
    match = _BCRYPT.fullmatch(stored.removeprefix(_OURS))
    if match is None:
        return "This is no bcrypt hash: one begins with $2a$, $2b$ or $2y$ and has 60 characters."
    if int(match[1]) > MAX_FOREIGN_COST:
        return (
            f"The cost of a bcrypt hash is at most {MAX_FOREIGN_COST}, but here it is {match[1]}."
        )
    return None


class HasherBusy(RequestError):  # noqa: N818 - a state, not a mistake
    """More passwords wait to be hashed than the server accepts; the caller may try again later."""

    def __init__(self) -> None:
        message = "Too many people are signing in at this moment: try again in a few seconds."
        super().__init__(RequestCode.RATE_LIMITED, message, {"retryAfter": RETRY_AFTER})


class Verdict(NamedTuple):
    """The answer to a password: whether it is the right one, and whether to hash it anew."""

    matches: bool
    outdated: bool


class Load(NamedTuple):
    """How many passwords are being hashed, and how many wait for a thread."""

    running: int
    waiting: int


class PasswordHasher:
    """Hashes and checks passwords with bcrypt at `cost` (4 to 31) in `threads` threads.

    bcrypt lets go of the interpreter, so as many threads as cores (the default) keep the event
    loop free. At most `max_waiting` calls wait for a thread; one more raises HasherBusy.

    bcrypt reads 72 bytes at most. New hashes are therefore made from the base64 of the SHA-384 of
    the password (64 bytes, no NUL), so that all of a long password counts.
    """

    def __init__(self, cost: int, threads: int | None = None, *, max_waiting: int = 1000) -> None:
        self._cost = cost
        threads = threads or os.cpu_count() or 1
        self._threads = threads
        self._accepted = threads + max_waiting
        self._running = 0
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="password")

    async def hash(self, password: str) -> str:
        """Return the text to store for `password`."""
        return await self._run(partial(_hash, password, self._cost))

    async def verify(self, password: str, stored: str | None) -> Verdict:
        """Check `password` against the stored text, which may be a plain bcrypt hash.

        Without a stored text, or with one that is no hash, the same work is done for nothing, so
        that time does not tell whether an account exists. An imported hash of another cost takes
        the time of its own cost until its user has logged in once; until then time can tell it.
        """
        return await self._run(partial(_verify, password, stored, self._cost))

    def load(self) -> Load:
        """Tell how busy it is."""
        running = min(self._running, self._threads)
        return Load(running, self._running - running)

    def close(self) -> None:
        """Drop what waits, wait for what runs, and end the threads."""
        self._executor.shutdown(wait=True, cancel_futures=True)

    async def _run(self, job: Callable[[], _T]) -> _T:
        if self._running >= self._accepted:
            raise HasherBusy
        self._running += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, job)
        finally:
            self._running -= 1


def _hash(password: str, cost: int) -> str:
    return _OURS + bcrypt.hashpw(_prehash(password), bcrypt.gensalt(cost)).decode()


def _verify(password: str, stored: str | None, cost: int) -> Verdict:
    kind, hashed = _split(stored or "")
    match = _BCRYPT.fullmatch(hashed)
    if match is None:
        bcrypt.hashpw(_prehash(password), f"$2b${cost:02d}${_DUMMY_SALT}".encode())
        return Verdict(matches=False, outdated=False)
    if kind == _OURS:
        matches = bcrypt.checkpw(_prehash(password), hashed.encode())
        return Verdict(matches, outdated=int(match[1]) != cost)
    matches = bcrypt.checkpw(_classic(password), hashed.encode())
    # bcrypt reads its input over and over with a NUL between, so "a\0a" would pass for "a".
    return Verdict(matches and "\0" not in password, outdated=True)


def _split(stored: str) -> tuple[str, str]:
    if stored.startswith(_OURS):
        return _OURS, stored.removeprefix(_OURS)
    return "", stored


def _prehash(password: str) -> bytes:
    prepared = opaque(password) if len(password) <= _MAX_PREPARED else password
    return base64.b64encode(hashlib.sha384(_utf8(prepared)).digest())


def _classic(password: str) -> bytes:
    # What other systems hashed: the bytes as typed, of which bcrypt reads 72.
    return _utf8(password)[:_BCRYPT_MAX_BYTES]


def _utf8(text: str) -> bytes:
    # A lone surrogate is no UTF-8, yet at login it is just a wrong password.
    return text.encode("utf-8", "surrogatepass")
