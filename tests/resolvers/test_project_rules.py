"""Whatever is sent, a project's settings agree with one another, or all faults have a place."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import Faults
from core.text import fold
from models.project import Project
from resolvers.project_rules import LIMITS, MAX_ROLE, MAX_ROLES, check_settings

ROLES = st.sampled_from(["user", "admin", "User", "ADMIN", "é", "e\u0301", "a b", "", "ß", "SS"])
NUMBERS = {
    name: st.one_of(
        st.none(), st.integers(least - 2, least + 2), st.integers(most - 2, most + 2), st.integers()
    )
    for name, (least, most) in LIMITS.items()
}
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "name": st.one_of(st.none(), st.text(max_size=3), st.just("x" * 101)),
        "roles": st.one_of(st.none(), st.lists(ROLES | st.text(), max_size=6)),
        "default_role": st.one_of(st.none(), ROLES),
        "member_directory": st.one_of(st.none(), st.booleans()),
        **NUMBERS,
    },
)


@given(changes=CHANGES)
@example(changes={"roles": [f"r{n}" for n in range(MAX_ROLES)] + ["admin"], "default_role": "r1"})
@example(changes={"roles": ["user", "admin", "x" * (MAX_ROLE + 1)]})
@example(changes={"access_token_lifetime": 86_400, "refresh_token_lifetime": 86_399})
def test_what_is_accepted_agrees_and_what_is_not_has_a_place(changes: dict[str, Any]) -> None:
    project, faults = Project(name="shop", name_folded="shop"), Faults()
    check_settings(project, changes, faults)
    for error in faults.errors:
        assert error.path[0] == "input"
        assert error.message.endswith(".")
    if faults:
        return
    project.update_from_dict(changes)
    roles = project.roles
    assert "admin" in roles
    assert project.default_role in set(roles) - {"admin"}
    assert len({fold(role) for role in roles}) == len(roles) <= MAX_ROLES
    assert all(role.isprintable() and " " not in role for role in roles)
    assert all(1 <= len(role) <= MAX_ROLE for role in roles)
    assert project.access_token_lifetime <= project.refresh_token_lifetime
    for name, (least, most) in LIMITS.items():
        assert least <= getattr(project, name) <= most


@given(changes=CHANGES)
def test_null_is_a_fault_at_its_own_place(changes: dict[str, Any]) -> None:
    faults = Faults()
    check_settings(Project(name="shop", name_folded="shop"), changes, faults)
    required = [error.path[1] for error in faults.errors if error.code == "REQUIRED"]
    nulls = [name for name, value in changes.items() if value is None]
    assert len(set(required) - {"name"}) == len(set(nulls) - {"name"})
