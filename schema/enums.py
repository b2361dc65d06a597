"""What each value of the enumerations means that are made outside the schema.

A value without its sentence stops the start, so that none reaches clients undescribed.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

import strawberry

E = TypeVar("E", bound=type[Enum])


def described(cls: E, sentences: Mapping[str, str], *, name: str, description: str) -> E:
    """Make an enumeration of GraphQL out of one of Python, with a sentence for each value.

    Raises:
        ValueError: a value has no sentence, or a sentence no value.
    """
    if unpaired := set(sentences) ^ set(cls.__members__):
        raise ValueError(f"{name}: value or sentence is missing for {', '.join(sorted(unpaired))}.")
    strawberry.enum(cls, name=name, description=description)
    definition: Any = cls.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = sentences[value.name]
    return cls


ERROR_CODES = {
    "REQUIRED": "A value is needed here, and none was given.",
    "INVALID": "A value has not the form that it must have; the message says which.",
    "TOO_SHORT": "A value is shorter than its place allows.",
    "TOO_LONG": "A value is longer than its place allows.",
    "PASSWORD_WEAK": "A new password breaks rules, which `brokenRules` names.",
    "EMAIL_TAKEN": "Another account of the project has this e-mail address, in whatever case.",
    "USERNAME_TAKEN": "Another account of the project has this user name, in whatever case.",
    "REFERRER_NOT_FOUND": "There is no user with the ID that was given for the referrer.",
    "INVALID_CREDENTIALS": (
        "The e-mail address or user name, or the password, is wrong; it is not said which."
    ),
    "WRONG_PASSWORD": "The password given as the present one is wrong.",
    "ACCOUNT_INACTIVE": "The account is switched off. Only who knows its password is told.",
    "ACCOUNT_LOCKED": "Too many attempts have failed: wait for `retryAfter` seconds.",
    "INVALID_TOKEN": "The refresh token is unknown, used or has run out: log in again.",
    "NOT_FOUND": "Nothing has this ID, or nothing that the caller may know of.",
    "LAST_ADMIN": "The project would be left without an active administrator.",
    "FILE_TOO_LARGE": (
        "A picture has more than 16 million pixels, or as a JPEG more than 64 million. A file of"
        " more than 50 MiB is answered with the status 413."
    ),
    "FILE_TYPE_NOT_ALLOWED": (
        "A file is of a kind, found from its content, that is not taken, or a drawing that could"
        " act."
    ),
}
PASSWORD_RULES = {
    "TOO_SHORT": "It has fewer characters than the project asks for, which is 8 or more.",
    "TOO_LONG": "It has more than 128 characters.",
    "NO_UPPERCASE": "It has no upper-case letter, and the project asks for one.",
    "NO_LOWERCASE": "It has no lower-case letter, and the project asks for one.",
    "NO_DIGIT": "It has no digit, and the project asks for one.",
    "NO_SYMBOL": "It has no symbol or punctuation mark, and the project asks for one.",
    "TOO_COMMON": "It is on the list of common passwords.",
    "CONTAINS_IDENTITY": "It contains the e-mail address, the user name or a name of the user.",
    "SAME_AS_OLD": "It is the password that the account has.",
}
SESSION_SCOPES = {
    "CURRENT": (
        "The session that this request was made with; a request by a personal key has none, and"
        " ends none."
    ),
    "OTHERS": "All sessions of the user but the one that this request was made with.",
    "ALL": "All sessions of the user.",
}
EVENT_TYPES = {
    "SIGNUP": "Somebody registered.",
    "LOGIN": "A user signed in.",
    "LOGIN_FAILED": "A sign-in was refused; `user` is null where there is no such account.",
    "LOCKED_OUT": "Failed attempts, ten in a row or more, have locked the account for a while.",
    "LOGOUT": "A user ended sessions of its own by `logout`.",
    "TOKEN_REFRESHED": "A session went on with a new refresh token.",
    "TOKEN_REUSED": "A used refresh token came again, so its session has ended.",
    "SESSION_REVOKED": "One session was ended by `revokeSession`.",
    "PROFILE_UPDATED": "A user changed its profile; `data` names the fields.",
    "PASSWORD_CHANGED": "A user changed its password.",
    "ACCOUNT_DELETED": "A user deleted its account.",
    "USER_CREATED": "An administrator made an account.",
    "USER_UPDATED": "An administrator changed an account; `data` names the fields.",
    "USER_DELETED": "An administrator deleted an account.",
    "API_KEY_CREATED": "A key was made.",
    "API_KEY_REVOKED": "A key was revoked.",
    "PROJECT_UPDATED": "An administrator changed the project; `data` names the fields.",
    "USERS_IMPORTED": "An operator imported users; `data` has their number, for each batch.",
    "USERS_EXPORTED": "An operator began to export all users, their password hashes included.",
}
KEY_KINDS = {
    "PUBLISHABLE": (
        "For browsers and apps: sign up, log in. Names the project, grants nothing else."
    ),
    "SECRET": "For servers: everything in the project.",
    "PERSONAL": (
        "For one user's own programs: acts as that user, but changes no password and makes no"
        " keys. Made by the user."
    ),
}
