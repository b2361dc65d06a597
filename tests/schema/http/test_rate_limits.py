"""Rate limits: each root field that runs is counted, for who pays for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.user import User
from tests.accounts import PASSWORD, sign_up, try_log_in
from tests.server import Client, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.server import Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
JSON = {"content-type": "application/json"}


@pytest.fixture
async def limited(sqlite_url: str) -> AsyncIterator[Server]:
    """Run a server that counts; it believes one proxy."""
    changes = {"rate_limits": True, "trusted_proxies": "10.0.0.0/8"}
    async with running(sqlite_url, **changes) as started:
        yield started


def at(server: Server, address: str, forwarded_for: str | None = None) -> Client:
    """Give a caller at an address."""
    headers = {} if forwarded_for is None else {"x-forwarded-for": forwarded_for}
    return Client(server.app, headers, address)


def aliases(field: str, number: int) -> str:
    """Ask for a field many times."""
    return " ".join(f"a{n}: {field}" for n in range(number))


def login(number: int) -> str:
    """Write a document that logs in many times, as nobody."""
    field = f'login(input: {{username: "nobody", password: "{PASSWORD}"}}) {{ errors {{ code }} }}'
    return f"mutation {{ {aliases(field, number)} }}"


def refusals(answer: Any) -> list[str]:
    """Give the paths that were refused, each of which must say for how long."""
    for error in answer.get("errors", ()):
        wait = error["extensions"]["retryAfter"]
        assert error["extensions"] == {"retryAfter": wait, "code": "RATE_LIMITED"}
        assert error["message"] == f"Too many requests: try again in {wait} seconds."
        assert 3590 <= wait <= 3600
    return [error["path"][0] for error in answer.get("errors", ())]


async def test_thirty_aliases_of_login_are_thirty_attempts(limited: Server) -> None:
    answer = await at(limited, "192.0.2.1").execute(login(30))
    assert refusals(answer) == [f"a{n}" for n in range(20, 30)]
    data = answer["data"]
    assert [n for n in range(30) if data[f"a{n}"] is not None] == list(range(20))
    assert refusals(await at(limited, "192.0.2.1").execute(login(1))) == ["a0"]
    assert refusals(await at(limited, "192.0.2.2").execute(login(1))) == []


async def test_the_right_password_is_refused_past_the_limit_and_the_header_says_how_long(
    limited: Server,
) -> None:
    await sign_up(at(limited, "192.0.2.9"), email=EMAIL)
    client = at(limited, "192.0.2.1")
    await client.execute(login(20))
    body = (
        b'{"query": "mutation { login(input: {email: \\"ada@example.com\\", password:'
        b' \\"correct horse 1\\"}) { tokens { accessToken } } }"}'
    )
    answer = await client.request("POST", "/graphql", body=body, headers=JSON)
    assert answer.json["data"] == {"login": None}
    assert refusals(answer.json) == ["login"]
    wait = answer.json["errors"][0]["extensions"]["retryAfter"]
    assert answer.headers["retry-after"] == str(wait)
    assert (await try_log_in(at(limited, "192.0.2.2"), email=EMAIL))["errors"] == []


async def test_ten_sign_ups_an_hour(limited: Server) -> None:
    def fields(start: int, number: int) -> str:
        return " ".join(
            f'a{n}: signup(input: {{email: "{start + n}@example.com", password: "{PASSWORD}"}})'
            " { errors { code } }"
            for n in range(number)
        )

    answer = await at(limited, "192.0.2.1").execute(f"mutation {{ {fields(0, 12)} }}")
    assert refusals(answer) == ["a10", "a11"]
    assert await User.all().count() == 10
    # Another limit than that of logins.
    assert refusals(await at(limited, "192.0.2.1").execute(login(20))) == []


async def test_one_network_of_ipv6_is_one_client(limited: Server) -> None:
    await at(limited, "2001:db8:1:2::1").execute(login(20))
    same = at(limited, "2001:db8:1:2:ffff:ffff:ffff:ffff")
    assert refusals(await same.execute(login(1))) == ["a0"]
    assert refusals(await at(limited, "2001:db8:1:3::1").execute(login(1))) == []


async def test_an_ipv4_address_is_one_client_however_it_is_written(limited: Server) -> None:
    await at(limited, "192.0.2.1").execute(login(20))
    assert refusals(await at(limited, "::ffff:192.0.2.1").execute(login(1))) == ["a0"]
    assert refusals(await at(limited, "::ffff:192.0.2.2").execute(login(1))) == []


async def test_who_is_no_trusted_proxy_cannot_name_another_address(limited: Server) -> None:
    for n in range(20):
        spoofed = at(limited, "192.0.2.1", f"198.51.100.{n}")
        assert refusals(await spoofed.execute(login(1))) == []
    assert refusals(await at(limited, "192.0.2.1", "198.51.100.99").execute(login(1))) == ["a0"]


async def test_behind_a_trusted_proxy_each_client_counts_for_itself(limited: Server) -> None:
    assert refusals(await at(limited, "10.0.0.1", "192.0.2.1").execute(login(21))) == ["a20"]
    assert refusals(await at(limited, "10.0.0.2", "192.0.2.2").execute(login(20))) == []
    spoofed = at(limited, "10.0.0.1", "203.0.113.7, 192.0.2.1")
    assert refusals(await spoofed.execute(login(1))) == ["a0"]
    user = await try_sign_up_at(limited, "10.0.0.1", "203.0.113.7, 192.0.2.1")
    assert user["session"]["ipAddress"] == "192.0.2.1"


async def try_sign_up_at(server: Server, peer: str, forwarded_for: str) -> Any:
    """Sign up and give the session."""
    query = (
        f'mutation {{ signup(input: {{email: "{EMAIL}", password: "{PASSWORD}"}})'
        " { session { ipAddress } } }"
    )
    return (await at(server, peer, forwarded_for).data(query))["signup"]


async def spend(client: Client, number: int) -> list[str]:
    """Run root fields of queries, 25 to a document; give the paths refused in the last."""
    refused: list[str] = []
    for start in range(0, number, 25):
        answer = await client.execute(f"{{ {aliases('me { id }', min(25, number - start))} }}")
        refused = refusals(answer)
    return refused


async def test_a_user_has_a_thousand_an_hour_wherever_it_is(limited: Server) -> None:
    _, token = await sign_up(at(limited, "192.0.2.9"), email=EMAIL)
    _, other = await sign_up(at(limited, "192.0.2.9"), email="bob@example.com")
    for n in range(2):
        assert await spend(at(limited, f"192.0.2.{n}").with_token(token), 499) == []
    client = at(limited, "192.0.2.5").with_token(token)
    # By a plan, and with a field that has none; both count, and neither counts twice.
    answer = await client.execute("{ a: me { id } b: me { id } c: me { id } }")
    assert refusals(answer) == ["c"]
    assert answer["data"]["a"] == answer["data"]["b"] != answer["data"]["c"]
    assert refusals(await client.execute("{ me { id } }")) == ["me"]
    assert refusals(await client.execute("mutation { logout { revokedCount } }")) == ["logout"]
    assert await spend(client.with_token(other), 1) == []


async def test_what_is_not_run_is_not_counted(limited: Server) -> None:
    _, token = await sign_up(at(limited, "192.0.2.9"), email=EMAIL)
    client = at(limited, "192.0.2.1").with_token(token)
    assert await spend(client, 999) == []
    for query in (
        "{ __typename }",
        "{ __schema { queryType { name } } }",
        '{ __typename __type(name: "User") { name } }',
        "{ me { id } nonsense }",
        "{ me",
        "query ($no: Boolean = true) { me @skip(if: $no) { id } __typename }",
        "query ($id: ID!) { user(id: $id) { id } }",
    ):
        for _ in range(3):
            answer = await client.execute(query)
            codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
            assert "RATE_LIMITED" not in codes
    assert refusals(await client.execute("{ me { id } }")) == []
    assert refusals(await client.execute("{ me { id } }")) == ["me"]


async def test_a_plan_that_is_given_up_does_not_count_twice(limited: Server) -> None:
    _, token = await sign_up(at(limited, "192.0.2.9"), email=EMAIL)
    client = at(limited, "192.0.2.1").with_token(token)
    assert await spend(client, 990) == []
    # A plan begins both, and finds that a member may not list users.
    answer = await client.execute("{ me { id } users { totalCount } }")
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    answer = await client.execute(f"{{ {aliases('me { id }', 9)} }}")
    assert refusals(answer) == ["a8"]


async def test_a_secret_key_pays_for_itself_and_a_publishable_one_does_not(
    limited: Server,
) -> None:
    admin = at(limited, "192.0.2.1").with_key(limited.secret_key)
    for start in range(0, 1000, 25):
        query = f"{{ {aliases('users(first: 1) { totalCount }', 25)} }}"
        assert refusals(await admin.execute(query)) == [], start
    elsewhere = at(limited, "192.0.2.2").with_key(limited.secret_key)
    assert refusals(await elsewhere.execute("{ users { totalCount } }")) == ["users"]
    public = at(limited, "192.0.2.1").with_key(limited.publishable_key)
    answer = await public.execute("{ users { totalCount } }")
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]
    _, other = await limited.second_project()
    assert "errors" not in await other.execute("{ users { totalCount } }")
