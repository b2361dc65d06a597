"""Refresh tokens in a cookie: set, read and removed for this site, of no use to any other."""

from __future__ import annotations

import json
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any

import pytest

from models.session import RefreshToken, Session
from models.user import User
from tests.accounts import CHANGE, LOGIN, NOTHING, PASSWORD, SIGNUP, UPDATE, fault, is_signed_in
from tests.api_keys import create
from tests.schema.http.wire import PREFLIGHT, get, post
from tests.schema.mutations.test_refresh_token import REFRESH, REFUSED
from tests.server import running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.server import Answer, Client, Server

pytestmark = pytest.mark.anyio

NAME = "__Secure-rollcall_refresh"
EMAIL = "ada@example.com"
ACCOUNT = {"email": EMAIL, "password": PASSWORD}
MONTH = 30 * 24 * 60 * 60
ELSEWHERE = "This server keeps refresh tokens in cookies: it changes nothing for another site."
UNGUARDED = (
    "The refresh token in the cookie is used only by a request with the header GraphQL-Preflight,"
    " with any value."
)
LOGOUT = """mutation($scope: SessionScope!) {
  logout(input: {scope: $scope}) { revokedCount errors { code } }
}"""
DELETE = """mutation($password: String!) {
  deleteAccount(input: {password: $password}) { deletedId errors { code } }
}"""
REVOKE = """mutation($id: ID!) {
  revokeSession(input: {id: $id}) { session { id } errors { code } }
}"""


@pytest.fixture
async def keeper(database_url: str) -> AsyncIterator[Server]:
    """Run the test on each database against a server that keeps refresh tokens in cookies."""
    public_url = "https://accounts.example/api"
    async with running(database_url, refresh_cookie=True, public_url=public_url) as server:
        yield server


