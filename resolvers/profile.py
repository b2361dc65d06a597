"""The rules for what a profile may hold; every fault is collected, with its place."""

import unicodedata
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from core.documents import check, check_patch, dumps, merge
from core.errors import AccountError, ErrorCode, Faults
from core.formats import email_fault, timezone_fault, url_fault
from core.text import is_storable
from models.database import exceeds_index
from models.user import User

MAX_LENGTHS = {
    "email": 254,
    "username": 64,
    "name": 200,
    "first_name": 100,
    "last_name": 100,
    "phone": 40,
    "city": 100,
    "country": 100,
    "timezone": 64,
    "avatar_url": 2048,
}
"""Code points. The address's is that of a path in SMTP (RFC 5321, 4.5.3.1.3)."""

DOCUMENTS = ("data", "preferences")
TOO_LONG_FOR_INDEX = "A value in `data` is too long for the index of its key: some 2,500 bytes fit."


def is_possible(column: str, value: str) -> bool:
    """Whether a user could have this value, so that it is worth a look into the database."""
    return is_storable(value) and len(value) <= MAX_LENGTHS[column]


def camel(column: str) -> str:
    """Give the name in GraphQL of a column, for the path of a fault."""
    head, *rest = column.split("_")
    return head + "".join(word.capitalize() for word in rest)


def check_profile(values: Mapping[str, Any], faults: Faults, *, whole: bool) -> None:
    """Note all faults in the given columns of a profile; None stands for no value.

    `whole` says that documents are given whole rather than merged into what is stored.
    """
    for column, value in values.items():
        if column in MAX_LENGTHS and value is not None and _is_text(column, value, faults):
            _check_text(column, value, faults)
        if whole and column in DOCUMENTS and value is not None:
            check_document(column, value, faults)


def check_document(column: str, value: object, faults: Faults) -> None:
    """Note what is wrong with a document."""
    fault = check(value)
    if fault is not None:
        faults.add(ErrorCode.INVALID, fault, "input", column)


@asynccontextmanager
async def explained_limits() -> AsyncIterator[None]:
    """Say so where a value in `data` is too long for an index that the operator has added.

    Raises:
        AccountError: TOO_LONG.
    """
    try:
        yield
    except Exception as error:
        if not exceeds_index(error):
            raise
        raise AccountError(ErrorCode.TOO_LONG, TOO_LONG_FOR_INDEX, ("input", "data")) from error


def merge_documents(user: User, changes: Mapping[str, Any], faults: Faults) -> dict[str, Any]:
    """Give the columns that change with documents as they will be: merged into what is stored."""
    documents = {
        name: _merged(name, getattr(user, name), changes[name], faults)
        for name in DOCUMENTS
        if name in changes
    }
    return {**changes, **documents}


def differs(user: User, column: str, value: Any) -> bool:
    """Tell whether a value is another than the one that is stored."""
    stored = getattr(user, column)
    # In Python 1, 1.0 and True are equal; in JSON they are not.
    return dumps(stored) != dumps(value) if column in DOCUMENTS else bool(stored != value)


def _merged(column: str, stored: Any, patch: Any, faults: Faults) -> Any:
    """Merge a patch into a stored document (RFC 7396) and note what is wrong; None clears it."""
    if patch is None:
        return {}
    fault = check_patch(patch)
    if fault is not None:
        faults.add(ErrorCode.INVALID, fault, "input", column)
        return stored
    result = merge(stored, patch)
    check_document(column, result, faults)
    return result


def _is_text(column: str, value: str, faults: Faults) -> bool:
    path = ("input", camel(column))
    if not is_storable(value):
        faults.add(ErrorCode.INVALID, "NUL characters and lone surrogates are not text.", *path)
    elif len(value) > MAX_LENGTHS[column]:
        message = f"At most {MAX_LENGTHS[column]} characters, but there are {len(value)}."
        faults.add(ErrorCode.TOO_LONG, message, *path)
    else:
        return True
    return False


def _check_text(column: str, value: str, faults: Faults) -> None:
    path = ("input", camel(column))
    fault = _FORMATS[column](value) if column in _FORMATS else None
    if fault is not None:
        faults.add(ErrorCode.INVALID, fault, *path)
    if column == "username" and not value:
        faults.add(ErrorCode.TOO_SHORT, "A user name has at least one character.", *path)
    if column == "username" and any(unicodedata.category(char)[0] in "ZC" for char in value):
        message = "A user name has no spaces, control or invisible characters."
        faults.add(ErrorCode.INVALID, message, *path)


_FORMATS = {"email": email_fault, "timezone": timezone_fault, "avatar_url": url_fault}
