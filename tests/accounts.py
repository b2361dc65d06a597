"""What tests do with accounts: sign up, log in, ask who one is, and look at what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.ids import Prefix, decode
from models.user import User

if TYPE_CHECKING:
    from uuid import UUID

    from tests.server import Client

PASSWORD = "correct horse 1"

ACCOUNT = """
fragment Account on User {
  id email username name firstName lastName phone city country timezone avatarUrl data preferences
  role isEmailVerified isActive lastLoginAt createdAt updatedAt referralCount referredBy { id }
}
"""
ERRORS = "errors { __typename code message path ... on WeakPasswordError { brokenRules } }"
TOKENS = "tokens { accessToken tokenType expiresIn expiresAt refreshToken refreshExpiresAt }"
SESSION = "session { id isCurrent userAgent ipAddress createdAt lastUsedAt expiresAt }"

SIGNUP = f"""
mutation Signup($input: SignupInput!) {{
  signup(input: $input) {{ user {{ ...Account }} {TOKENS} {SESSION} {ERRORS} }}
}}
{ACCOUNT}"""
LOGIN = f"""
mutation Login($input: LoginInput!) {{
  login(input: $input) {{ user {{ ...Account }} {TOKENS} {SESSION} {ERRORS} }}
}}
{ACCOUNT}"""
UPDATE = f"""
mutation Update($input: UpdateProfileInput!) {{
  updateProfile(input: $input) {{ user {{ ...Account }} {ERRORS} }}
}}
{ACCOUNT}"""
CHANGE = f"""
mutation Change($input: ChangePasswordInput!) {{
  changePassword(input: $input) {{ user {{ ...Account }} {ERRORS} }}
}}
{ACCOUNT}"""
ME = f"{{ me {{ ...Account }} }} {ACCOUNT}"

NOTHING: dict[str, Any] = {"user": None, "tokens": None, "session": None}
"""What a sign-up or a login that was refused gives, besides its errors."""


async def try_sign_up(client: Client, **values: Any) -> Any:
    """Sign up with the fields of SignupInput, by their names in GraphQL; give the payload."""
    values = {"password": PASSWORD, **values}
    return (await client.data(SIGNUP, {"input": values}))["signup"]


async def sign_up(client: Client, **values: Any) -> tuple[Any, str]:
    """Sign up, which must succeed; give the user and its access token."""
    payload = await try_sign_up(client, **values)
    assert payload["errors"] == []
    return payload["user"], payload["tokens"]["accessToken"]


async def try_log_in(client: Client, **values: Any) -> Any:
    """Log in with the fields of LoginInput; give the payload."""
    values = {"password": PASSWORD, **values}
    return (await client.data(LOGIN, {"input": values}))["login"]


async def log_in(client: Client, **values: Any) -> str:
    """Log in, which must succeed; give the access token."""
    payload = await try_log_in(client, **values)
    assert payload["errors"] == []
    return str(payload["tokens"]["accessToken"])


async def update(client: Client, **changes: Any) -> Any:
    """Change the caller's profile; give the payload."""
    return (await client.data(UPDATE, {"input": changes}))["updateProfile"]


async def change_password(client: Client, current: str, new: str) -> Any:
    """Change the caller's password; give the payload."""
    values = {"currentPassword": current, "newPassword": new}
    return (await client.data(CHANGE, {"input": values}))["changePassword"]


async def me(client: Client) -> Any:
    """Give the caller as it sees itself; it must be signed in."""
    return (await client.data(ME))["me"]


async def is_signed_in(client: Client) -> bool:
    """Whether the server takes the caller's token; if not, it must say UNAUTHENTICATED."""
    answer = await client.execute("{ me { id } }")
    if "errors" not in answer:
        return True
    assert answer["data"] == {"me": None}
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "UNAUTHENTICATED"}]
    return False


def fault(code: str, message: str, *path: str) -> dict[str, Any]:
    """Give an error as the payload of a mutation shows it."""
    return {"__typename": "InputError", "code": code, "message": message, "path": list(path)}


def weak(*rules: str, message: str, field: str = "password") -> dict[str, Any]:
    """Give the error for a weak password as the payload of a mutation shows it."""
    path = ["input", field]
    common = {"code": "PASSWORD_WEAK", "message": message, "path": path}
    return {"__typename": "WeakPasswordError", **common, "brokenRules": list(rules)}


def key_of(user: Any) -> UUID:
    """Give the key in the database of a user that the API gave."""
    key = decode(Prefix.USER, user["id"])
    assert key is not None
    return key


async def stored(user: Any) -> User:
    """Read the row of a user that the API gave."""
    return await User.get(id=key_of(user))


async def row_of(user: Any) -> dict[str, Any]:
    """Read all columns of a user that the API gave, to compare them."""
    (row,) = await User.filter(id=key_of(user)).values()
    return row