async def send(
    client: Client, query: str, variables: dict[str, Any], token: str = "", **headers: str
) -> Answer:
    """Send a document by POST, with the cookie where a refresh token is given."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    cookie = {"cookie": f"theme=dark; {NAME}={token}"} if token else {}
    return await post(client, body, **cookie, **headers)


def set_by(answer: Answer) -> str:
    """Give the refresh token that an answer sets, after checking how."""
    (morsel,) = SimpleCookie(answer.headers["set-cookie"]).values()
    assert morsel.key == NAME
    attributes = {name: value for name, value in morsel.items() if value}
    assert attributes == {
        "httponly": True,
        "secure": True,
        "samesite": "strict",
        "path": "/api/graphql",
        "max-age": str(MONTH),
    }
    assert morsel.value not in answer.body.decode()
    return morsel.value


def payload(answer: Answer, name: str) -> Any:
    """Give the payload of a mutation; the body must tell no refresh token."""
    assert "errors" not in answer.json, answer.json
    found = answer.json["data"][name]
    if found.get("tokens"):
        assert found["tokens"]["refreshToken"] is None
    return found


async def sign_up(client: Client) -> tuple[str, Any]:
    """Sign up; give the refresh token of the cookie and the payload."""
    answer = await send(client, SIGNUP, {"input": ACCOUNT})
    return set_by(answer), payload(answer, "signup")


async def renew(client: Client, token: str, given: str | None = None, **headers: str) -> Answer:
    """Refresh by the cookie, with the header that this needs."""
    variables = {"input": {} if given is None else {"refreshToken": given}}
    return await send(client, REFRESH, variables, token, graphql_preflight="1", **headers)


def forbidden(answer: Answer, message: str) -> bool:
    """Whether an answer is FORBIDDEN for this reason, and sets nothing."""
    (error,) = answer.json["errors"]
    assert error["message"] == message
    return error["extensions"] == {"code": "FORBIDDEN"} and "set-cookie" not in answer.headers


async def test_a_browser_signs_up_logs_in_and_refreshes(keeper: Server) -> None:
    first, _ = await sign_up(keeper.anonymous)
    login = await send(keeper.anonymous, LOGIN, {"input": ACCOUNT})
    second = set_by(login)
    session = payload(login, "login")["session"]["id"]
    refreshed = await renew(keeper.anonymous, second)
    third = set_by(refreshed)
    assert len({first, second, third}) == 3
    found = payload(refreshed, "refreshToken")
    assert (found["errors"], found["session"]["id"]) == ([], session)
    assert await is_signed_in(keeper.anonymous.with_token(found["tokens"]["accessToken"]))


async def test_the_age_of_the_cookie_is_the_life_of_the_token(keeper: Server) -> None:
    token, found = await sign_up(keeper.anonymous)
    (stored,) = await RefreshToken.all()
    assert (stored.expires_at - stored.created_at).total_seconds() == MONTH
    assert found["tokens"]["refreshExpiresAt"] == found["session"]["expiresAt"]
    assert payload(await renew(keeper.anonymous, token), "refreshToken")["errors"] == []


async def test_without_the_setting_there_is_no_cookie(server: Server) -> None:
    answer = await send(server.anonymous, SIGNUP, {"input": ACCOUNT})
    assert "set-cookie" not in answer.headers
    token = answer.json["data"]["signup"]["tokens"]["refreshToken"]
    wanted = fault("REQUIRED", "Give the refresh token.", "input", "refreshToken")
    ignored = await renew(server.anonymous, token)
    assert ignored.json["data"]["refreshToken"] == {**NOTHING, "errors": [wanted]}
    # Nor is anything asked of the site that sends a request.
    elsewhere = await send(server.anonymous, LOGIN, {"input": ACCOUNT}, sec_fetch_site="cross-site")
    assert elsewhere.json["data"]["login"]["errors"] == []


async def test_a_cookie_alone_is_not_enough(keeper: Server) -> None:
    token, _ = await sign_up(keeper.anonymous)
    answer = await send(keeper.anonymous, REFRESH, {"input": {}}, token)
    assert answer.json["data"] == {"refreshToken": None}
    assert forbidden(answer, UNGUARDED)
    assert await RefreshToken.filter(used_at__not_isnull=True).count() == 0
    assert set_by(await renew(keeper.anonymous, token))


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "Cross-Site", "origin": "https://accounts.example"},
        {"sec_fetch_site": ""},
        {"origin": "https://evil.example"},
        {"origin": "https://accounts.example.evil.example"},
        {"origin": "http://accounts.example"},
        {"origin": "https://accounts.example:8443"},
        {"origin": "null"},
        {"origin": ""},
    ],
    ids=str,
)
async def test_another_site_changes_nothing(keeper: Server, headers: dict[str, str]) -> None:
    token, found = await sign_up(keeper.anonymous)
    client = keeper.anonymous.with_token(found["tokens"]["accessToken"])
    before = await User.all().values(), await Session.all().values()
    attempts = [
        await renew(client, token, **headers),
        await renew(client, token, token, **headers),
        await send(client, LOGIN, {"input": ACCOUNT}, token, **headers),
        await send(client, SIGNUP, {"input": {**ACCOUNT, "email": "b@example.com"}}, **headers),
        await send(client, LOGOUT, {"scope": "ALL"}, token, **headers),
        await send(client, UPDATE, {"input": {"name": "Eve"}}, token, **headers),
    ]
    for answer in attempts:
        assert answer.json.keys() == {"errors"}
        assert forbidden(answer, ELSEWHERE)
    assert (await User.all().values(), await Session.all().values()) == before
    assert await RefreshToken.filter(used_at__not_isnull=True).count() == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "same-origin", "origin": "http://localhost:8000"},
        {"sec_fetch_site": "same-site", "origin": "https://www.accounts.example"},
        {"sec_fetch_site": "none"},
        {"origin": "https://accounts.example"},
        {"origin": "HTTPS://Accounts.Example"},
        {},
    ],
    ids=str,
)
async def test_our_own_site_is_served(keeper: Server, headers: dict[str, str]) -> None:
    token, _ = await sign_up(keeper.anonymous)
    assert set_by(await renew(keeper.anonymous, token, **headers)) != token


async def test_pages_of_named_origins_are_served(sqlite_url: str) -> None:
    changes = {"refresh_cookie": True, "public_url": "https://accounts.example/api"}
    async with running(sqlite_url, cors_origins="https://app.example", **changes) as server:
        token, _ = await sign_up(server.anonymous)
        for origin in ("https://app.example", "https://evil.example"):
            answer = await renew(server.anonymous, token, origin=origin)
            assert ("set-cookie" in answer.headers) == (origin == "https://app.example")


async def test_reading_is_allowed_from_everywhere(keeper: Server) -> None:
    answer = await get(
        keeper.anonymous, "query={__typename}", {**PREFLIGHT, "origin": "https://evil.example"}
    )
    assert answer.json == {"data": {"__typename": "Query"}}


async def test_a_token_in_the_input_goes_before_the_cookie(keeper: Server) -> None:
    token, _ = await sign_up(keeper.anonymous)
    refused = await renew(keeper.anonymous, token, "nonsense")
    assert payload(refused, "refreshToken") == REFUSED
    assert "set-cookie" not in refused.headers
    # It needs no header, as no browser adds it by itself.
    variables = {"input": {"refreshToken": token}}
    answer = await send(keeper.anonymous, REFRESH, variables, "nonsense")
    assert payload(answer, "refreshToken")["errors"] == []
    assert set_by(answer)


@pytest.mark.parametrize("token", ["nonsense", "é", "%00", '"a\\000b"', "x" * 5_000])
async def test_a_cookie_that_is_no_token_is_refused(keeper: Server, token: str) -> None:
    answer = await renew(keeper.anonymous, token)
    assert payload(answer, "refreshToken") == REFUSED
    assert "set-cookie" not in answer.headers


async def test_no_cookie_is_told_as_no_token(keeper: Server) -> None:
    wanted = fault("REQUIRED", "Give the refresh token.", "input", "refreshToken")
    for cookie in ("", "theme=dark", f"{NAME}=", ";;=;", "\xff"):
        answer = await renew(keeper.anonymous, "", cookie=cookie)
        assert payload(answer, "refreshToken") == {**NOTHING, "errors": [wanted]}


@pytest.mark.parametrize("scope", ["CURRENT", "ALL"])
async def test_logging_out_removes_the_cookie(keeper: Server, scope: str) -> None:
    token, found = await sign_up(keeper.anonymous)
    client = keeper.anonymous.with_token(found["tokens"]["accessToken"])
    answer = await send(client, LOGOUT, {"scope": scope}, token)
    assert payload(answer, "logout") == {"revokedCount": 1, "errors": []}
    assert is_emptied(answer)
    assert payload(await renew(keeper.anonymous, token), "refreshToken") == REFUSED


async def test_logging_others_out_leaves_the_cookie(keeper: Server) -> None:
    token, found = await sign_up(keeper.anonymous)
    client = keeper.anonymous.with_token(found["tokens"]["accessToken"])
    answer = await send(client, LOGOUT, {"scope": "OTHERS"}, token)
    assert payload(answer, "logout") == {"revokedCount": 0, "errors": []}
    assert "set-cookie" not in answer.headers
    assert set_by(await renew(keeper.anonymous, token))


async def test_a_personal_key_leaves_the_cookie_unless_its_session_ends(keeper: Server) -> None:
    token, found = await sign_up(keeper.anonymous)
    _, key = await create(keeper.anonymous.with_token(found["tokens"]["accessToken"]))
    client = keeper.anonymous.with_token(key)
    answer = await send(client, LOGOUT, {"scope": "CURRENT"}, token)
    assert payload(answer, "logout") == {"revokedCount": 0, "errors": []}
    assert "set-cookie" not in answer.headers
    assert set_by(await renew(keeper.anonymous, token))
    answer = await send(client, LOGOUT, {"scope": "ALL"}, token)
    assert payload(answer, "logout") == {"revokedCount": 1, "errors": []}
    assert is_emptied(answer)


def is_emptied(answer: Answer) -> bool:
    """Whether an answer removes the cookie, from where it was set."""
    if "set-cookie" not in answer.headers:
        return False
    (morsel,) = SimpleCookie(answer.headers["set-cookie"]).values()
    removed = (NAME, "", "0", "/api/graphql")
    return (morsel.key, morsel.value, morsel["max-age"], morsel["path"]) == removed


async def test_ending_one_session_removes_the_cookie_of_that_one(keeper: Server) -> None:
    _, other = await sign_up(keeper.anonymous)
    login = await send(keeper.anonymous, LOGIN, {"input": ACCOUNT})
    found = payload(login, "login")
    client = keeper.anonymous.with_token(found["tokens"]["accessToken"])
    answer = await send(client, REVOKE, {"id": other["session"]["id"]})
    assert payload(answer, "revokeSession")["errors"] == []
    assert "set-cookie" not in answer.headers
    answer = await send(client, REVOKE, {"id": found["session"]["id"]})
    assert payload(answer, "revokeSession")["errors"] == []
    assert is_emptied(answer)


async def test_deleting_the_account_removes_the_cookie(keeper: Server) -> None:
    token, found = await sign_up(keeper.anonymous)
    client = keeper.anonymous.with_token(found["tokens"]["accessToken"])
    refused = await send(client, DELETE, {"password": "wrong horse 1"}, token)
    assert payload(refused, "deleteAccount")["errors"] == [{"code": "WRONG_PASSWORD"}]
    assert "set-cookie" not in refused.headers
    answer = await send(client, DELETE, {"password": PASSWORD}, token)
    assert payload(answer, "deleteAccount") == {"deletedId": found["user"]["id"], "errors": []}
    assert is_emptied(answer)


async def test_a_logout_that_is_refused_leaves_the_cookie(keeper: Server) -> None:
    token, _ = await sign_up(keeper.anonymous)
    answer = await send(keeper.anonymous, LOGOUT, {"scope": "ALL"}, token)
    assert answer.json["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
    assert "set-cookie" not in answer.headers


async def test_a_password_change_keeps_the_session_and_its_cookie(keeper: Server) -> None:
    token, found = await sign_up(keeper.anonymous)
    client = keeper.anonymous.with_token(found["tokens"]["accessToken"])
    change = {"currentPassword": PASSWORD, "newPassword": "battery staple 2"}
    answer = await send(client, CHANGE, {"input": change}, token)
    assert payload(answer, "changePassword")["errors"] == []
    assert "set-cookie" not in answer.headers
    assert set_by(await renew(keeper.anonymous, token))


async def test_a_refused_login_sets_nothing(keeper: Server) -> None:
    await sign_up(keeper.anonymous)
    wrong = {"email": EMAIL, "password": "wrong horse 1"}
    answer = await send(keeper.anonymous, LOGIN, {"input": wrong})
    assert payload(answer, "login")["errors"][0]["code"] == "INVALID_CREDENTIALS"
    assert "set-cookie" not in answer.headers
