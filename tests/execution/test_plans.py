"""Typical operations have plans, untypical ones are left to the ordinary executor, rightly both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from core.ids import new_id
from schema.execution.documents import prepare
from schema.execution.fast import MAX_PLANS, _log
from schema.execution.plans import Plan
from schema.execution.run import run
from tests.execution.stage import ADMIN, IDS, STRANGER

if TYPE_CHECKING:
    from tests.execution.stage import Stage

pytestmark = pytest.mark.anyio

MEMBER = "member of an open directory"
USER = "id email username name createdAt lastLoginAt isActive data preferences"
FRAGMENT = "fragment Card on User { id ...Name } fragment Name on User { name username }"
BY_ID = "query ($id: ID!) { node(id: $id) { __typename id ... on User { email } } }"
PATHS = "query ($p: [String!]) { users { nodes { all: data(path: $p) one: data(path: [$q]) } } }"
PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
FILTERED = """
query ($city: String!, $age: Float, $first: Int = 20) {
  users(
    filter: {city: {eq: $city}, data: [{path: "age", is: {number: {gte: $age, lte: 40}}}]}
    orderBy: [{field: CREATED_AT, direction: DESC}]
    first: $first
  ) { nodes { id name email city data(path: "age") referredBy { id name email } } }
}
"""
DIRECTED = """
query ($d: OrderDirection!) { users(orderBy: [{field: ID, direction: $d}]) { nodes { id } } }
"""
OPTIONAL = """
query ($more: Boolean! = false) { me { id ...F @include(if: $more) } } fragment F on User { name }
"""


@pytest.mark.parametrize("caller", ["key", "admin"])
@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("{ __typename }", {}),
        (f"{{ users {{ nodes {{ {USER} }} }} }}", {}),
        (f"{{ users {{ edges {{ cursor node {{ {USER} }} }} {PAGE} totalCount }} }}", {}),
        ("{ users(first: 2) { e: edges { __typename a: node { id } b: node { name } } } }", {}),
        ("{ users(last: 2) { nodes { ...Card } } } " + FRAGMENT, {}),
        (FILTERED, {"city": "Lahore", "age": 5}),
        (FILTERED, {"city": "Lahore"}),
        ("{ users { nodes { id @skip(if: true) } edges { node { __typename } } } }", {}),
        (
            "query ($o: [UserOrder!]) { users(orderBy: $o) { nodes { id } } }",
            {"o": {"field": "ID"}},
        ),
        ("query ($f: UserOrderField) { users(orderBy: {field: $f}) { totalCount } }", {"f": "ID"}),
        (DIRECTED, {"d": "ASC"}),
        (DIRECTED, {"d": "DESC"}),
        ("{ users { nodes { referredBy { referredBy { referredBy { id } } id } } } }", {}),
        ("query ($id: ID!) { user(id: $id) { id referredBy { data } } }", {"id": IDS[4]}),
        ("query ($id: ID!) { user(id: $id) { id } }", {"id": STRANGER}),
        (BY_ID, {"id": IDS[2]}),
        (BY_ID, {"id": STRANGER}),
        (PATHS.replace("$p:", "$q: String!, $p:"), {"p": "age", "q": "a"}),
        (PATHS.replace("$p:", "$q: String!, $p:"), {"p": ["a", "b"], "q": ""}),
        (PATHS.replace("$p:", '$q: String! = "age", $p:'), {}),
        (PATHS.replace("$p:", '$q: String! = "age", $p:'), {"p": None}),
        ("{ users(first: 1) { nodes { __proto__: id constructor: __typename } } }", {}),
    ],
)
async def test_typical_operations_have_plans(
    stage: Stage, text: str, variables: dict[str, Any], caller: str
) -> None:
    data = await stage.fast(text, variables, caller)
    fast, plain = await stage.both(text, variables, caller)
    assert fast == plain == orjson.dumps({"data": data})


@pytest.mark.parametrize(
    ("text", "caller"),
    [
        (f"{{ me {{ {USER} }} }}", "member"),
        (f'{{ me {{ ...Card data(path: "age") }} a: me {{ id }} }} {FRAGMENT}', "member"),
        ("{ me { referredBy { id username avatarUrl } } }", "member"),
        ("{ me { referredBy { id } name } }", "member without a referrer"),
        (OPTIONAL, "member"),
        (f"{{ users {{ totalCount edges {{ cursor node {{ ...Card }} }} }} }} {FRAGMENT}", MEMBER),
        ('{ users(filter: {name: {eq: "a"}}, first: 3) { nodes { id } } }', MEMBER),
    ],
)
async def test_members_have_plans(stage: Stage, text: str, caller: str) -> None:
    data = await stage.fast(text, {}, caller)
    fast, plain = await stage.both(text, {}, caller)
    assert fast == plain == orjson.dumps({"data": data})


@pytest.mark.parametrize(
    ("text", "caller"),
    [
        ("{ __schema { queryType { name } } }", "key"),
        ("{ me { id } }", "key"),
        ("{ me { id } }", "anonymous"),
        ("{ users { totalCount } }", "anonymous"),
        ("{ users { totalCount } }", "member"),
        ("{ users { nodes { email } } }", MEMBER),
        ("{ users { nodes { name referredBy { id } } } }", MEMBER),
        ('{ users(filter: {city: {eq: "a"}}) { totalCount } }', MEMBER),
        ("{ me { referredBy { id email } } }", "member"),
        ("{ me { referredBy { referredBy { id } } } }", "member"),
        (f'{{ user(id: "{IDS[0]}") {{ id }} }}', "member"),
        ('{ user(id: "user_") { id } }', "key"),
        ('{ node(id: "sess_01h455vb4pex5vsknk084sn02q") { id } }', "key"),
        ("{ users { nodes { referrals { totalCount } } } }", "key"),
        ("{ users(first: 0) { totalCount } }", "key"),
        ('{ users(after: "x") { totalCount } }', "key"),
        ("{ users(filter: {city: {eq: null}}) { totalCount } }", "key"),
        ("{ users { nodes { data(path: [" + '"a", ' * 9 + "]) } } }", "key"),
    ],
)
async def test_the_ordinary_executor_answers_the_rest(stage: Stage, text: str, caller: str) -> None:
    assert await stage.fast(text, {}, caller) is None
    fast, plain = await stage.both(text, {}, caller)
    assert fast == plain


async def test_a_mutation_has_no_plan(stage: Stage) -> None:
    assert await stage.fast("mutation { logout { revokedCount } }", {}, "admin") is None


async def test_who_is_deleted_meanwhile_is_left_to_the_ordinary_executor(stage: Stage) -> None:
    text = "{ me { id referredBy { id } } }"
    caller = stage.callers["admin"]
    assert caller.user is not None
    stage.callers["deleted"] = replace(caller, user=caller.user._replace(id=str(new_id())))
    assert await stage.fast(text, {}, "deleted") is None
    fast, plain = await stage.both(text, {}, "deleted")
    assert fast == plain


async def test_a_plan_that_fails_is_logged_and_the_answer_given_all_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []
    monkeypatch.setattr(_log, "warning", lambda event, **_: logged.append(event))
    monkeypatch.setattr(Plan, "run", _broken)
    text = f'{{ user(id: "{IDS[0]}") {{ name }} }}'
    prepared, context = stage.begin(text, "key")
    result = await run(prepared, context, None, None)
    assert result.body == {"data": {"user": {"name": "a"}}}
    assert logged == ["plan_failed"]


async def _broken(*_: object) -> None:
    raise ValueError("a mistake of ours")


@pytest.mark.parametrize("path", [[""] * 9, ["a" * 200], ["\0"], [None], [1], {}])
async def test_a_wrong_path_is_told_by_the_ordinary_executor(stage: Stage, path: Any) -> None:
    text = "query ($p: [String!]) { users { nodes { data(path: $p) } } }"
    assert await stage.fast(text, {"p": path}) is None
    fast, plain = await stage.both(text, {"p": path}, "admin")
    assert fast == plain
    assert b"BAD_USER_INPUT" in plain


async def test_a_plan_depends_on_no_variable_of_an_earlier_request(stage: Stage) -> None:
    text = "query ($id: ID!, $p: [String!]) { user(id: $id) { id data(path: $p) } }"
    for id_, path, value in ((IDS[1], "age", 30), (IDS[3], ["age"], "30"), (IDS[1], "x", None)):
        data = await stage.fast(text, {"id": id_, "p": path})
        assert data == {"user": {"id": id_, "data": value}}


async def test_each_set_of_flags_has_its_own_plan(stage: Stage) -> None:
    names = ["a", "b", "c", "d", "e"]
    definitions = ", ".join(f"${name}: Boolean!" for name in names)
    selection = " ".join(f"{name}: name @include(if: ${name})" for name in names)
    text = f"query ({definitions}) {{ me {{ id {selection} }} }}"
    own = {"id": IDS[ADMIN]}
    assert 2 ** len(names) > MAX_PLANS
    for number in [*range(2 ** len(names)), 0, 31, 5]:
        flags = {name: bool(number >> place & 1) for place, name in enumerate(names)}
        shown = {name: "a" for name, is_shown in flags.items() if is_shown}
        assert await stage.fast(text, flags, "admin") == {"me": {**own, **shown}}
    assert len(prepare(text, introspection=True).cache) <= MAX_PLANS + 1


@pytest.mark.parametrize("flag", [None, "true", 1, [True]])
async def test_flags_that_are_none(stage: Stage, flag: Any) -> None:
    text = "query ($a: Boolean!) { me { id @skip(if: $a) } }"
    assert await stage.fast(text, {"a": flag}, "admin") is None
    fast, plain = await stage.both(text, {"a": flag}, "admin")
    assert fast == plain
    assert orjson.loads(plain)["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


async def test_cursors_are_the_same_in_whatever_order_a_filter_is_written(stage: Stage) -> None:
    text = """
    query ($f: UserFilter, $after: String) {
      users(filter: $f, first: 1, after: $after) { edges { cursor node { id } } }
    }"""
    one = {"name": {"eq": "a", "ne": "b"}, "isActive": {"eq": True}}
    other = {"isActive": {"eq": True}, "name": {"ne": "b", "eq": "a"}}
    fast, plain = await stage.both(text, {"f": one}, "key")
    assert [fast, plain] == [*await stage.both(text, {"f": other}, "key")]
    assert fast == plain
    (edge,) = orjson.loads(fast)["data"]["users"]["edges"]
    for filter_ in (one, other):
        fast, plain = await stage.both(text, {"f": filter_, "after": edge["cursor"]}, "key")
        assert fast == plain
        (following,) = orjson.loads(fast)["data"]["users"]["edges"]
        assert following["node"]["id"] == IDS[5]


@pytest.mark.parametrize(
    "filter_",
    [
        "name: {eq: $t}",
        "name: {in: [$t, $t]}",
        'firstName: {notIn: ["x", $t], contains: $t}',
        "name: {startsWith: $t}, firstName: {gte: $t}",
        "not: {or: [{name: {ieq: $t}}, {lastName: {icontains: $t}}]}",
        "id: {eq: $i}",
        "id: {in: [$i]}",
        "name: $s",
        "name: {isNull: $b}",
    ],
)
async def test_one_plan_for_all_values_of_a_filter(stage: Stage, filter_: str) -> None:
    definitions = "$t: String!, $i: ID!, $b: Boolean, $s: StringFilter"
    used = "a: data(path: [$t]) b: __typename @skip(if: true)"
    text = f"""query ({definitions}, $after: String) {{
      users(filter: {{{filter_}}}, first: 2, after: $after) {{
        totalCount edges {{ cursor node {{ name {used} }} }} {PAGE}
      }}
      i: user(id: $i) {{ id }}
      s: users(filter: {{name: $s, isActive: {{eq: $b}}}}) {{ totalCount }}
    }}"""
    for value in ("a", "é", "%", "", "\U0010ffff", "\0", "\U0010ffffa"):
        values: dict[str, Any] = {"t": value, "i": IDS[1], "b": True, "s": {"eq": value}}
        fast, plain = await stage.both(text, values, "key")
        assert fast == plain
        end = (orjson.loads(plain)["data"]["users"] or {}).get("pageInfo", {}).get("endCursor")
        for other in ("a", "é"):
            again = {**values, "t": other, "after": end}
            fast, plain = await stage.both(text, again, "key")
            assert fast == plain
    for change in ({"b": None}, {"s": None}, {"s": {"eq": None}}, {"i": "user_"}, {"b": False}):
        fast, plain = await stage.both(text, {"t": "a", "i": IDS[0], "b": True, **change}, "key")
        assert fast == plain
