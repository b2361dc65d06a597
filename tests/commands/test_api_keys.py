"""`key list` and `key revoke`, as an operator sees them, on the database of a running server."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from commands import shared
from core.instants import format_micros, now, to_micros
from models.api_key import ApiKey
from tests.accounts import is_signed_in, key_of
from tests.api_keys import create, key_events, own_keys, personal, stored_keys
from tests.commands.test_keys import COUNT, command, made, refused
from tests.server import SECRET

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

ID = r"key_[0-9a-hjkmnp-tv-z]{26}"
SHOP = ("--project", "Shop")
DEFAULT = ("--project", "default")
NEW = ("key", "create", *SHOP, "--kind")
LATER = "2096-01-31T12:00:00Z"


@pytest.fixture(autouse=True)
def _settings(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the command line to each database."""
    monkeypatch.setenv("ROLLCALL_DATABASE_URL", database_url)
    monkeypatch.setenv("ROLLCALL_SECRET", SECRET)
    # The logs of the test run stay as they are.
    monkeypatch.setattr(shared, "configure", lambda _: None)


async def printed(*arguments: str) -> list[str]:
    """Run a command that must succeed; give its lines, with columns two spaces apart."""
    result = await command(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return [re.sub(r" {2,}", "  ", line) for line in result.stdout.splitlines()]


async def answered(*arguments: str) -> Any:
    """Run a command for a program, which must succeed."""
    return json.loads(await made(*arguments, "--json"))


@pytest.mark.usefixtures("server")
async def test_a_list_for_people() -> None:
    await made("project", "create", "Shop")
    assert await printed("key", "list", *SHOP) == [
        'There are none: `python main.py key create --project "Shop" --kind secret` makes one.'
    ]
    public = await made(*NEW, "publishable", "--name", "web page 日本")
    bounds = ("--requests-per-hour", "1000000", "--expires-at", LATER)
    secret = await made(*NEW, "secret", *bounds)
    await ApiKey.filter(kind="publishable").update(
        last_used_at=now() - timedelta(days=1), expires_at=now() - timedelta(hours=1)
    )
    head, first, second = await printed("key", "list", "--project", "SHOP")
    assert head == "ID  kind  name  begins with  per hour  last used  ends"
    expected = rf"{ID}  secret  secret  {secret[:12]}  1,000,000  never  {LATER}"
    assert re.fullmatch(expected, first)
    instant = r"[0-9-]{10}T[0-9:]{8}Z"
    over = rf"{ID}  publishable  web page 日本  {public[:12]}  1,000  {instant}  {instant} \(over\)"
    assert re.fullmatch(over, second)


async def test_a_list_for_programs_is_what_the_api_says(server: Server) -> None:
    _, client, _ = await personal(server, email="ada@example.com")
    await create(server.admin, name="new", kind="SECRET", expiresAt=LATER)
    fields = "id name kind prefix requestsPerHour lastUsedAt expiresAt createdAt"
    data = await server.admin.data(f"{{ project {{ apiKeys {{ {fields} }} }} }}")
    said = [without_fractions(key) for key in data["project"]["apiKeys"]]
    assert await answered("key", "list", *DEFAULT) == said
    own = [without_fractions(key) for key in await own_keys(client)]
    of_ada = ("--user", "ADA@example.com")
    assert await answered("key", "list", *DEFAULT, *of_ada) == own
    nobody = ("--user", "nobody@example.com")
    assert await refused("key", "list", *DEFAULT, *nobody) == (
        "The project 'default' has no user with the address 'nobody@example.com'.\n"
    )


def without_fractions(key: Any) -> Any:
    """Give a key as the command line says it: to the second."""
    return {**key, "createdAt": re.sub(r"\.\d+Z", "Z", key["createdAt"])}


async def test_a_revoked_key_is_worth_nothing_to_the_running_server(server: Server) -> None:
    user, client, by_key = await personal(server, email="ada@example.com")
    (key,) = await own_keys(client)
    (line,) = await printed("key", "revoke", key["id"], *DEFAULT)
    begins = key["prefix"]
    assert line == f"The personal key 'laptop' ({begins}…) is worth nothing from now on."
    assert not await is_signed_in(by_key)
    data = {"keyId": key["id"], "kind": "PERSONAL"}
    assert (await key_events())[-1] == ("API_KEY_REVOKED", key_of(user), None, data)
    again = await refused("key", "revoke", key["id"], *DEFAULT)
    assert again == f"The project 'default' has no key with the ID {key['id']!r}.\n"


async def test_the_last_secret_key_and_a_new_one(server: Server) -> None:
    (key,) = [one for one in await answered("key", "list", *DEFAULT) if one["kind"] == "SECRET"]
    _, line = await printed("key", "revoke", key["id"], *DEFAULT)
    assert line == (
        "It was the last secret key of the project:"
        ' `python main.py key create --project "default" --kind secret` makes one.'
    )
    answer = await server.admin.execute(COUNT)
    assert [one["extensions"]["code"] for one in answer["errors"]] == ["UNAUTHENTICATED"]
    new = await answered("key", "create", *DEFAULT, "--kind", "secret")
    owner = server.anonymous.with_key(new["key"])
    assert await owner.data(COUNT) == {"users": {"totalCount": 0}}
    events = await key_events()
    assert [(kind, who) for kind, _, who, _ in events] == [
        ("API_KEY_REVOKED", None),
        ("API_KEY_CREATED", None),
    ]
    assert events[-1][3] == {"keyId": new["id"], "kind": "SECRET"}


@pytest.mark.usefixtures("server")
async def test_a_key_of_another_project_is_unknown() -> None:
    await made("project", "create", "Shop")
    await made("project", "create", "Club")
    key = (await answered(*NEW, "secret"))["id"]
    before = await stored_keys()
    for unknown in (key, "key_", "", "proj_x", "é"):
        sentence = await refused("key", "revoke", unknown, "--project", "Club")
        assert sentence == f"The project 'Club' has no key with the ID {unknown!r}.\n"
    assert await stored_keys() == before


@pytest.mark.usefixtures("server")
async def test_all_that_is_wrong_with_a_key_is_told() -> None:
    await made("project", "create", "Shop")
    before = await stored_keys()
    past = format_micros(to_micros(now().replace(microsecond=0) - timedelta(seconds=1)))
    assert await refused(*NEW, "secret", "--name", "", "--expires-at", past) == (
        "A key needs a name.\nThis instant has passed: a key ends in the future.\n"
    )
    for wrong in (("--expires-at", "tomorrow"), ("--requests-per-hour", "0")):
        result = await command(*NEW, "secret", *wrong)
        assert (result.exit_code, result.stdout) == (2, "")
        assert wrong[0] in result.stderr
    assert await stored_keys() == before


async def test_a_project_with_as_many_keys_as_there_may_be(server: Server) -> None:
    project = await server.project()
    rows = [
        ApiKey(project_id=project.id, name="x", kind="secret", prefix="rk_sec_", key_hash=str(n))
        for n in range(98)
    ]
    await ApiKey.bulk_create(rows)
    assert await refused("key", "create", *DEFAULT, "--kind", "secret") == (
        "This project has 100 keys, as many as there may be: revoke one first.\n"
    )
