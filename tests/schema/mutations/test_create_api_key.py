"""Making API keys: what they are, who may make which, and what is refused."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.instants import format_micros, now, to_micros
from models.api_key import ApiKey
from tests.accounts import fault, is_signed_in, key_of, me, sign_up
from tests.api_keys import (
    CREATE,
    create,
    key_events,
    own_keys,
    personal,
    stored_keys,
    try_create,
)
from tests.callers import callers, code_of

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
USERS = "{ users { totalCount } }"


async def signed_up(server: Server, email: str = EMAIL) -> tuple[Any, Client]:
    user, token = await sign_up(server.anonymous, email=email)
    return user, server.anonymous.with_token(token)


async def test_a_personal_key_acts_as_the_user_who_made_it(server: Server) -> None:
    user, client = await signed_up(server)
    key, secret = await create(client, name="Ada’s laptop")
    assert re.fullmatch(r"pk_[0-9A-Za-z]{32}", secret)
    assert re.fullmatch(r"key_[0-9a-hjkmnp-tv-z]{26}", key.pop("id"))
    created = datetime.fromisoformat(key.pop("createdAt"))
    assert timedelta(0) <= now() - created < timedelta(minutes=1)
    assert key == {
        "name": "Ada’s laptop",
        "kind": "PERSONAL",
        "prefix": secret[:8],
        "requestsPerHour": 1000,
        "lastUsedAt": None,
        "expiresAt": None,
    }
    assert (await me(server.anonymous.with_token(secret)))["id"] == user["id"]


async def test_keys_of_the_project_work_at_once_and_are_of_their_kind(server: Server) -> None:
    key, secret = await create(server.admin, name="back end", kind="SECRET")
    assert re.fullmatch(r"rk_sec_[0-9A-Za-z]{38}", secret)
    assert (key["kind"], key["prefix"]) == ("SECRET", secret[:12])
    assert "errors" not in await server.anonymous.with_key(secret).execute(USERS)
    key, public = await create(server.admin, name="web page", kind="PUBLISHABLE")
    assert re.fullmatch(r"rk_pub_[0-9A-Za-z]{38}", public)
    assert (key["kind"], key["prefix"]) == ("PUBLISHABLE", public[:12])
    visitor = server.anonymous.with_key(public)
    answer = await visitor.execute(USERS)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]
    assert (await sign_up(visitor, email=EMAIL))[0]["email"] == EMAIL


async def test_only_the_hash_of_a_key_is_stored(server: Server) -> None:
    _, client = await signed_up(server)
    for caller, kind in ((client, "PERSONAL"), (server.admin, "SECRET")):
        key, secret = await create(caller, name="planted", kind=kind)
        (row,) = await ApiKey.filter(prefix=key["prefix"]).values()
        assert len(row["key_hash"]) == 64
        assert secret.removeprefix(key["prefix"]) not in repr(row)


REFUSED = {
    "anonymous": "UNAUTHENTICATED",
    "publishable": "UNAUTHENTICATED",
    "garbage": "UNAUTHENTICATED",
    "mixed": "UNAUTHENTICATED",
    "unknown key": "UNAUTHENTICATED",
    "mixed by key": "UNAUTHENTICATED",
    "member by key": "FORBIDDEN",
    "admin by key": "FORBIDDEN",
    "member by key with secret": "FORBIDDEN",
    "other member by key": "FORBIDDEN",
    "other admin by key": "FORBIDDEN",
}
MEMBERS = dict.fromkeys(("member", "member with publishable", "other member"), "FORBIDDEN")
# Somebody has to be signed in, whose key it is.
SERVERS = dict.fromkeys(("secret", "other secret"), "UNAUTHENTICATED")


@pytest.mark.parametrize(
    ("kind", "more"), [("SECRET", MEMBERS), ("PUBLISHABLE", MEMBERS), ("PERSONAL", SERVERS)]
)
async def test_who_may_make_keys(server: Server, kind: str, more: dict[str, str]) -> None:
    refused = {}
    for name, client in (await callers(server)).items():
        before, events = await stored_keys(), await key_events()
        answer = await client.execute(CREATE, {"input": {"name": name, "kind": kind}})
        if "errors" in answer:
            refused[name] = code_of(answer, "createApiKey")
            assert (await stored_keys(), await key_events()) == (before, events), name
        else:
            assert answer["data"]["createApiKey"]["errors"] == []
            assert len(await stored_keys()) == len(before) + 1
    assert refused == REFUSED | more


async def test_a_refusal_says_what_to_do(server: Server) -> None:
    _, client, by_key = await personal(server, email=EMAIL)
    for caller, kind, sentence in (
        (by_key, "PERSONAL", "Making keys needs a sign-in: a personal key may not."),
        (by_key, "SECRET", "Making keys needs a sign-in: a personal key may not."),
        (
            client,
            "SECRET",
            "Making keys of this kind needs a secret key or the role admin in this project.",
        ),
        (
            server.admin,
            "PERSONAL",
            "Sign in: this needs the header Authorization: Bearer <access token>.",
        ),
    ):
        answer = await caller.execute(CREATE, {"input": {"name": "x", "kind": kind}})
        assert [error["message"] for error in answer["errors"]] == [sentence]


NAMELESS = fault("REQUIRED", "A key needs a name.", "input", "name")
UNPRINTABLE = fault(
    "INVALID", "The name of a key consists of printable characters.", "input", "name"
)
LONG = fault("TOO_LONG", "The name of a key has at most 100 characters.", "input", "name")
PERSONAL_NUMBER = fault(
    "INVALID", "A personal key has 1 to 1,000 requests an hour.", "input", "requestsPerHour"
)
PAST = fault("INVALID", "This instant has passed: a key ends in the future.", "input", "expiresAt")


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"name": ""}, [NAMELESS]),
        ({"name": " \t "}, [NAMELESS]),
        ({"name": "x" * 101}, [LONG]),
        ({"name": "x" * 1000}, [LONG]),
        ({"name": "a\nb"}, [UNPRINTABLE]),
        ({"name": "a\0b"}, [UNPRINTABLE]),
        ({"requestsPerHour": 0}, [PERSONAL_NUMBER]),
        ({"requestsPerHour": -1}, [PERSONAL_NUMBER]),
        ({"requestsPerHour": 1001}, [PERSONAL_NUMBER]),
        ({"requestsPerHour": 2**31 - 1}, [PERSONAL_NUMBER]),
        ({"expiresAt": "2026-01-01T00:00:00Z"}, [PAST]),
        ({"expiresAt": "0001-01-01T00:00:00Z"}, [PAST]),
        (
            {"name": "", "requestsPerHour": 0, "expiresAt": "1970-01-01T00:00:00Z"},
            [NAMELESS, PERSONAL_NUMBER, PAST],
        ),
    ],
)
async def test_what_a_key_cannot_be(
    server: Server, values: dict[str, Any], faults: list[Any]
) -> None:
    _, client = await signed_up(server)
    before, events = await stored_keys(), await key_events()
    refused = {"apiKey": None, "secret": None, "errors": faults}
    assert await try_create(client, **values) == refused
    assert (await stored_keys(), await key_events()) == (before, events)


@pytest.mark.parametrize("kind", ["SECRET", "PUBLISHABLE"])
async def test_keys_of_the_project_have_a_million_requests_at_most(
    server: Server, kind: str
) -> None:
    key, _ = await create(server.admin, kind=kind, requestsPerHour=1_000_000)
    assert key["requestsPerHour"] == 1_000_000
    message = f"A {kind.lower()} key has 1 to 1,000,000 requests an hour."
    payload = await try_create(server.admin, kind=kind, requestsPerHour=1_000_001)
    assert payload["errors"] == [fault("INVALID", message, "input", "requestsPerHour")]


@pytest.mark.parametrize(
    "values",
    [
        {"name": None},
        {"kind": None},
        {"kind": "member by key"},
        {"requestsPerHour": 2**31},
        {"requestsPerHour": 1.5},
        {"expiresAt": "tomorrow"},
        {"expiresAt": "2099-01-01"},
    ],
)
async def test_what_is_no_value_of_its_type_is_refused_before(
    server: Server, values: dict[str, Any]
) -> None:
    _, client = await signed_up(server)
    before = await stored_keys()
    given = {"name": "x", "kind": "PERSONAL", **values}
    answer = await client.execute(CREATE, {"input": given})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
    assert await stored_keys() == before


async def test_null_is_as_good_as_nothing(server: Server) -> None:
    _, client = await signed_up(server)
    key, _ = await create(client, requestsPerHour=None, expiresAt=None)
    assert (key["requestsPerHour"], key["expiresAt"]) == (1000, None)


async def test_the_longest_name_the_least_number_and_the_last_instant(server: Server) -> None:
    _, client = await signed_up(server)
    end = "9999-12-31T23:59:59.999999Z"
    key, secret = await create(client, name="é" * 100, requestsPerHour=1, expiresAt=end)
    assert (key["name"], key["requestsPerHour"], key["expiresAt"]) == ("é" * 100, 1, end)
    assert await is_signed_in(server.anonymous.with_token(secret))


async def test_a_key_ends_by_itself(server: Server) -> None:
    _, client = await signed_up(server)
    end = now() + timedelta(hours=1)
    key, secret = await create(client, expiresAt=format_micros(to_micros(end)))
    assert datetime.fromisoformat(key["expiresAt"]) == end
    by_key = server.anonymous.with_token(secret)
    assert await is_signed_in(by_key)
    await ApiKey.filter(prefix=key["prefix"]).update(expires_at=now())
    assert not await is_signed_in(by_key)
    # Its owner sees that it has ended, and when.
    (listed,) = await own_keys(client)
    assert datetime.fromisoformat(listed["expiresAt"]) <= now()


async def test_the_number_of_personal_keys_is_bounded_also_for_many_requests_at_once(
    server: Server,
) -> None:
    _, client = await signed_up(server)
    for _ in range(15):
        await create(client)
    payloads = await asyncio.gather(*[try_create(client) for _ in range(10)])
    refused = [payload for payload in payloads if payload["errors"]]
    message = "You have 20 keys, as many as there may be: revoke one first."
    nothing = {"apiKey": None, "secret": None, "errors": [fault("INVALID", message, "input")]}
    assert refused == [nothing] * 5
    assert len(await own_keys(client)) == 20
    # Others have keys of their own, and so has the project.
    _, other = await signed_up(server, "bob@example.com")
    await create(other)
    await create(server.admin, kind="SECRET")


async def test_the_number_of_keys_of_a_project_is_bounded(server: Server) -> None:
    project = await server.project()
    rows = [
        ApiKey(project_id=project.id, name="x", kind="secret", prefix="rk_sec_", key_hash=str(n))
        for n in range(97)
    ]
    await ApiKey.bulk_create(rows)
    await create(server.admin, kind="PUBLISHABLE")
    message = "This project has 100 keys, as many as there may be: revoke one first."
    payload = await try_create(server.admin, kind="SECRET")
    assert payload["errors"] == [fault("INVALID", message, "input")]
    _, other = await server.second_project()
    await create(other, kind="SECRET")


async def test_the_log_has_who_made_which_key_and_nothing_typed(server: Server) -> None:
    ada, client = await signed_up(server)
    own, _ = await create(client, name="planted")
    secret, _ = await create(server.admin, name="planted", kind="SECRET")
    both, _ = await create(client.with_key(server.secret_key), name="planted", kind="PUBLISHABLE")
    key = key_of(ada)
    assert await key_events() == [
        ("API_KEY_CREATED", key, key, {"keyId": own["id"], "kind": "PERSONAL"}),
        ("API_KEY_CREATED", None, None, {"keyId": secret["id"], "kind": "SECRET"}),
        ("API_KEY_CREATED", None, key, {"keyId": both["id"], "kind": "PUBLISHABLE"}),
    ]
