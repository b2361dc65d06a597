"""The names of projects and keys, which people read and operators type."""

from core.errors import AccountError, ErrorCode

MAX_NAME = 100
"""Code points."""


def check_name(name: str, of: str, path: tuple[str, ...] = ("name",)) -> None:
    """Check the name of a thing, which is called `of` in sentences.

    Raises:
        AccountError: REQUIRED, TOO_LONG or INVALID, at `path`.
    """
    if not name.strip():
        raise AccountError(ErrorCode.REQUIRED, f"A {of} needs a name.", path)
    if len(name) > MAX_NAME:
        message = f"The name of a {of} has at most {MAX_NAME} characters."
        raise AccountError(ErrorCode.TOO_LONG, message, path)
    if not name.isprintable():
        message = f"The name of a {of} consists of printable characters."
        raise AccountError(ErrorCode.INVALID, message, path)
    if name != name.strip():
        message = f"The name of a {of} neither begins nor ends with a space."
        raise AccountError(ErrorCode.INVALID, message, path)
