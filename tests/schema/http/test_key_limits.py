"""Rate limits of keys: a key's own number counts before all else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.accounts import PASSWORD, sign_up
from tests.api_keys import create
from tests.schema.http.test_rate_limits import EMAIL, aliases, at, login, refusals, spend
from tests.server import running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

COUNT = "users(first: 1) { totalCount }"


@pytest.fixture
async def limited(sqlite_url: str) -> AsyncIterator[Server]:
    """Run a server that counts."""
    async with running(sqlite_url, rate_limits=True) as started:
        yield started


async def member(server: Server, email: str = EMAIL) -> Client:
    """Sign up, and give the signed-in user."""
    _, token = await sign_up(at(server, "192.0.2.9"), email=email)
    return at(server, "192.0.2.1").with_token(token)


async def secret_key(server: Server, number: int, kind: str = "SECRET") -> str:
    """Make a key of the project with so many requests an hour."""
    _, key = await create(server.admin, kind=kind, requestsPerHour=number)
    return key


async def test_a_personal_key_has_its_own_number_and_leaves_its_user_alone(
    limited: Server,
) -> None:
    client = await member(limited)
    _, key = await create(client, requestsPerHour=3)
    _, other = await create(client, name="other")
    by_key = limited.anonymous.with_token(key)
    assert refusals(await by_key.execute(f"{{ {aliases('me { id }', 5)} }}")) == ["a3", "a4"]
    elsewhere = at(limited, "192.0.2.7").with_token(key)
    assert refusals(await elsewhere.execute("mutation { logout { revokedCount } }")) == ["logout"]
    assert refusals(await elsewhere.execute(login(1))) == ["a0"]
    assert await spend(client, 997) == []
    assert refusals(await client.execute("{ me { id } }")) == []
    assert refusals(await client.execute("{ me { id } }")) == ["me"]
    assert refusals(await limited.anonymous.with_token(other).execute("{ me { id } }")) == []


async def test_a_secret_key_has_its_own_number_wherever_it_is(limited: Server) -> None:
    key = await secret_key(limited, 1_002)
    client = at(limited, "192.0.2.1").with_key(key)
    for start in range(0, 1000, 25):
        assert refusals(await client.execute(f"{{ {aliases(COUNT, 25)} }}")) == [], start
    elsewhere = at(limited, "192.0.2.2").with_key(key)
    assert refusals(await elsewhere.execute(f"{{ {aliases(COUNT, 3)} }}")) == ["a2"]


async def test_a_secret_key_pays_for_users_who_come_with_it(limited: Server) -> None:
    key = await secret_key(limited, 2)
    one, two = await member(limited), await member(limited, "bob@example.com")
    for client in (one, two):
        assert refusals(await client.with_key(key).execute("{ me { id } }")) == []
    assert refusals(await one.with_key(key).execute("{ me { id } }")) == ["me"]
    assert refusals(await one.execute("{ me { id } }")) == []


async def test_of_two_keys_the_personal_one_pays(limited: Server) -> None:
    key = await secret_key(limited, 1)
    _, own = await create(await member(limited), requestsPerHour=2)
    both = limited.anonymous.with_token(own).with_key(key)
    assert refusals(await both.execute(f"{{ {aliases('me { id }', 3)} }}")) == ["a2"]
    assert refusals(await limited.anonymous.with_key(key).execute(f"{{ {COUNT} }}")) == []


async def test_sign_ups_and_logins_count_for_a_secret_key_and_for_the_address(
    limited: Server,
) -> None:
    key = await secret_key(limited, 5)
    assert refusals(await at(limited, "192.0.2.1").with_key(key).execute(login(6))) == ["a5"]
    assert refusals(await at(limited, "192.0.2.1").execute(login(16))) == ["a15"]
    key = await secret_key(limited, 1_000)
    assert refusals(await at(limited, "192.0.2.2").with_key(key).execute(login(21))) == ["a20"]
    field = f'signup(input: {{email: "%s@example.com", password: "{PASSWORD}"}}) {{ apiKey }}'
    fields = " ".join(f"a{n}: {field % n}" for n in range(11))
    answer = await at(limited, "192.0.2.3").with_key(key).execute(f"mutation {{ {fields} }}")
    assert refusals(answer) == ["a10"]


async def test_the_number_of_a_publishable_key_is_that_of_each_client(limited: Server) -> None:
    key = await secret_key(limited, 2, "PUBLISHABLE")
    query = f"{{ {aliases('me { id }', 3)} }}"
    for client in (await member(limited), await member(limited, "bob@example.com")):
        assert refusals(await client.with_key(key).execute(query)) == ["a2"]
    refused = "mutation { refreshToken(input: {}) { errors { code } } }"
    for address in ("192.0.2.3", "192.0.2.4"):
        visitor = at(limited, address).with_key(key)
        for wanted in ([], [], ["refreshToken"]):
            assert refusals(await visitor.execute(refused)) == wanted
    assert refusals(await at(limited, "192.0.2.3").execute(refused)) == []


async def test_a_wrong_key_pays_with_the_address(limited: Server) -> None:
    _, key = await create(await member(limited), requestsPerHour=1000)
    wrong = at(limited, "192.0.2.5").with_token(f"{key}0")
    query = f"{{ {aliases('me { id }', 25)} }}"
    for _ in range(40):
        answer = await wrong.execute(query)
        codes = {error["extensions"]["code"] for error in answer["errors"]}
        assert codes == {"UNAUTHENTICATED"}
    assert len(refusals(await wrong.execute(query))) == 25
