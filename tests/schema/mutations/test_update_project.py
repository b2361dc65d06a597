"""Changing a project: what may be set, what is refused, and what follows from it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from core.errors import AccountError
from core.ids import Prefix, encode, new_id
from models.audit import AuditEvent
from models.project import Project
from models.user import User
from resolvers.projects import find_project
from tests.accounts import (
    ERRORS,
    fault,
    key_of,
    log_in,
    sign_up,
    try_log_in,
    try_sign_up,
    weak,
)
from tests.administration import create, try_change, try_create
from tests.callers import ADMINS, REFUSED, callers, code_of
from tests.schema.queries.test_project import FIELDS, PROJECT, SETTINGS

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

UPDATE = f"""
mutation Update($input: UpdateProjectInput!) {{
  updateProject(input: $input) {{ project {FIELDS} {ERRORS} }}
}}"""
EVERYTHING: dict[str, Any] = {
    "defaultRole": "Schüler*in",
    "roles": ["Schüler*in", "teacher", "admin"],
    "passwordMinLength": 10,
    "passwordRequireUppercase": True,
    "passwordRequireLowercase": True,
    "passwordRequireDigit": True,
    "passwordRequireSymbol": True,
    "accessTokenLifetime": 60,
    "refreshTokenLifetime": 3600,
    "memberDirectory": True,
    "signupEnabled": False,
}
ADMIN_STAYS = "The role `admin` cannot be dropped, so that it belongs in the list, too."
NAME, ROLE, CHARS = "The name of a project", "The name of a role", "characters."
SPACES = f"{ROLE} has no spaces, control or invisible {CHARS}"
IN_CASE = "differs in case only."
NO_ADMIN = "The default role cannot be `admin`: whoever signs up would administer."
IN_LIST = "The default role is one of the roles, and `{}` would be none of them."
LIFETIMES = "An access token cannot live longer than the refresh token that came with it."


async def try_update(client: Client, **changes: Any) -> Any:
    """Change the caller's project; give the payload."""
    return (await client.data(UPDATE, {"input": changes}))["updateProject"]


async def update(client: Client, **changes: Any) -> Any:
    """Change the caller's project, which must succeed; give the project."""
    payload = await try_update(client, **changes)
    assert payload["errors"] == []
    return payload["project"]


async def rows() -> list[dict[str, Any]]:
    """Read all projects, to compare them."""
    return await Project.all().order_by("id").values()


async def test_everything_can_be_set(server: Server) -> None:
    before = (await server.admin.data(PROJECT))["project"]
    after = await update(server.admin, name="Night school", **EVERYTHING)
    assert after == before | {"name": "Night school", "settings": EVERYTHING}
    assert (await server.admin.data(PROJECT))["project"] == after
    assert (await server.project("NIGHT SCHOOL")).name == "Night school"


@pytest.mark.parametrize("name", EVERYTHING)
async def test_what_is_left_out_stays(server: Server, name: str) -> None:
    changes = {key: value for key, value in EVERYTHING.items() if key in (name, "roles")}
    after = await update(server.admin, **changes | {"roles": [*EVERYTHING["roles"], "user"]})
    assert after["settings"] == SETTINGS | changes | {"roles": [*EVERYTHING["roles"], "user"]}
    assert (await update(server.admin))["settings"] == after["settings"]


@pytest.mark.parametrize("name", ["name", *EVERYTHING])
async def test_null_is_refused(server: Server, name: str) -> None:
    before = await rows()
    message = "This cannot be null: leave it out to keep it as it is."
    payload = await try_update(server.admin, **{name: None})
    assert payload == {"project": None, "errors": [fault("REQUIRED", message, "input", name)]}
    assert await rows() == before


def at(*path: str, code: str = "INVALID", message: str) -> dict[str, Any]:
    """Give an error as the payload shows it; `path` begins below the input."""
    return fault(code, message, "input", *path)


