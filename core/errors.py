"""What can go wrong, as types: failures of a mutation, and faults of a request as a whole.

The first become data, the second top-level errors. The names of the enumerations are those of the
public schema.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class ErrorCode(StrEnum):
    """Why a mutation changed nothing; clients branch on these names."""

    REQUIRED = "REQUIRED"
    INVALID = "INVALID"
    TOO_SHORT = "TOO_SHORT"
    TOO_LONG = "TOO_LONG"
    PASSWORD_WEAK = "PASSWORD_WEAK"  # noqa: S105 - a name, no password
    EMAIL_TAKEN = "EMAIL_TAKEN"
    USERNAME_TAKEN = "USERNAME_TAKEN"
    REFERRER_NOT_FOUND = "REFERRER_NOT_FOUND"
    INVALID_CREDENTIALS = "INVALID_CREDENTIALS"
    WRONG_PASSWORD = "WRONG_PASSWORD"  # noqa: S105 - a name, no password
    ACCOUNT_INACTIVE = "ACCOUNT_INACTIVE"
    ACCOUNT_LOCKED = "ACCOUNT_LOCKED"
    INVALID_TOKEN = "INVALID_TOKEN"  # noqa: S105 -- a code
    NOT_FOUND = "NOT_FOUND"
    LAST_ADMIN = "LAST_ADMIN"
    FILE_TOO_LARGE = "FILE_TOO_LARGE"
    FILE_TYPE_NOT_ALLOWED = "FILE_TYPE_NOT_ALLOWED"


class PasswordRule(StrEnum):
    """One rule that a new password can break."""

    TOO_SHORT = "TOO_SHORT"
    TOO_LONG = "TOO_LONG"
    NO_UPPERCASE = "NO_UPPERCASE"
    NO_LOWERCASE = "NO_LOWERCASE"
    NO_DIGIT = "NO_DIGIT"
    NO_SYMBOL = "NO_SYMBOL"
    TOO_COMMON = "TOO_COMMON"
    CONTAINS_IDENTITY = "CONTAINS_IDENTITY"
    SAME_AS_OLD = "SAME_AS_OLD"


class RequestCode(StrEnum):
    """What is wrong with a request as a whole: `extensions.code` of a top-level error."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    RATE_LIMITED = "RATE_LIMITED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"


class AccountError(Exception):
    """An expected failure of a mutation, which its payload reports as data.

    `message` is a sentence for people and never holds an internal text. `path` says where in the
    arguments the fault is, e.g. `("input", "password")`; empty means about none of them.
    """

    def __init__(self, code: ErrorCode, message: str, path: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path


class WeakPasswordError(AccountError):
    """A new password breaks rules: `broken_rules`, all of them. The message says what to change.

    `min_length` and `max_length` are the limits to name in it, in characters.
    """

    def __init__(
        self,
        broken_rules: Iterable[PasswordRule],
        path: tuple[str, ...] = (),
        *,
        min_length: int = 8,
        max_length: int = 128,
    ) -> None:
        self.broken_rules = tuple(broken_rules)
        limits = {"min_length": min_length, "max_length": max_length}
        advice = "; ".join(_ADVICE[rule].format(**limits) for rule in self.broken_rules)
        super().__init__(ErrorCode.PASSWORD_WEAK, f"Choose another password: {advice}.", path)


class LockedError(AccountError):
    """An account is locked for `retry_after` more seconds, 1 at least, after too many failures."""

    def __init__(self, retry_after: int, path: tuple[str, ...] = ()) -> None:
        message = "Too many failed attempts: wait for a while, and then try again."
        super().__init__(ErrorCode.ACCOUNT_LOCKED, message, path)
        self.retry_after = retry_after


class AccountErrors(Exception):  # noqa: N818 - the name says that there are several
    """Several faults of one input, reported together in the order in which they were found.

    Raises ValueError if `errors` is empty, because nothing failed then.
    """

    def __init__(self, errors: Iterable[AccountError]) -> None:
        self.errors = tuple(errors)
        if not self.errors:
            raise ValueError("AccountErrors needs at least one error.")
        super().__init__(" ".join(error.message for error in self.errors))


class RequestError(Exception):
    """A fault of the request as a whole: not signed in, not allowed, arguments that contradict.

    It becomes a top-level GraphQL error whose extensions are `extensions` and the code.
    """

    def __init__(
        self, code: RequestCode, message: str, extensions: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.extensions = dict(extensions or {})


class Faults:
    """Collects the faults of one input, so that a client learns all of them from one attempt."""

    def __init__(self) -> None:
        self._errors: list[AccountError] = []

    def __bool__(self) -> bool:
        """Whether a fault has been found."""
        return bool(self._errors)

    @property
    def errors(self) -> tuple[AccountError, ...]:
        """What has been found so far."""
        return tuple(self._errors)

    def add(self, code: ErrorCode, message: str, *path: str) -> None:
        """Note a fault at `path` in the arguments."""
        self.append(AccountError(code, message, path))

    def append(self, error: AccountError) -> None:
        """Note a fault that is an error already."""
        self._errors.append(error)

    def raise_if_any(self) -> None:
        """Raise AccountError for one fault, AccountErrors for several; return if there is none."""
        if len(self._errors) == 1:
            raise self._errors[0]
        if self._errors:
            raise AccountErrors(self._errors)


_ADVICE = {
    PasswordRule.TOO_SHORT: "use at least {min_length} characters",
    PasswordRule.TOO_LONG: "use at most {max_length} characters",
    PasswordRule.NO_UPPERCASE: "add a capital letter",
    PasswordRule.NO_LOWERCASE: "add a small letter",
    PasswordRule.NO_DIGIT: "add a digit",
    PasswordRule.NO_SYMBOL: "add a symbol such as ! or #",
    PasswordRule.TOO_COMMON: "avoid passwords that many people use",
    PasswordRule.CONTAINS_IDENTITY: "leave out your e-mail address and names",
    PasswordRule.SAME_AS_OLD: "use one that differs from the current password",
}
