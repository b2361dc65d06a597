"""Which new passwords are accepted: length, kinds of characters, not common, not one's own name."""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import Indel

from core.errors import PasswordRule
from core.text import fold, opaque

MAX_LENGTH = 128
"""Code points; no project can allow more."""

GENERATED = 20
"""Characters of a password that is made, 118 bits of chance."""
ALPHABET = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_.!"
"""Those of them that people do not take for one another."""
_MIN_IDENTITY = 4
_SIMILAR = 0.75
_BETWEEN_WORDS = re.compile(r"[\W_]+")
# Composition joins four code points at most, so that whatever is longer is too long afterwards.
_READ = 4 * MAX_LENGTH + 1


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """What a project demands of new passwords; `min_length` is in code points."""

    min_length: int = 8
    require_uppercase: bool = False
    require_lowercase: bool = False
    require_digit: bool = False
    require_symbol: bool = False


def broken_rules(
    password: str, policy: PasswordPolicy, identities: Iterable[str | None] = ()
) -> tuple[PasswordRule, ...]:
    """Return all the rules that `password` breaks, in the order of the enumeration.

    `identities` are the user's e-mail address, user name and names; None and those of fewer than
    four characters are passed over. Of an address the part before the @ counts by itself, too. A
    password that contains one of them breaks CONTAINS_IDENTITY, and so does one that resembles it
    or a word of it: three quarters of the characters of both are the same in the same order.
    SAME_AS_OLD is not decided here, because it needs the old hash. Of a password that is far too
    long only the beginning is read.
    """
    password = opaque(password[:_READ])
    folded = fold(password)
    broken = {
        PasswordRule.TOO_SHORT: len(password) < policy.min_length,
        PasswordRule.TOO_LONG: len(password) > MAX_LENGTH,
        **_missing_kinds(password, policy),
        PasswordRule.TOO_COMMON: folded in _common_passwords(),
        PasswordRule.CONTAINS_IDENTITY: _resembles(folded, _parts(identities)),
    }
    return tuple(rule for rule in PasswordRule if broken.get(rule, False))


def generate(policy: PasswordPolicy) -> str:
    """Make a password by the rules, of 20 random characters or of as many as they demand."""
    length = max(GENERATED, policy.min_length)
    password = ""
    while broken_rules(password, policy):
        password = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return password


def _missing_kinds(password: str, policy: PasswordPolicy) -> dict[PasswordRule, bool]:
    kinds = {unicodedata.category(char) for char in password}
    has_symbol = any(kind[0] in "PS" for kind in kinds)
    return {
        PasswordRule.NO_UPPERCASE: policy.require_uppercase and "Lu" not in kinds,
        PasswordRule.NO_LOWERCASE: policy.require_lowercase and "Ll" not in kinds,
        PasswordRule.NO_DIGIT: policy.require_digit and "Nd" not in kinds,
        PasswordRule.NO_SYMBOL: policy.require_symbol and not has_symbol,
    }


def _parts(identities: Iterable[str | None]) -> set[str]:
    known = {identity for identity in identities if identity and len(identity) < _READ}
    known |= {identity.rpartition("@")[0] for identity in known}
    folded = {fold(part.strip()) for part in known}
    return {part for part in folded if len(part) >= _MIN_IDENTITY}


def _resembles(password: str, parts: set[str]) -> bool:
    if any(part in password for part in parts):
        return True
    words = {word for part in parts for word in _BETWEEN_WORDS.split(part)}
    return any(
        Indel.normalized_similarity(password, part, score_cutoff=_SIMILAR) > 0
        for part in parts | words
        if len(part) >= _MIN_IDENTITY
    )


@cache
def _common_passwords() -> frozenset[str]:
    # 30,000 passwords in small letters, as they were found in leaks. Few commands need them, so the
    # import (17 ms) waits for the first use.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415

    return frozenset(FREQUENCY_LISTS["passwords"])
