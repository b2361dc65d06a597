"""What no profile may hold: NUL and lone surrogates, other than URLs and time zones, too long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.user import User
from tests.accounts import NOTHING, PASSWORD, fault, sign_up, try_sign_up, update

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
NOT_TEXT = "NUL characters and lone surrogates are not text."
NO_URL = "This is no URL that begins with http:// or https://."
NO_ZONE = "This is no IANA time zone; one is, for example, Asia/Karachi."
LIMITS = {
    "username": 64,
    "name": 200,
    "firstName": 100,
    "lastName": 100,
    "phone": 40,
    "city": 100,
    "country": 100,
}
FIELDS = (*LIMITS, "timezone", "avatarUrl")


@pytest.mark.parametrize("field", ["email", *FIELDS])
async def test_a_nul_is_refused_wherever_it_stands(server: Server, field: str) -> None:
    error = fault("INVALID", NOT_TEXT, "input", field)
    for text in ("\0", "a\0b", "é\0"):
        values = {"email": EMAIL, field: text}
        assert await try_sign_up(server.anonymous, **values) == NOTHING | {"errors": [error]}
    assert not await User.all().exists()


@pytest.mark.parametrize("field", FIELDS)
async def test_a_nul_is_refused_in_a_change_too(server: Server, field: str) -> None:
    _, token = await sign_up(server.anonymous, email=EMAIL)
    payload = await update(server.anonymous.with_token(token), **{field: "a\0b"})
    assert payload == {"user": None, "errors": [fault("INVALID", NOT_TEXT, "input", field)]}


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        # As JSON writes it, as GraphQL writes it, and as bytes.
        (rb'{me{id}}","variables":{"a":"\ud800"},"x":"', 400, "no low surrogate in string"),
        (rb"{user(id:\"\\ud800\"){id}}", 200, r"Invalid Unicode escape sequence: '\\ud800'"),
        (rb"{user(id:\"\\u{dfff}\"){id}}", 200, r"Invalid Unicode escape sequence: '\\u{dfff}'"),
        (b'{user(id:\\"\xed\xa0\x80\\"){id}}', 400, "surrogates not allowed"),
    ],
    ids=["json", "graphql", "graphql-braces", "utf-8"],
)
async def test_lone_surrogates_do_not_get_in(
    server: Server, query: bytes, status: int, message: str
) -> None:
    body, headers = b'{"query":"' + query + b'"}', {"content-type": "application/json"}
    answer = await server.admin.request("POST", "/graphql", body=body, headers=headers)
    assert answer.status == status
    assert list(answer.json) == ["errors"]
    (error,) = answer.json["errors"]
    assert message.replace("\\\\", "\\") in error["message"]
    assert error["extensions"]["code"] in {"BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED"}


@pytest.mark.parametrize("field", LIMITS)
async def test_lengths_are_counted_in_characters(server: Server, field: str) -> None:
    limit = LIMITS[field]
    user, token = await sign_up(server.anonymous, email=EMAIL, **{field: "😀" * limit})
    assert user[field] == "😀" * limit
    payload = await update(server.anonymous.with_token(token), **{field: "é" * (limit + 1)})
    message = f"At most {limit} characters, but there are {limit + 1}."
    assert payload == {"user": None, "errors": [fault("TOO_LONG", message, "input", field)]}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com/a.png",
        "//example.com/a.png",
        "ftp://example.com/a.png",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "http://",
        "https:// ",
        "mailto:ada@example.com",
    ],
)
async def test_what_is_no_web_address_is_refused(server: Server, url: str) -> None:
    error = fault("INVALID", NO_URL, "input", "avatarUrl")
    payload = await try_sign_up(server.anonymous, email=EMAIL, avatarUrl=url)
    assert payload == NOTHING | {"errors": [error]}


@pytest.mark.parametrize(
    "zone", ["", "Europe/Atlantis", "europe/rome", "+05:00", "Rome", "../UTC", "Europe", "UTC\n"]
)
async def test_what_is_no_time_zone_is_refused(server: Server, zone: str) -> None:
    error = fault("INVALID", NO_ZONE, "input", "timezone")
    payload = await try_sign_up(server.anonymous, email=EMAIL, timezone=zone)
    assert payload == NOTHING | {"errors": [error]}


@pytest.mark.parametrize("zone", ["UTC", "Asia/Karachi", "America/Argentina/Buenos_Aires"])
async def test_time_zones_are_taken(server: Server, zone: str) -> None:
    user, _ = await sign_up(server.anonymous, email=EMAIL, timezone=zone)
    assert user["timezone"] == zone


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("1" * 5000, "The numbers of the document must be finite."),
        ("9223372036854775808", "The integers of the document must fit into 64 bits."),
        ("1e400", "The numbers of the document must be finite."),
    ],
    ids=["5000-digits", "2^63", "1e400"],
)
async def test_numbers_in_the_document_have_bounds(
    server: Server, number: str, message: str
) -> None:
    query = f"""mutation {{ signup(input: {{
      email: "{EMAIL}", password: "{PASSWORD}", data: {{deep: [{number}]}}
    }}) {{ errors {{ code message path }} }} }}"""
    error: dict[str, Any] = fault("INVALID", message, "input", "data")
    del error["__typename"]
    assert await server.anonymous.data(query) == {"signup": {"errors": [error]}}
    assert not await User.all().exists()
