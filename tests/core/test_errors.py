"""Expected failures carry code, message and path; several of one input come together."""

import pytest

from core.errors import (
    AccountError,
    AccountErrors,
    ErrorCode,
    Faults,
    PasswordRule,
    RequestCode,
    RequestError,
    WeakPasswordError,
)


@pytest.mark.parametrize("enumeration", [ErrorCode, PasswordRule, RequestCode])
def test_values_are_the_public_names(
    enumeration: type[ErrorCode | PasswordRule | RequestCode],
) -> None:
    assert [item.value for item in enumeration] == [item.name for item in enumeration]


def test_account_error_has_code_message_and_path() -> None:
    error = AccountError(ErrorCode.INVALID, "Give an address.", ("input", "email"))
    assert (error.code, error.message, error.path) == (
        "INVALID",
        "Give an address.",
        ("input", "email"),
    )
    assert str(error) == "Give an address."
    assert AccountError(ErrorCode.NOT_FOUND, "No such user.").path == ()


def test_weak_password_names_what_to_change() -> None:
    rules = [PasswordRule.TOO_SHORT, PasswordRule.NO_DIGIT]
    error = WeakPasswordError(rules, ("input", "password"), min_length=12)
    assert error.code == ErrorCode.PASSWORD_WEAK
    assert error.broken_rules == (PasswordRule.TOO_SHORT, PasswordRule.NO_DIGIT)
    assert error.path == ("input", "password")
    assert error.message == "Choose another password: use at least 12 characters; add a digit."


def test_every_rule_has_its_own_advice() -> None:
    messages = {WeakPasswordError([rule]).message for rule in PasswordRule}
    assert len(messages) == len(PasswordRule)


def test_several_errors_keep_their_order() -> None:
    first = AccountError(ErrorCode.REQUIRED, "One.")
    second = AccountError(ErrorCode.INVALID, "Two.")
    errors = AccountErrors(iter([first, second]))
    assert errors.errors == (first, second)
    assert str(errors) == "One. Two."


def test_no_errors_are_no_failure() -> None:
    with pytest.raises(ValueError, match="at least one"):
        AccountErrors([])


def test_request_error_copies_its_extensions() -> None:
    extensions = {"retryAfter": 3}
    error = RequestError(RequestCode.FORBIDDEN, "Not allowed.", extensions)
    extensions.clear()
    assert (error.code, error.message, error.extensions) == (
        "FORBIDDEN",
        "Not allowed.",
        {"retryAfter": 3},
    )
    assert RequestError(RequestCode.FORBIDDEN, "Not allowed.").extensions == {}


def test_faults_raise_nothing_when_empty() -> None:
    faults = Faults()
    faults.raise_if_any()
    assert not faults


def test_one_fault_is_raised_as_it_is() -> None:
    faults = Faults()
    faults.add(ErrorCode.TOO_LONG, "Too long.", "input", "name")
    assert faults
    with pytest.raises(AccountError) as raised:
        faults.raise_if_any()
    assert raised.value.path == ("input", "name")
    assert raised.value.code == ErrorCode.TOO_LONG


def test_several_faults_are_raised_together() -> None:
    faults = Faults()
    faults.add(ErrorCode.TOO_LONG, "Too long.", "input", "name")
    weak = WeakPasswordError([PasswordRule.TOO_COMMON])
    faults.append(weak)
    with pytest.raises(AccountErrors) as raised:
        faults.raise_if_any()
    assert [error.code for error in raised.value.errors] == ["TOO_LONG", "PASSWORD_WEAK"]
    assert raised.value.errors[1] is weak
