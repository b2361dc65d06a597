"""Changing a profile: absent, null and a value told apart, documents merged, faults together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.accounts import UPDATE, fault, me, row_of, sign_up, update

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

BEFORE = {
    "username": "ada",
    "name": "Ada Lovelace",
    "firstName": "Ada",
    "lastName": "Lovelace",
    "phone": "+44 20",
    "city": "London",
    "country": "UK",
    "timezone": "Europe/London",
    "avatarUrl": "https://example.com/a.png",
}
AFTER = {
    "username": "Countess",
    "name": "Augusta Ada King",
    "firstName": "Augusta",
    "lastName": "King",
    "phone": "",
    "city": "Ρώμη",
    "country": "ITALIA",
    "timezone": "Europe/Rome",
    "avatarUrl": "http://example.com/b.png?x=%20y",
}
DOCUMENTS = ("data", "preferences")
NOT_TEXT = "NUL characters and lone surrogates are not text."
DEEP = "The document must not be nested deeper than 8 levels."
USERNAME_TAKEN = fault(
    "USERNAME_TAKEN", "There is already an account with this user name.", "input", "username"
)


async def ada(server: Server, **more: Any) -> tuple[Client, Any]:
    """Sign Ada up; give her as a caller, and her account."""
    user, token = await sign_up(server.anonymous, email="ada@example.com", **BEFORE, **more)
    return server.anonymous.with_token(token), user


@pytest.mark.parametrize("name", BEFORE)
async def test_a_value_changes_one_field_null_clears_it(server: Server, name: str) -> None:
    client, before = await ada(server)
    changed = (await update(client, **{name: AFTER[name]}))["user"]
    assert changed == before | {name: AFTER[name], "updatedAt": changed["updatedAt"]}
    assert changed["updatedAt"] > before["updatedAt"]
    cleared = (await update(client, **{name: None}))["user"]
    assert cleared == before | {name: None, "updatedAt": cleared["updatedAt"]}
    assert cleared["updatedAt"] > changed["updatedAt"]
    assert await me(client) == cleared


async def test_nothing_given_changes_nothing(server: Server) -> None:
    client, before = await ada(server, data={"a": 1})
    assert await update(client) == {"user": before, "errors": []}


async def test_an_empty_patch_changes_no_document(server: Server) -> None:
    client, before = await ada(server, data={"b": 1, "a": 2}, preferences={"x": []})
    after = (await update(client, data={}, preferences={}))["user"]
    assert after == before | {"updatedAt": after["updatedAt"]}
    assert list(after["data"]) == ["b", "a"]


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_documents_are_merged(server: Server, name: str) -> None:
    stored_document = {"age": 36, "tags": ["a"], "deep": {"x": 1, "y": {"z": 2}}, "kept": True}
    client, before = await ada(server, **{name: stored_document})
    patch = {
        "age": None,
        "tags": ["b", None],
        "deep": {"y": {"z": None, "w": 0}},
        "new": {"n": None},
    }
    after = (await update(client, **{name: patch}))["user"]
    merged = {"tags": ["b", None], "deep": {"x": 1, "y": {"w": 0}}, "kept": True, "new": {}}
    assert after == before | {name: merged, "updatedAt": after["updatedAt"]}


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_null_clears_a_document(server: Server, name: str) -> None:
    client, before = await ada(server, **{name: {"a": {"b": 1}}})
    after = (await update(client, **{name: None}))["user"]
    assert after == before | {name: {}, "updatedAt": after["updatedAt"]}


async def test_what_was_merged_is_found_and_what_went_is_not(server: Server) -> None:
    client, user = await ada(server, data={"age": 36, "city": "London"})
    await update(client, data={"age": None, "city": "Rome"})
    query = """query Found($where: UserFilter!) { users(filter: $where) { nodes { id } } }"""
    rome = {"data": [{"path": ["city"], "is": {"string": {"eq": "Rome"}}}]}
    gone = {"data": [{"path": ["age"], "is": {"exists": True}}]}
    assert await server.admin.data(query, {"where": rome}) == {
        "users": {"nodes": [{"id": user["id"]}]}
    }
    assert await server.admin.data(query, {"where": gone}) == {"users": {"nodes": []}}


def nested(levels: int, value: object = None) -> Any:
    """Make a patch of so many levels."""
    document: Any = {"a": value}
    for _ in range(levels - 1):
        document = {"a": document}
    return document


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize(
    ("patch", "message"),
    [
        (["a"], "The document must be a JSON object."),
        (False, "The document must be a JSON object."),
        ({"b": "x" * 40_000}, "The document must not be larger than 64 KiB."),
        ({str(n): n for n in range(200)}, "The document must not have more than 200 keys."),
        (nested(9), DEEP),
        (nested(900), DEEP),
        ({"a": "\0"}, "The strings of the document must be Unicode text without NUL characters."),
    ],
    ids=["list", "false", "large", "many-keys", "deep", "very-deep", "nul"],
)
async def test_a_result_beyond_the_bounds_changes_nothing(
    server: Server, name: str, patch: Any, message: str
) -> None:
    client, before = await ada(server, **{name: {"old": "y" * 30_000}})
    payload = await update(client, city="Rome", **{name: patch})
    error = fault("INVALID", message, "input", name)
    assert payload == {"user": None, "errors": [error]}
    assert await me(client) == before


async def test_hostile_depth_does_not_end_the_stack(server: Server) -> None:
    client, before = await ada(server)
    patch = '{"a":' * 1000 + "1" + "}" * 1000
    query = "mutation($d: JSON) { updateProfile(input: {data: $d}) { errors { message } } }"
    body = f'{{"query": "{query}", "variables": {{"d": {patch}}}}}'.encode()
    headers = {"content-type": "application/json"}
    answer = await client.request("POST", "/graphql", body=body, headers=headers)
    assert answer.json == {"data": {"updateProfile": {"errors": [{"message": DEEP}]}}}
    assert await me(client) == before


async def test_a_patch_may_name_more_keys_than_a_document_has(server: Server) -> None:
    client, _ = await ada(server, data={f"old{n}": n for n in range(150)})
    patch = {f"old{n}": None for n in range(150)} | {f"new{n}": n for n in range(150)}
    after = (await update(client, data=patch))["user"]
    assert after["data"] == {f"new{n}": n for n in range(150)}


async def test_all_faults_are_reported_together_and_nothing_changes(server: Server) -> None:
    await sign_up(server.anonymous, email="bob@example.com", username="Bob")
    client, before = await ada(server, data={"a": 1})
    payload = await update(
        client,
        username="bOB",
        name="n" * 201,
        firstName="n" * 101,
        city="Ro\0me",
        country=None,
        timezone="europe/rome",
        avatarUrl="javascript:alert(1)",
        data=1,
        preferences=nested(9),
    )
    zone = "This is no IANA time zone; one is, for example, Asia/Karachi."
    url = "This is no URL that begins with http:// or https://."
    assert payload == {
        "user": None,
        "errors": [
            fault("TOO_LONG", "At most 200 characters, but there are 201.", "input", "name"),
            fault("TOO_LONG", "At most 100 characters, but there are 101.", "input", "firstName"),
            fault("INVALID", NOT_TEXT, "input", "city"),
            fault("INVALID", zone, "input", "timezone"),
            fault("INVALID", url, "input", "avatarUrl"),
            USERNAME_TAKEN,
            fault("INVALID", "The document must be a JSON object.", "input", "data"),
            fault("INVALID", DEEP, "input", "preferences"),
        ],
    }
    assert await me(client) == before


async def test_the_own_name_in_another_case_is_not_taken(server: Server) -> None:
    client, _ = await ada(server)
    assert (await update(client, username="ADA"))["user"]["username"] == "ADA"


async def test_a_cleared_user_name_is_free_for_others(server: Server) -> None:
    client, _ = await ada(server)
    await update(client, username=None)
    bob, _ = await sign_up(server.anonymous, email="bob@example.com", username="ADA")
    assert bob["username"] == "ADA"
    assert await update(client, username="ada") == {"user": None, "errors": [USERNAME_TAKEN]}


@pytest.mark.parametrize("field", ["email", "password", "role", "isActive", "referredById", "id"])
async def test_other_fields_are_unknown(server: Server, field: str) -> None:
    client, before = await ada(server)
    answer = await client.execute(UPDATE, {"input": {field: "admin"}})
    assert "data" not in answer
    assert [one["extensions"] for one in answer["errors"]] == [{"code": "BAD_USER_INPUT"}]
    assert await me(client) == before


async def test_who_is_nobody_changes_nothing(server: Server) -> None:
    _, before = await ada(server)
    row = await row_of(before)
    for caller in (server.anonymous, server.admin, server.anonymous.with_token("x")):
        answer = await caller.execute(UPDATE, {"input": {"city": "Rome"}})
        assert answer["data"] == {"updateProfile": None}
        (error,) = answer["errors"]
        assert (error["extensions"], error["path"]) == (
            {"code": "UNAUTHENTICATED"},
            ["updateProfile"],
        )
    assert await row_of(before) == row