REFUSALS: list[tuple[dict[str, Any], list[Any]]] = [
    ({"name": "  "}, [at("name", code="REQUIRED", message="A project needs a name.")]),
    ({"name": "x" * 101}, [at("name", code="TOO_LONG", message=f"{NAME} has at most 100 {CHARS}")]),
    ({"name": "a\nb"}, [at("name", message=f"{NAME} consists of printable {CHARS}")]),
    ({"name": "shop "}, [at("name", message=f"{NAME} neither begins nor ends with a space.")]),
    (
        {"roles": []},
        [at("roles", message=ADMIN_STAYS), at("roles", message=IN_LIST.format("user"))],
    ),
    ({"roles": ["user"]}, [at("roles", message=ADMIN_STAYS)]),
    ({"roles": ["user", "admin", "head teacher"]}, [at("roles", "2", message=SPACES)]),
    (
        {"roles": ["user", "admin", " ", "a\u00a0b", "a\u200bb", "a\tb", "a\0b"]},
        [at("roles", str(n), message=SPACES) for n in range(2, 7)],
    ),
    (
        {"roles": ["user", "admin", "", "x" * 51]},
        [
            at("roles", "2", code="TOO_SHORT", message=f"{ROLE} has at least one character."),
            at("roles", "3", code="TOO_LONG", message=f"{ROLE} has at most 50 {CHARS}"),
        ],
    ),
    (
        {"roles": ["user", "admin", "Admin", "USER", "user"]},
        [
            at("roles", str(n), message=f"`{role}` is the role `{twin}` once more, or {IN_CASE}")
            for n, role, twin in ((2, "Admin", "admin"), (3, "USER", "user"), (4, "user", "user"))
        ],
    ),
    (
        {"roles": [*(f"r{n}" for n in range(100)), "admin"], "defaultRole": "r1"},
        [
            at(
                "roles",
                code="TOO_LONG",
                message="A project has at most 100 roles, but there are 101.",
            )
        ],
    ),
    ({"roles": ["student", "admin"]}, [at("roles", message=IN_LIST.format("user"))]),
    ({"defaultRole": "admin"}, [at("defaultRole", message=NO_ADMIN)]),
    ({"defaultRole": "boss"}, [at("defaultRole", message=IN_LIST.format("boss"))]),
    ({"defaultRole": ""}, [at("defaultRole", message=IN_LIST.format(""))]),
    (
        {"accessTokenLifetime": 3600, "refreshTokenLifetime": 3599},
        [at("accessTokenLifetime", message=LIFETIMES)],
    ),
    ({"refreshTokenLifetime": 899}, [at("refreshTokenLifetime", message=LIFETIMES)]),
    *(
        ({name: value}, [at(name, message=f"This is from {span}, but {value} was given.")])
        for name, span, values in (
            ("passwordMinLength", "8 to 64", (-1, 7, 65)),
            ("accessTokenLifetime", "60 to 86400", (0, 59, 86_401)),
            ("refreshTokenLifetime", "300 to 31536000", (299, 31_536_001, 2**31 - 1)),
        )
        for value in values
    ),
    (
        {"passwordMinLength": 7, "name": ""},
        [
            at("passwordMinLength", message="This is from 8 to 64, but 7 was given."),
            at("name", code="REQUIRED", message="A project needs a name."),
        ],
    ),
]


@pytest.mark.parametrize(("changes", "errors"), REFUSALS)
async def test_what_is_refused_changes_nothing(
    server: Server, changes: dict[str, Any], errors: list[Any]
) -> None:
    before = await rows()
    payload = await try_update(server.admin, memberDirectory=True, **changes)
    assert payload == {"project": None, "errors": errors}
    assert await rows() == before
    assert await AuditEvent.all().count() == 0


async def test_the_least_and_the_greatest_values_are_taken(server: Server) -> None:
    for changes in (
        {"passwordMinLength": 8, "accessTokenLifetime": 60, "refreshTokenLifetime": 300},
        {
            "passwordMinLength": 64,
            "accessTokenLifetime": 86_400,
            "refreshTokenLifetime": 31_536_000,
        },
        {"roles": ["user", "admin", "x" * 50, *(f"r{n}" for n in range(97))]},
    ):
        settings = (await update(server.admin, **changes))["settings"]
        assert {name: settings[name] for name in changes} == changes
    assert (await update(server.admin, name="x" * 100))["name"] == "x" * 100


async def test_a_role_that_somebody_has_cannot_be_dropped(server: Server) -> None:
    await update(server.admin, roles=["teacher", "user", "admin"], defaultRole="teacher")
    ada, _ = await sign_up(server.anonymous, email="ada@example.com")
    before = await rows()
    payload = await try_update(server.admin, roles=["user", "admin"], defaultRole="user")
    message = "The role `teacher` cannot be dropped: there are users who have it."
    assert payload["errors"] == [fault("INVALID", message, "input", "roles")]
    assert await rows() == before
    # Users of another project do not count.
    _, other = await server.second_project()
    await update(other, roles=["teacher", "user", "admin"])
    await update(other, roles=["user", "admin"])
    await User.filter(id=key_of(ada)).update(role="user")
    after = await update(server.admin, roles=["user", "admin"], defaultRole="user")
    assert after["settings"]["roles"] == ["user", "admin"]


async def test_a_project_may_be_named_like_another_and_neither_is_told(server: Server) -> None:
    other_project, other = await server.second_project("Schule")
    for client, name in ((server.admin, "SCHULE"), (other, "Default")):
        assert (await update(client, name=name))["name"] == name
    # Commands go by the names that they were made with.
    assert (await find_project("schule")).id == other_project.id
    assert (await find_project("DEFAULT")).is_default


async def test_commands_find_a_renamed_project_or_ask_which(server: Server) -> None:
    other_project, other = await server.second_project("Schule")
    await update(other, name="Straße")
    for name in ("STRASSE", "schule", encode(Prefix.PROJECT, other_project.id)):
        assert (await find_project(name)).id == other_project.id
    await update(server.admin, name="strasse")
    with pytest.raises(AccountError) as caught:
        await find_project("Strasse")
    ids = [encode(Prefix.PROJECT, project.id) for project in await Project.all().order_by("id")]
    assert caught.value.message == (
        f"Several projects are named 'Strasse': give the ID of one, {ids[0]}, {ids[1]}."
    )
    with pytest.raises(AccountError, match="There is no project named"):
        await find_project(encode(Prefix.PROJECT, new_id()))


