"""Whatever is done here leaves there alone, and names of there are names of nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_composite_type
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.build import schema
from tests.isolation.world import ANY_PLACE, MARK, PLACES

if TYPE_CHECKING:
    from tests.isolation.world import World

pytestmark = pytest.mark.anyio

ROOT = schema._schema.mutation_type
assert ROOT is not None
PASSWORD = "PLACE_password_0_"
OWN = "OWN_friend"
"""Stands for the ID of a user of here."""
NAMING: dict[str, list[dict[str, Any]]] = {
    "signup": [{"email": "new@example.com", "password": "salt and thunder", "referredById": 0}],
    "createUser": [{"email": "new@example.com", "referredById": 0}],
    "updateUser": [
        {"id": 0},
        {"id": 0, "name": "Changed", "isActive": False, "role": "admin", "unlock": True},
        {"id": 0, "password": "salt and thunder", "email": "changed@example.com"},
        {"id": OWN, "name": "Changed", "referredById": 0},
        {"id": 0, "referredById": 1},
    ],
    "deleteUsers": [{"ids": [0]}, {"ids": [OWN, 0]}, {"ids": [0, 1, OWN]}],
    "revokeSession": [{"id": 0}],
    "revokeApiKey": [{"id": 0}],
    "refreshToken": [{"refreshToken": "PLACE_refresh_0_"}],
    "login": [
        {"email": "member@example.com", "password": PASSWORD},
        {"username": "friend", "password": PASSWORD},
    ],
    "changePassword": [{"currentPassword": PASSWORD, "newPassword": "salt and thunder"}],
    "deleteAccount": [{"password": PASSWORD}],
}
"""Inputs of the mutations that can name something of another project; 0 and 1 stand for IDs."""
PLAIN: dict[str, list[dict[str, Any]]] = {
    "updateProfile": [{"city": "Changed", "data": {"town": None}}, {"username": "member"}],
    "logout": [{"scope": "OTHERS"}],
    "updateProject": [
        {"memberDirectory": True, "roles": ["user", "admin", "x"]},
        {"passwordMinLength": 9},
        {"name": "other"},
        {"name": "default"},
    ],
    "createApiKey": [
        {"name": "k", "kind": "PERSONAL"},
        {"name": "k", "kind": "SECRET", "requestsPerHour": 5},
    ],
}
"""Inputs of the others, which do here what they are asked to."""
CALLERS = ["secret", "admin", "member", "member by key", "admin by key", "anonymous"]
MIXED = [
    "their member, our key",
    "their admin, our key",
    "our admin, their key",
    "our personal key, their key",
    "their personal key, our key",
]
IDS = st.sampled_from([place for place in PLACES if "user" in place] * 3 + PLACES)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def document(name: str) -> str:
    """Write a mutation with one input, which selects everything just below its payload."""
    assert ROOT is not None
    field = ROOT.fields[name]
    payload = get_named_type(field.type)
    assert isinstance(payload, GraphQLObjectType)
    below = [
        f"{key} {{ __typename }}" if is_composite_type(get_named_type(one.type)) else key
        for key, one in payload.fields.items()
        if key != "errors"
    ]
    selected = " ".join([*below, "errors { __typename code message path }"])
    type_ = field.args["input"].type
    return f"mutation ($input: {type_}) {{ {name}(input: $input) {{ {selected} }} }}"


def with_ids(template: dict[str, Any], ids: tuple[str, str]) -> dict[str, Any]:
    """Put places where a template has numbers."""

    def put(value: Any) -> Any:
        if isinstance(value, list):
            return [put(one) for one in value]
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return ids[value] if is_number and value < len(ids) else value

    return {name: put(value) for name, value in template.items()}


def test_every_mutation_has_its_cases() -> None:
    assert ROOT is not None
    assert NAMING.keys() | PLAIN.keys() == ROOT.fields.keys()
    assert NAMING.keys().isdisjoint(PLAIN.keys())
    for cases in NAMING.values():
        assert all(
            ANY_PLACE.search(json.dumps(with_ids(one, (PLACES[0], PLACES[1])))) for one in cases
        )


@QUICK
@given(
    case=st.sampled_from([(name, one) for name, cases in NAMING.items() for one in cases]),
    ids=st.tuples(IDS, IDS),
    caller=st.sampled_from(["secret", "admin", *CALLERS]),
)
async def test_names_of_there_are_names_of_nothing(
    world: World, case: tuple[str, dict[str, Any]], ids: tuple[str, str], caller: str
) -> None:
    name, template = case
    values = json.loads(json.dumps(with_ids(template, ids)).replace(OWN, world.here.users[2]["id"]))
    before = await world.rows(world.there)
    users = [user["id"] for user in world.here.users]
    foreign, unknown = await world.answers(world.callers[caller], document(name), {"input": values})
    assert foreign == unknown
    assert MARK not in foreign
    assert '"errors": []' not in foreign
    assert await world.rows(world.there) == before
    everybody = (await world.here.secret.data("{ users { nodes { id } } }"))["users"]["nodes"]
    assert sorted(one["id"] for one in everybody) == sorted(users)


@QUICK
@given(
    case=st.sampled_from([(name, one) for name, cases in PLAIN.items() for one in cases]),
    caller=st.sampled_from(CALLERS),
)
async def test_what_is_done_here_leaves_there_alone(
    world: World, case: tuple[str, dict[str, Any]], caller: str
) -> None:
    name, values = case
    if name == "logout":
        # By a key it would end the sessions that other examples need.
        caller = caller.removesuffix(" by key")
    before = await world.rows(world.there)
    answer = await world.callers[caller].execute(document(name), {"input": values})
    assert MARK not in json.dumps(answer)
    assert await world.rows(world.there) == before


@QUICK
@given(
    case=st.sampled_from(
        [(name, one) for name, cases in (NAMING | PLAIN).items() for one in cases]
    ),
    ids=st.tuples(IDS, IDS),
    caller=st.sampled_from(MIXED),
)
async def test_credentials_of_both_projects_do_nothing_in_either(
    world: World, case: tuple[str, dict[str, Any]], ids: tuple[str, str], caller: str
) -> None:
    name, template = case
    values = json.loads(json.dumps(with_ids(template, ids)).replace(OWN, world.here.users[2]["id"]))
    await world.forget_failures()
    before = await world.rows(world.here, world.there)
    for answer in await world.answers(world.mixed[caller], document(name), {"input": values}):
        found = json.loads(answer)
        assert found["data"] == {name: None}
        assert [error["extensions"]["code"] for error in found["errors"]] == ["UNAUTHENTICATED"]
    after = await world.rows(world.here, world.there)
    assert after == before
