"""The forms of e-mail addresses, URLs and time zones; None means well-formed, else a sentence."""

import re
from functools import cache
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from pydantic import HttpUrl, TypeAdapter, ValidationError

_URL = TypeAdapter(HttpUrl)
NO_URL = "This is no URL that begins with http:// or https://."
# Browsers pass over what is wrong here, and read one address where others read another.
_WRITTEN_OUT = re.compile(r"https?://[^\s\x00-\x1f\x7f\\<>\"]+", re.IGNORECASE)


def email_fault(value: str) -> str | None:
    """Say what is wrong with an e-mail address (RFC 5322, RFC 6531); it is not written to."""
    try:
        address = validate_email(value, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        return f"This is no e-mail address: {error}"
    if "." not in address.domain:
        return "This is no e-mail address: there is no dot after the @."
    return None


def url_fault(value: str) -> str | None:
    """Say what is wrong with an absolute http or https URL (WHATWG URL).

    What that standard mends is refused: spaces, control characters, backslashes, too few slashes.
    """
    if _WRITTEN_OUT.fullmatch(value) is None:
        return NO_URL
    try:
        _URL.validate_python(value)
    except ValidationError:
        return NO_URL
    return None


def timezone_fault(value: str) -> str | None:
    """Say what is wrong with the name of a time zone (IANA time zone database)."""
    if value in _timezones():
        return None
    return "This is no IANA time zone; one is, for example, Asia/Karachi."


@cache
def _timezones() -> frozenset[str]:
    # These two stand for whatever a machine has chosen, and not every machine has them.
    return frozenset(available_timezones()) - {"localtime", "Factory"}
