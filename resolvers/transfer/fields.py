"""What a line of a transfer holds: the fields of a user, by their names in GraphQL."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson

from core.errors import ErrorCode, Faults
from core.instants import format_micros, parse_rfc3339
from core.passwords import hash_fault
from core.text import is_storable
from resolvers.profile import DOCUMENTS, MAX_LENGTHS, check_profile

ID = "id"
"""The user's ID where the file comes from: for `referredBy` within the file, never kept."""
REFERRER = "referredBy"
MAX_REFERENCE = 254
"""Characters of an ID or an address that names a user of the file."""
MAX_UNKNOWN = 5
"""Unknown fields of a line that are told."""
MAX_NAME = 50
"""Characters of an unknown field that are told."""


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class TransferField:
    """A field that is a column, and how its value is written and read."""

    name: str
    column: str
    kind: type[object]
    read: Callable[[Any], Any] = _same
    write: Callable[[Any], Any] = _same


def _text(name: str, column: str) -> TransferField:
    return TransferField(name, column, str)


def _document(name: str) -> TransferField:
    # What is stored is JSON already.
    return TransferField(name, name, dict, write=orjson.Fragment)


def _flag(name: str, column: str) -> TransferField:
    return TransferField(name, column, bool, write=bool)


def _instant(name: str, column: str) -> TransferField:
    return TransferField(name, column, str, read=parse_rfc3339, write=format_micros)


FIELDS = (
    _text("email", "email"),
    _text("username", "username"),
    _text("name", "name"),
    _text("firstName", "first_name"),
    _text("lastName", "last_name"),
    _text("phone", "phone"),
    _text("city", "city"),
    _text("country", "country"),
    _text("timezone", "timezone"),
    _text("avatarUrl", "avatar_url"),
    _document("data"),
    _document("preferences"),
    _text("role", "role"),
    _flag("isEmailVerified", "is_email_verified"),
    _flag("isActive", "is_active"),
    _instant("createdAt", "created_at"),
    _instant("updatedAt", "updated_at"),
    _instant("lastLoginAt", "last_login_at"),
    _text("passwordHash", "password_hash"),
)
NAMES = (ID, *(field.name for field in FIELDS), REFERRER)
_KINDS: dict[type[object], str] = {
    str: "a string",
    dict: "a JSON object",
    bool: "true or false",
}


class LineFault(ValueError):  # noqa: N818 -- what the line has
    """A line that is no user; the text says why, for people."""


def parse(line: bytes) -> dict[str, Any]:
    """Read the JSON of a line; null is the same as no value.

    Raises:
        LineFault: it is no JSON object.
    """
    try:
        values = orjson.loads(line.decode())
    except UnicodeDecodeError as error:
        raise LineFault(f"This is not UTF-8: see byte {error.start + 1}.") from None
    except orjson.JSONDecodeError as error:
        raise LineFault(f"This is no JSON: {error.msg}, character {error.colno}.") from None
    if not isinstance(values, dict):
        raise LineFault("This is no JSON object.")
    return {name: value for name, value in values.items() if value is not None}


def check(values: Mapping[str, Any]) -> None:
    """Check the values of a line as far as that needs no database.

    Raises:
        LineFault: something is wrong, all of which is told.
    """
    faults = Faults()
    for name in islice((name for name in values if name not in NAMES), MAX_UNKNOWN):
        faults.add(ErrorCode.INVALID, _unknown(name))
    typed = {field: values[field.name] for field in FIELDS if _is_typed(field, values, faults)}
    profile = {field.column: value for field, value in typed.items()}
    check_profile(
        {name: profile[name] for name in (*MAX_LENGTHS, *DOCUMENTS) if name in profile},
        faults,
        whole=True,
    )
    _check_rest(values, typed, faults)
    if faults:
        raise LineFault(" ".join(_sentence(error.path, error.message) for error in faults.errors))


def columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns for the values of a line that `check` has passed."""
    return {
        field.column: field.read(values[field.name]) for field in FIELDS if field.name in values
    }


def reference(value: Any) -> str | None:
    """Give an `id` or a `referredBy` as text; other systems count their users."""
    return None if value is None else str(value)


def _is_typed(field: TransferField, values: Mapping[str, Any], faults: Faults) -> bool:
    if field.name not in values:
        return False
    if isinstance(values[field.name], field.kind):
        return True
    faults.add(ErrorCode.INVALID, f"This must be {_KINDS[field.kind]}.", field.name)
    return False


def _check_rest(
    values: Mapping[str, Any], typed: Mapping[TransferField, Any], faults: Faults
) -> None:
    if "email" not in values:
        faults.add(ErrorCode.REQUIRED, "This is missing.", "email")
    for field, value in typed.items():
        fault = _fault(field, value)
        if fault is not None:
            faults.add(ErrorCode.INVALID, fault, field.name)
    for name in (ID, REFERRER):
        if name in values and not _is_reference(values[name]):
            message = f"This must be a string of 1 to {MAX_REFERENCE} characters, or a number."
            faults.add(ErrorCode.INVALID, message, name)


def _fault(field: TransferField, value: Any) -> str | None:
    if field.read is parse_rfc3339:
        try:
            parse_rfc3339(value)
        except ValueError as error:
            return str(error)
    if field.name == "passwordHash":
        return hash_fault(value)
    return None


def _is_reference(value: Any) -> bool:
    if isinstance(value, str):
        return 0 < len(value) <= MAX_REFERENCE and is_storable(value)
    return type(value) is int


def _unknown(name: str) -> str:
    name = name[:MAX_NAME]
    close = difflib.get_close_matches(name, NAMES, n=1)
    hint = f": did you mean `{close[0]}`?" if close else "."
    return f"There is no field {name!r}{hint}"


def _sentence(path: tuple[str, ...], message: str) -> str:
    return f"{path[-1]}: {message}" if path else message
