"""The rules for what a project may be set to; every fault is collected, with its place."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import AccountError, ErrorCode, Faults
from core.text import fold
from models.project import Project
from resolvers.context import ADMIN
from resolvers.names import check_name
from resolvers.profile import camel

MAX_ROLES = 100
MAX_ROLE = 50
"""Code points of the name of a role."""
LIMITS = {
    "password_min_length": (8, 64),
    "access_token_lifetime": (60, 24 * 60 * 60),
    "refresh_token_lifetime": (5 * 60, 365 * 24 * 60 * 60),
}
"""The least and the greatest value of each number: characters, and seconds."""


def check_settings(project: Project, changes: Mapping[str, Any], faults: Faults) -> None:
    """Note all faults in the columns that are to change; None stands for null."""
    for column, value in changes.items():
        if value is None:
            message = "This cannot be null: leave it out to keep it as it is."
            faults.add(ErrorCode.REQUIRED, message, "input", camel(column))
        elif not _is_within(column, value):
            least, most = LIMITS[column]
            message = f"This is from {least} to {most}, but {value} was given."
            faults.add(ErrorCode.INVALID, message, "input", camel(column))
    if changes.get("name") is not None:
        _check_name(changes["name"], faults)
    if changes.get("roles") is not None:
        _check_roles(changes["roles"], faults)
    after = _after(project, changes)
    _check_default_role(after, changes, faults)
    _check_lifetimes(after, changes, faults)


def _is_within(column: str, value: Any) -> bool:
    """Tell whether a number is one that the column can be; other values always are."""
    return column not in LIMITS or LIMITS[column][0] <= value <= LIMITS[column][1]


def _after(project: Project, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Give the settings that depend on one another as they would be."""
    stored = {name: getattr(project, name) for name in ("roles", "default_role", *LIMITS)}
    possible = {
        name: value
        for name, value in changes.items()
        if value is not None and _is_within(name, value)
    }
    return stored | possible


def _check_name(name: str, faults: Faults) -> None:
    try:
        check_name(name, "project", ("input", "name"))
    except AccountError as error:
        faults.append(error)


def _check_roles(roles: Sequence[str], faults: Faults) -> None:
    if len(roles) > MAX_ROLES:
        message = f"A project has at most {MAX_ROLES} roles, but there are {len(roles)}."
        faults.add(ErrorCode.TOO_LONG, message, "input", "roles")
        return
    if ADMIN not in roles:
        message = f"The role `{ADMIN}` cannot be dropped, so that it belongs in the list, too."
        faults.add(ErrorCode.INVALID, message, "input", "roles")
    folded: dict[str, str] = {}
    for index, role in enumerate(roles):
        fault = _role_fault(role) or _twin_fault(role, folded)
        if fault is not None:
            faults.add(*fault, "input", "roles", str(index))


def _role_fault(role: str) -> tuple[ErrorCode, str] | None:
    if not role:
        return ErrorCode.TOO_SHORT, "The name of a role has at least one character."
    if len(role) > MAX_ROLE:
        return ErrorCode.TOO_LONG, f"The name of a role has at most {MAX_ROLE} characters."
    if any(unicodedata.category(char)[0] in "ZC" for char in role):
        return (
            ErrorCode.INVALID,
            "The name of a role has no spaces, control or invisible characters.",
        )
    return None


def _twin_fault(role: str, folded: dict[str, str]) -> tuple[ErrorCode, str] | None:
    """Tell of a role that people would take for another; `folded` gets all that are not."""
    twin = folded.get(fold(role))
    if role != ADMIN and fold(role) == ADMIN:
        twin = ADMIN
    if twin is None:
        folded[fold(role)] = role
        return None
    return ErrorCode.INVALID, f"`{role}` is the role `{twin}` once more, or differs in case only."


def _check_default_role(
    after: Mapping[str, Any], changes: Mapping[str, Any], faults: Faults
) -> None:
    given = "default_role" if changes.get("default_role") is not None else "roles"
    if changes.get(given) is None:
        return
    role = after["default_role"]
    if role == ADMIN:
        message = f"The default role cannot be `{ADMIN}`: whoever signs up would administer."
    elif role not in after["roles"]:
        message = f"The default role is one of the roles, and `{role}` would be none of them."
    else:
        return
    faults.add(ErrorCode.INVALID, message, "input", camel(given))


def _check_lifetimes(after: Mapping[str, Any], changes: Mapping[str, Any], faults: Faults) -> None:
    access, refresh = after["access_token_lifetime"], after["refresh_token_lifetime"]
    given = [name for name in LIMITS if name.endswith("lifetime") and changes.get(name) is not None]
    if given and access > refresh:
        message = "An access token cannot live longer than the refresh token that came with it."
        faults.add(ErrorCode.INVALID, message, "input", camel(given[0]))
