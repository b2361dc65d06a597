"""What a member does not see of others can be neither filtered nor sorted by, at any depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.accounts import sign_up

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

USERS = "query($f: UserFilter, $o: [UserOrder!]) { users(filter: $f, orderBy: $o) { totalCount } }"
TEXTS = ("email", "phone", "city", "country", "timezone", "role")
HIDDEN: dict[str, dict[str, Any]] = {
    **{name: {"startsWith": "a"} for name in TEXTS},
    **{name: {"eq": True} for name in ("isEmailVerified", "isActive")},
    **{name: {"gt": "2020-01-01T00:00:00Z"} for name in ("lastLoginAt", "updatedAt")},
    "referredById": {"isNull": True},
    "referralCount": {"gte": 0},
}
CONDITIONS: list[tuple[str, dict[str, Any]]] = [
    *((name, {name: condition}) for name, condition in HIDDEN.items()),
    ("referredById", {"referredById": {"eq": "garbage"}}),
    ("referredById", {"referredById": {"in": []}}),
    ("data", {"data": [{"path": "age", "is": {"exists": True}}]}),
    ("data", {"data": [{"path": "age", "is": {"number": {"in": []}}}]}),
    ("referredBy", {"referredBy": {}}),
    ("referredBy", {"referredBy": {"name": {"eq": "a"}}}),
]
PUBLIC: list[dict[str, Any]] = [
    *({name: {"isNull": True}} for name in ("username", "name", "firstName", "lastName")),
    {"id": {"ne": "garbage"}},
    {"createdAt": {"gt": "2020-01-01T00:00:00Z"}},
]
HIDDEN_ORDERS = ["EMAIL", "CITY", "COUNTRY", "ROLE", "UPDATED_AT", "LAST_LOGIN_AT"]
HIDDEN_ORDERS += ["REFERRAL_COUNT"]
PUBLIC_ORDERS = ["ID", "USERNAME", "NAME", "FIRST_NAME", "LAST_NAME", "CREATED_AT"]


@pytest.fixture(scope="module")
async def member(shared_server: Server) -> Client:
    """Give a member of a project whose directory is open to members."""
    sql = "UPDATE projects SET member_directory = TRUE"
    await shared_server.database.connection.execute_query(sql)
    _, token = await sign_up(shared_server.anonymous, email="ann@example.com")
    return shared_server.anonymous.with_token(token)


def forbidden(name: str) -> dict[str, Any]:
    """Give the whole answer to a list by a field that the caller does not see."""
    return {
        "data": {"users": None},
        "errors": [
            {
                "message": f"You may not filter or sort by `{name}`: it is not public.",
                "extensions": {"code": "FORBIDDEN"},
                "locations": [{"line": 1, "column": USERS.index("users") + 1}],
                "path": ["users"],
            }
        ],
    }


@pytest.mark.parametrize(("name", "filter_"), CONDITIONS)
async def test_hidden_fields_in_a_filter(
    member: Client, shared_server: Server, name: str, filter_: dict[str, Any]
) -> None:
    others = {"name": {"isNull": True}}
    for wrapped in (
        filter_,
        {"not": filter_},
        {"and": [others, filter_]},
        {"or": [{}, filter_]},
        {"and": [{"or": []}, filter_]},
        {"or": [others, {"not": {"and": [filter_]}}]},
    ):
        assert await member.execute(USERS, {"f": wrapped}) == forbidden(name)
        assert "errors" not in await shared_server.admin.execute(USERS, {"f": wrapped})


@pytest.mark.parametrize("order", [*HIDDEN_ORDERS, ["age"], ["a", "b"]])
async def test_hidden_fields_in_an_order(member: Client, order: Any) -> None:
    hidden = {"field": order} if isinstance(order, str) else {"data": order}
    head, *rest = order.lower().split("_") if isinstance(order, str) else ["data"]
    name = head + "".join(word.capitalize() for word in rest)
    for orders in ([hidden], [{"field": "NAME"}, hidden | {"direction": "DESC"}]):
        assert await member.execute(USERS, {"o": orders}) == forbidden(name)


async def test_public_fields_are_open_to_members(member: Client) -> None:
    for filter_ in PUBLIC:
        answer = await member.execute(USERS, {"f": filter_})
        assert answer == {"data": {"users": {"totalCount": 1}}}, filter_
    for name in PUBLIC_ORDERS:
        answer = await member.execute(USERS, {"o": [{"field": name}]})
        assert answer == {"data": {"users": {"totalCount": 1}}}, name


async def test_hidden_fields_in_a_list_of_referrals(member: Client) -> None:
    for arguments, name in [
        ('filter: {not: {email: {eq: "a"}}}', "email"),
        ("orderBy: [{field: NAME}, {field: CITY}]", "city"),
        ("filter: {referredBy: {}}", "referredBy"),
    ]:
        answer = await member.execute(f"{{ me {{ referrals({arguments}) {{ totalCount }} }} }}")
        (error,) = answer["errors"]
        assert answer["data"] == {"me": {"referrals": None}}
        assert error["path"] == ["me", "referrals"]
        assert error["message"] == f"You may not filter or sort by `{name}`: it is not public."
        assert error["extensions"] == {"code": "FORBIDDEN"}


async def test_who_may_not_list_users_learns_nothing_by_filters(shared_server: Server) -> None:
    answer = await shared_server.anonymous.execute(USERS, {"f": {"email": {"startsWith": "ann"}}})
    (error,) = answer["errors"]
    assert answer["data"] == {"users": None}
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}
