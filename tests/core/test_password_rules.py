"""New passwords are refused for what is wrong with them, with all the rules at once."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import PasswordRule
from core.password_rules import MAX_LENGTH, PasswordPolicy, broken_rules, generate

PLAIN = PasswordPolicy()
STRICT = PasswordPolicy(
    min_length=10,
    require_uppercase=True,
    require_lowercase=True,
    require_digit=True,
    require_symbol=True,
)


def broken(password: str, policy: PasswordPolicy = PLAIN, *identities: str | None) -> list[str]:
    """Return the names of the broken rules."""
    return [str(rule) for rule in broken_rules(password, policy, identities)]


@pytest.mark.parametrize(
    "password", ["securepass123", "correct horse battery staple", "x" * 7 + "é", "пароль-мой"]
)
def test_good_passwords_break_no_rule(password: str) -> None:
    assert broken(password, PLAIN, "ada@example.com", "ada", "Ada Lovelace", None) == []


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("", ["TOO_SHORT"]),
        ("xkcdqvz", ["TOO_SHORT"]),
        ("xkcdqvzw", []),
        ("😀" * 7, ["TOO_SHORT"]),
        ("😀" * 8, []),
        ("e\u0301" * 7, ["TOO_SHORT"]),
        ("q" + "xz" * 63 + "q", []),
        ("q" + "xz" * 64, ["TOO_LONG"]),
    ],
)
def test_length_counts_characters(password: str, rules: list[str]) -> None:
    assert broken(password) == rules


def test_the_longest_password_has_128_characters() -> None:
    assert MAX_LENGTH == 128
    assert broken("xz" * 64) == []


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("Xk9!qvzwpt", []),
        ("Éк٣€qvzwpt", []),
        ("xk9!qvzwpt", ["NO_UPPERCASE"]),
        ("XK9!QVZWPT", ["NO_LOWERCASE"]),
        ("Xkk!qvzwpt", ["NO_DIGIT"]),
        ("Xk9 qvzwpt", ["NO_SYMBOL"]),
        ("Xk9!", ["TOO_SHORT"]),
        ("", ["TOO_SHORT", "NO_UPPERCASE", "NO_LOWERCASE", "NO_DIGIT", "NO_SYMBOL"]),
    ],
)
def test_a_project_can_demand_kinds_of_characters(password: str, rules: list[str]) -> None:
    assert broken(password, STRICT) == rules


@pytest.mark.parametrize("symbol", list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~€"))
def test_every_punctuation_mark_is_a_symbol(symbol: str) -> None:
    assert broken("Xk9qvzwpt" + symbol, STRICT) == []


@pytest.mark.parametrize(
    "password", ["password", "PASSWORD1", "Iloveyou", "qwertyuiop", "12345678"]
)
def test_common_passwords_are_refused_in_any_case(password: str) -> None:
    assert broken(password) == ["TOO_COMMON"]


@pytest.mark.parametrize(
    "password",
    [
        "Grace.Hopper@Navy.example!",
        "xx-grace.hopper-xx",
        "GRACE.HOPPER1",
        "admiral-99",
        "AmazingGraceful",
        "ÉMILEÉMILE",
        "e\u0301mile-1234",
    ],
)
def test_the_own_address_and_names_are_refused(password: str) -> None:
    identities = ("grace.hopper@navy.example", "Admiral", "Grace", "Émile", None)
    assert broken(password, PLAIN, *identities) == ["CONTAINS_IDENTITY"]


@pytest.mark.parametrize(
    "password",
    [
        "gr4c3.h0pper",
        "grace-hopper",
        "gracehoper9",
        "hopper_grace",
        "admira1s",
        "Hoppper7",
        "emíle-hopper",
    ],
)
def test_what_resembles_the_own_address_or_names_is_refused(password: str) -> None:
    identities = ("grace.hopper@navy.example", "Admiral", "Grace", "Émile Hopper")
    assert broken(password, PLAIN, *identities) == ["CONTAINS_IDENTITY"]


@pytest.mark.parametrize(
    "password", ["securepass123", "tall green kettle", "hurricane 9", "chopperland", "acdeir" * 21]
)
def test_what_only_shares_letters_with_them_is_accepted(password: str) -> None:
    identities = ("grace.hopper@navy.example", "Admiral", "Catherine", "securely", "x" * 60)
    assert broken(password, PLAIN, *identities) == []


def test_names_of_fewer_than_four_characters_do_not_count() -> None:
    assert broken("adamant-bob-99", PLAIN, "ada@b.c", "bob", "", " bo ", None) == []
    assert broken("ada@b.c-ada@b.c", PLAIN, "ada@b.c") == ["CONTAINS_IDENTITY"]


def test_all_rules_are_named_in_their_order() -> None:
    rules = broken_rules("admin", STRICT, ["admin"])
    assert rules == (
        PasswordRule.TOO_SHORT,
        PasswordRule.NO_UPPERCASE,
        PasswordRule.NO_DIGIT,
        PasswordRule.NO_SYMBOL,
        PasswordRule.TOO_COMMON,
        PasswordRule.CONTAINS_IDENTITY,
    )


@given(st.text(), st.lists(st.none() | st.text()))
def test_no_password_and_no_name_breaks_the_rules_themselves(
    password: str, identities: list[str | None]
) -> None:
    rules = broken_rules(password, STRICT, identities)
    assert list(rules) == [rule for rule in PasswordRule if rule in rules]


def test_the_list_is_read_on_first_use() -> None:
    program = "import core.password_rules, sys; sys.exit('zxcvbn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_password_that_is_made_up_obeys_every_rule() -> None:
    strict = PasswordPolicy(64, True, True, True, True)
    for policy in (PasswordPolicy(), strict):
        made = {generate(policy) for _ in range(50)}
        assert len(made) == 50
        assert {len(password) for password in made} == {max(20, policy.min_length)}
        assert [broken_rules(password, policy) for password in made] == [()] * 50
