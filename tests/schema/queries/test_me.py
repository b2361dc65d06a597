"""Who one is: all of one's own fields, and of one's referrer only what members may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.project import Project
from models.user import User
from tests.accounts import ACCOUNT, key_of, me, sign_up

if TYPE_CHECKING:
    from tests.server import Server

pytestmark = pytest.mark.anyio

EMAIL = "ada@example.com"
PLAIN = "{ me { id email referredBy { id username email city referralCount } } }"
# The same by the ordinary executor, which takes over where a list of referrals is asked for.
SLOW = PLAIN.replace("email city", "email city referrals { totalCount }")


async def test_everything_is_seen_of_oneself(server: Server) -> None:
    user, token = await sign_up(server.anonymous, email=EMAIL, data={"z": [1.5, None], "a": "é"})
    assert await me(server.anonymous.with_token(token)) == user


async def test_nobody_is_nobody(server: Server) -> None:
    await sign_up(server.anonymous, email=EMAIL)
    for caller in (server.anonymous, server.admin, server.anonymous.with_token("x")):
        answer = await caller.execute("{ me { id } }")
        assert answer["data"] == {"me": None}
        (error,) = answer["errors"]
        assert (error["path"], error["extensions"]) == (["me"], {"code": "UNAUTHENTICATED"})
        assert sorted(error) == ["extensions", "locations", "message", "path"]


async def test_an_error_leaves_its_neighbours_standing(server: Server) -> None:
    answer = await server.admin.execute("{ me { id } users { totalCount } }")
    assert answer["data"] == {"me": None, "users": {"totalCount": 0}}
    assert [error["path"] for error in answer["errors"]] == [["me"]]


@pytest.mark.parametrize("query", [PLAIN, SLOW])
@pytest.mark.parametrize("directory", [True, False])
async def test_a_referrer_shows_what_every_member_sees(
    server: Server, query: str, *, directory: bool
) -> None:
    await Project.filter(is_default=True).update(member_directory=directory)
    bob, _ = await sign_up(server.anonymous, email="bob@example.com", username="bob", city="Rome")
    ada, token = await sign_up(server.anonymous, email=EMAIL, referredById=bob["id"])
    referrer = {"id": bob["id"], "username": "bob"}
    hidden = {"email": None, "city": None, "referralCount": None}
    if query is SLOW:
        hidden["referrals"] = None
    data = await server.anonymous.with_token(token).data(query)
    assert data["me"] == {"id": ada["id"], "email": EMAIL, "referredBy": referrer | hidden}


@pytest.mark.parametrize("query", [PLAIN, SLOW])
async def test_an_administrator_sees_all_of_its_referrer(server: Server, query: str) -> None:
    bob, _ = await sign_up(server.anonymous, email="bob@example.com", username="bob", city="Rome")
    ada, token = await sign_up(server.anonymous, email=EMAIL, referredById=bob["id"])
    await User.filter(id=key_of(ada)).update(role="admin")
    data = await server.anonymous.with_token(token).data(query)
    assert data["me"]["referredBy"]["email"] == "bob@example.com"
    assert data["me"]["referredBy"]["referralCount"] == 1


async def test_one_value_of_data_is_read_by_its_path(server: Server) -> None:
    _, token = await sign_up(server.anonymous, email=EMAIL, data={"a": {"b": [1]}, "n": None})
    query = """{ me {
      whole: data(path: null) empty: data(path: []) list: data(path: ["a", "b"])
      none: data(path: ["a", "b", "0"]) null: data(path: ["n"]) absent: data(path: ["x"])
    } }"""
    data = await server.anonymous.with_token(token).data(query)
    whole = {"a": {"b": [1]}, "n": None}
    nothing = dict.fromkeys(("none", "null", "absent"))
    assert data["me"] == {"whole": whole, "empty": whole, "list": [1]} | nothing


async def test_a_change_is_seen_by_the_next_request(server: Server) -> None:
    user, token = await sign_up(server.anonymous, email=EMAIL)
    client = server.anonymous.with_token(token)
    document = f"""mutation {{
      a: updateProfile(input: {{city: "Rome"}}) {{ user {{ city }} }}
      b: updateProfile(input: {{country: "Italy"}}) {{ user {{ ...Account }} }}
    }} {ACCOUNT}"""
    data = await client.data(document)
    assert data["a"] == {"user": {"city": "Rome"}}
    changes = {"city": "Rome", "country": "Italy"}
    assert (
        await me(client)
        == data["b"]["user"]
        == user | changes | {"updatedAt": data["b"]["user"]["updatedAt"]}
    )
