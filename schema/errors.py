"""Expected failures of a mutation as data in its payload."""

from collections.abc import Callable
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension

from core import errors as core
from schema.enums import ERROR_CODES, PASSWORD_RULES, described

described(
    core.ErrorCode, ERROR_CODES, name="ErrorCode", description="Why a mutation changed nothing."
)
described(
    core.PasswordRule,
    PASSWORD_RULES,
    name="PasswordRule",
    description="A rule for new passwords; what is said of each is how it is broken.",
)

PATH = 'Where in the arguments, e.g. ["input", "password"]; empty if it is about no one argument.'


@strawberry.interface(
    description=(
        "Why a mutation changed nothing, for people (`message`) and programs (`code`). Expected"
        " failures are these; what is wrong with the request as a whole (not signed in, not"
        " allowed, too many requests, invalid GraphQL) is a top-level error with `extensions.code`."
    )
)
class MutationError:
    """See the description."""

    code: core.ErrorCode = strawberry.field(
        description="For programs: they branch on it, never on the message."
    )
    message: str = strawberry.field(description="For people: one or two sentences in English.")
    path: list[str] = strawberry.field(description=PATH)


@strawberry.type(description="Something is wrong with an argument, or with what it asks for.")
class InputError(MutationError):
    """See the description."""


@strawberry.type(description="A new password breaks rules.")
class WeakPasswordError(MutationError):
    """See the description."""

    broken_rules: list[core.PasswordRule] = strawberry.field(
        description="All the rules that the password breaks."
    )


@strawberry.type(description="Too many failed attempts on this account.")
class LockedError(MutationError):
    """See the description."""

    retry_after: int = strawberry.field(
        description="Seconds to wait before the next attempt; 3,600 at most."
    )


class ErrorsAsData(FieldExtension):
    """Turns the account errors that a mutation raises into the `errors` of its payload."""

    def __init__(self, payload: Callable[..., Any]) -> None:
        self.payload = payload

    async def resolve_async(
        self, next_: Callable[..., Any], source: Any, info: strawberry.Info, **arguments: Any
    ) -> Any:
        """Resolve the field, or give a payload that holds nothing but the errors."""
        try:
            return await next_(source, info, **arguments)
        except core.AccountError as error:
            return self.payload(errors=[as_data(error)])
        except core.AccountErrors as several:
            return self.payload(errors=[as_data(error) for error in several.errors])


def as_data(error: core.AccountError) -> MutationError:
    """Give an account error as clients see it."""
    shared: dict[str, Any] = {
        "code": error.code,
        "message": error.message,
        "path": list(error.path),
    }
    if isinstance(error, core.WeakPasswordError):
        return WeakPasswordError(**shared, broken_rules=list(error.broken_rules))
    if isinstance(error, core.LockedError):
        return LockedError(**shared, retry_after=error.retry_after)
    return InputError(**shared)