async def test_only_administrators_change_it(server: Server) -> None:
    everybody = await callers(server)
    before = await rows()
    refused = {
        name: code_of(
            await everybody[name].execute(UPDATE, {"input": {"memberDirectory": True}}),
            "updateProject",
        )
        for name in (*REFUSED, "other member")
    }
    assert refused == REFUSED | {"other member": "FORBIDDEN"}
    assert await rows() == before
    for number, name in enumerate(ADMINS):
        after = await update(everybody[name], passwordMinLength=9 + number)
        assert after["settings"]["passwordMinLength"] == 9 + number
    for name in ("other secret", "other admin"):
        await update(everybody[name], passwordMinLength=30)
    assert [row["password_min_length"] for row in await rows()] == [8 + len(ADMINS), 30]


async def test_the_rules_hold_for_the_next_request(server: Server) -> None:
    await update(server.admin, roles=["student", "user", "admin"], defaultRole="student")
    ada, _ = await sign_up(server.anonymous, email="ada@example.com")
    assert ada["role"] == "student"
    await update(
        server.admin, passwordMinLength=12, accessTokenLifetime=120, refreshTokenLifetime=600
    )
    payload = await try_sign_up(server.anonymous, email="b@example.com", password="k7 lamp sky")
    rule = weak("TOO_SHORT", message="Choose another password: use at least 12 characters.")
    assert payload["errors"] == [rule]
    payload = await try_log_in(server.anonymous, email="ada@example.com")
    assert payload["tokens"]["expiresIn"] == 120
    await update(server.admin, signupEnabled=False)
    document = "mutation ($i: SignupInput!) { signup(input: $i) { user { id } } }"
    values = {"email": "b@example.com", "password": "nine quiet owls"}
    answer = await server.anonymous.execute(document, {"i": values})
    assert code_of(answer, "signup") == "FORBIDDEN"
    assert await log_in(server.anonymous, email="ada@example.com")


async def test_the_log_names_the_fields_that_differ(server: Server) -> None:
    everybody = await callers(server)
    await AuditEvent.all().delete()
    await update(everybody["secret"], name="default", passwordMinLength=8)
    assert await AuditEvent.all().count() == 0
    await update(everybody["secret"], name="Secret plan", passwordMinLength=8)
    await update(everybody["admin"], memberDirectory=True, passwordRequireDigit=True)
    log = "{ auditLog { nodes { type data user { id } actor { name } } } }"
    fields = (["passwordRequireDigit", "memberDirectory"], ["name"])
    assert (await server.admin.data(log))["auditLog"]["nodes"] == [
        {"type": "PROJECT_UPDATED", "data": {"fields": names}, "user": None, "actor": actor}
        for names, actor in zip(fields, ({"name": "Admin"}, None), strict=True)
    ]


async def test_changes_at_once_are_all_kept(server: Server) -> None:
    one = {name: value for name, value in EVERYTHING.items() if isinstance(value, bool | int)}
    await asyncio.gather(*[update(server.admin, **{name: one[name]}) for name in one])
    settings = (await server.admin.data(PROJECT))["project"]["settings"]
    assert settings == SETTINGS | one


async def test_nobody_signs_up_with_a_role_that_is_being_dropped(server: Server) -> None:
    await update(server.admin, roles=["new", "old", "admin"], defaultRole="old")
    change = try_update(server.admin, roles=["new", "admin"], defaultRole="new")
    sign_ups = [sign_up(server.anonymous, email=f"{n}@example.com") for n in range(6)]
    payload, *signed_up = await asyncio.gather(change, *sign_ups)
    roles = {user["role"] for user, _ in signed_up}
    assert roles <= set((await server.admin.data(PROJECT))["project"]["settings"]["roles"])
    assert ("old" in roles) == bool(payload["errors"])


async def test_nobody_is_given_a_role_that_is_being_dropped(server: Server) -> None:
    for attempt in range(3):
        old, new = f"old{attempt}", f"new{attempt}"
        await update(server.admin, roles=[old, "user", "admin"])
        users = [await create(server.admin, email=f"{attempt}.{n}@example.com") for n in range(4)]
        payload, *_ = await asyncio.gather(
            try_update(server.admin, roles=[new, "user", "admin"]),
            *[try_change(server.admin, user, role=old) for user in users],
            *[
                try_create(server.admin, email=f"new{attempt}.{n}@example.com", role=old)
                for n in range(4)
            ],
        )
        roles = {user.role for user in await User.all()}
        project = (await server.admin.data(PROJECT))["project"]
        assert roles <= set(project["settings"]["roles"])
        assert (old in roles) == bool(payload["errors"])
        await User.all().update(role="user", role_folded="user")
