"""Sign-up: everything a profile can hold, all faults of an input together, and who may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.project import Project
from models.session import Session
from models.user import User
from tests.accounts import NOTHING, PASSWORD, SIGNUP, fault, me, sign_up, try_sign_up, weak
from tests.api_keys import create

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
NOT_TEXT = "NUL characters and lone surrogates are not text."
NOT_EMAIL = "This is no e-mail address: An email address must have an @-sign."
NO_REFERRER = fault(
    "REFERRER_NOT_FOUND",
    "There is no user with this ID in this project.",
    "input",
    "referredById",
)
EMAIL_TAKEN = fault(
    "EMAIL_TAKEN", "There is already an account with this e-mail address.", "input", "email"
)
USERNAME_TAKEN = fault(
    "USERNAME_TAKEN", "There is already an account with this user name.", "input", "username"
)
WHOLE = {
    "email": "Ada@Example.com",
    "username": "Ada.L",
    "name": "Ada Lovelace",
    "firstName": "Ada",
    "lastName": "Lovelace",
    "phone": "+44 20 7946 0000",
    "city": "London",
    "country": "United Kingdom",
    "timezone": "Europe/London",
    "avatarUrl": "https://example.com/ada.png",
    "data": {"age": 36, "tags": ["maths", "é"], "deep": {"ratio": 0.5, "none": None}},
    "preferences": {"theme": "dark"},
}


async def nobody_is_there() -> bool:
    """Whether neither a user nor a session has been stored."""
    return not await User.all().exists() and not await Session.all().exists()


async def test_everything_given_is_kept_as_typed(server: Server) -> None:
    friend, _ = await sign_up(server.anonymous, email="bob@example.com")
    payload = await try_sign_up(server.anonymous, **WHOLE, referredById=friend["id"])
    user, tokens, session = payload["user"], payload["tokens"], payload["session"]
    at = user["createdAt"]
    assert payload["errors"] == []
    assert user == WHOLE | {
        "id": user["id"],
        "role": "user",
        "isEmailVerified": False,
        "isActive": True,
        "lastLoginAt": at,
        "createdAt": at,
        "updatedAt": at,
        "referralCount": 0,
        "referredBy": {"id": friend["id"]},
    }
    assert user["id"].startswith("user_")
    assert session == {
        "id": session["id"],
        "isCurrent": False,
        "userAgent": None,
        "ipAddress": "127.0.0.1",
        "createdAt": at,
        "lastUsedAt": at,
        "expiresAt": tokens["refreshExpiresAt"],
    }
    assert session["id"].startswith("sess_")
    assert (tokens["tokenType"], tokens["expiresIn"]) == ("Bearer", 900)
    assert await me(server.anonymous.with_token(tokens["accessToken"])) == user


async def test_the_least_will_do_and_null_is_the_same_as_nothing(server: Server) -> None:
    optional = {name: None for name in WHOLE if name != "email"}
    least, _ = await sign_up(server.anonymous, email=EMAIL)
    nulls, _ = await sign_up(server.anonymous, email="b@example.com", **optional, referredById=None)
    own = ("id", "email", "createdAt", "updatedAt", "lastLoginAt")
    assert {**least, **{name: nulls[name] for name in own}} == nulls
    assert [name for name in optional if least[name] is not None] == ["data", "preferences"]
    assert (least["data"], least["preferences"], least["referredBy"]) == ({}, {}, None)


async def test_a_new_user_has_the_role_that_the_project_says(server: Server) -> None:
    await Project.filter(is_default=True).update(default_role="reader")
    user, _ = await sign_up(server.anonymous, email=EMAIL)
    assert user["role"] == "reader"


async def test_all_faults_are_reported_together_and_in_order(server: Server) -> None:
    await sign_up(server.anonymous, email="bob@example.com", username="Bob")
    payload = await try_sign_up(
        server.anonymous,
        email="nobody",
        password="short",
        username="bOB",
        name="n" * 201,
        phone="\0",
        timezone="Europe/Atlantis",
        avatarUrl="ftp://example.com",
        data=[1],
        preferences={"a": "\0"},
        referredById="user_nobody",
    )
    assert payload == NOTHING | {
        "errors": [
            fault("INVALID", NOT_EMAIL, "input", "email"),
            fault("TOO_LONG", "At most 200 characters, but there are 201.", "input", "name"),
            fault("INVALID", NOT_TEXT, "input", "phone"),
            fault(
                "INVALID",
                "This is no IANA time zone; one is, for example, Asia/Karachi.",
                "input",
                "timezone",
            ),
            fault(
                "INVALID",
                "This is no URL that begins with http:// or https://.",
                "input",
                "avatarUrl",
            ),
            fault("INVALID", "The document must be a JSON object.", "input", "data"),
            fault(
                "INVALID",
                "The strings of the document must be Unicode text without NUL characters.",
                "input",
                "preferences",
            ),
            weak("TOO_SHORT", message="Choose another password: use at least 8 characters."),
            NO_REFERRER,
            USERNAME_TAKEN,
        ]
    }
    assert await User.all().count() == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada@example.com", "ADA@EXAMPLE.COM"),
        ("é@example.com", "É@example.com"),
        ("e\u0301@example.com", "É@example.com"),
        ("дом@example.com", "ДОМ@example.com"),
    ],
)
async def test_an_address_is_taken_in_every_case(server: Server, one: str, other: str) -> None:
    first, _ = await sign_up(server.anonymous, email=one)
    assert await try_sign_up(server.anonymous, email=other) == NOTHING | {"errors": [EMAIL_TAKEN]}
    assert first["email"] == one
    assert (await User.all().count(), await Session.all().count()) == (1, 1)


async def test_a_user_name_is_taken_in_every_case(server: Server) -> None:
    await sign_up(server.anonymous, email="a@example.com", username="Ædith")
    payload = await try_sign_up(server.anonymous, email="b@example.com", username="æDITH")
    assert payload == NOTHING | {"errors": [USERNAME_TAKEN]}
    assert await User.all().count() == 1


async def test_users_without_a_user_name_are_many(server: Server) -> None:
    await sign_up(server.anonymous, email="a@example.com")
    await sign_up(server.anonymous, email="b@example.com", username=None)
    assert await User.all().count() == 2


@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("", "INVALID"),
        ("ada", "INVALID"),
        ("@example.com", "INVALID"),
        ("ada@", "INVALID"),
        ("ada@localhost", "INVALID"),
        ("ada lovelace@example.com", "INVALID"),
        ("Ada <ada@example.com>", "INVALID"),
        ("ada@example.com\n", "INVALID"),
        ("ada@example.com\0", "INVALID"),
        ("a@b@example.com", "INVALID"),
        ("ada@" + "a" * 250 + ".com", "TOO_LONG"),
    ],
)
async def test_what_is_no_address_is_refused(server: Server, email: str, code: str) -> None:
    payload = await try_sign_up(server.anonymous, email=email)
    (error,) = payload.pop("errors")
    assert payload == NOTHING
    assert (error["code"], error["path"]) == (code, ["input", "email"])
    assert await nobody_is_there()


@pytest.mark.parametrize(
    ("username", "code"),
    [("", "TOO_SHORT"), ("a b", "INVALID"), ("a\u200bb", "INVALID"), ("a" * 65, "TOO_LONG")],
)
async def test_what_is_no_user_name_is_refused(server: Server, username: str, code: str) -> None:
    payload = await try_sign_up(server.anonymous, email=EMAIL, username=username)
    (error,) = payload.pop("errors")
    assert payload == NOTHING
    assert (error["code"], error["path"]) == (code, ["input", "username"])
    assert await nobody_is_there()


async def test_a_referrer_must_be_a_user_of_this_project(server: Server) -> None:
    _, other = await server.second_project()
    stranger, _ = await sign_up(other, email=EMAIL)
    payload = await try_sign_up(server.anonymous, email="real@example.com")
    unknown = "user_" + "0" * 26
    session = payload["session"]["id"]
    for referrer in (stranger["id"], unknown, session, "", "user_", "\0", stranger["id"].upper()):
        refused = await try_sign_up(server.anonymous, email=EMAIL, referredById=referrer)
        assert refused == NOTHING | {"errors": [NO_REFERRER]}
    assert await User.all().count() == 2


def nested(levels: int) -> Any:
    """Make a document of so many levels."""
    return {"a": nested(levels - 1)} if levels > 1 else {}


@pytest.mark.parametrize("field", ["data", "preferences"])
@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("text", "The document must be a JSON object."),
        (nested(9), "The document must not be nested deeper than 8 levels."),
        (nested(900), "The document must not be nested deeper than 8 levels."),
        ({"a": "x" * 65_536}, "The document must not be larger than 64 KiB."),
        ({str(n): n for n in range(201)}, "The document must not have more than 200 keys."),
        (
            {"a\0": 1},
            "The keys of the document must be Unicode text without NUL characters.",
        ),
        ({"a" * 129: 1}, "The keys of the document must not be longer than 128 characters."),
    ],
    ids=["no-object", "deep", "very-deep", "large", "many-keys", "nul-key", "long-key"],
)
async def test_documents_have_bounds(
    server: Server, field: str, document: Any, message: str
) -> None:
    payload = await try_sign_up(server.anonymous, email=EMAIL, **{field: document})
    assert payload == NOTHING | {"errors": [fault("INVALID", message, "input", field)]}
    assert await nobody_is_there()


@pytest.mark.parametrize(
    "document",
    [nested(8), {str(n): n for n in range(200)}, {"a": "x" * (65_536 - 8)}, {"": -0.0, "ü": [[]]}],
    ids=["8-levels", "200-keys", "64-kib", "odd"],
)
async def test_documents_up_to_the_bounds_come_back_unchanged(
    server: Server, document: Any
) -> None:
    user, _ = await sign_up(server.anonymous, email=EMAIL, data=document)
    assert user["data"] == document


async def test_wrong_types_are_errors_of_the_request(server: Server) -> None:
    for values in ({"email": EMAIL}, {"email": EMAIL, "password": 1}, {"email": None}, {"x": 1}):
        answer = await server.anonymous.execute(SIGNUP, {"input": values})
        assert "data" not in answer
        codes = {error["extensions"]["code"] for error in answer["errors"]}
        assert codes == {"BAD_USER_INPUT"}
    assert await nobody_is_there()


async def test_a_closed_project_takes_no_sign_ups_from_anybody(server: Server) -> None:
    _, token = await sign_up(server.anonymous, email=EMAIL)
    await Project.filter(is_default=True).update(signup_enabled=False)
    callers = (
        server.anonymous,
        server.anonymous.with_key(server.publishable_key),
        server.anonymous.with_token(token),
        server.anonymous.with_token((await create(server.anonymous.with_token(token)))[1]),
        server.admin,
    )
    for caller in callers:
        values = {"email": "b@example.com", "password": PASSWORD}
        answer = await caller.execute(SIGNUP, {"input": values})
        assert answer["data"] == {"signup": None}
        (error,) = answer["errors"]
        assert error["message"] == "This project takes no sign-ups."
        assert (error["extensions"], error["path"]) == ({"code": "FORBIDDEN"}, ["signup"])
    assert await User.all().count() == 1
