"""A newcomer's way through the explorer, in a real Chromium against a real server."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from graphql import GraphQLObjectType, build_schema, get_named_type

from tests import node
from tests.processes import ROOT, serving

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "tests/explorer"
SECONDS = 180.0
"""Bounds a program of some ten seconds, on a machine that is busy with other tests."""
WRONG = "The e-mail address or user name, or the password, is wrong."
PLACE = 'Put a value of your server in place of "…" in the variables.'
pytestmark = [pytest.mark.node("explorer"), pytest.mark.node(FOLDER)]


def drive(program: str, port: int, *arguments: str) -> Any:
    """Run one of the programs beside this file against a server, and give what it prints."""
    browser = node.browser()
    assert browser is not None
    address = f"http://127.0.0.1:{port}/graphql"
    ended = node.run(FOLDER, program, address, browser, *arguments, seconds=SECONDS)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Give the report of one visit; its pictures are kept with what pytest keeps."""
    folder = tmp_path_factory.mktemp("explorer")
    with serving(folder) as server:
        report = drive("visit.js", server.port, str(folder), server.keys[1])
        report["origin"] = f"http://127.0.0.1:{server.port}"
    report["pictures"] = sorted(path.name for path in folder.glob("*.png"))
    return report


def operations() -> list[str]:
    """Give the names of the example operations in the order of their page."""
    page = (ROOT / "docs/operations/README.md").read_text("utf-8")
    return [name[0].upper() + name[1:] for name in re.findall(r"\]\((\w+)\.graphql\)", page)]


def test_every_operation_is_ready_in_a_tab(visit: Any) -> None:
    assert visit["title"] == "Rollcall explorer"
    assert visit["tabs"] == operations()


def test_signing_up_fills_in_the_token(visit: Any) -> None:
    payload = visit["signup"]["data"]["signup"]
    assert payload["errors"] == []
    assert visit["token"] == payload["tokens"]["accessToken"]
    assert visit["isTokenHidden"]
    assert visit["signedIn"].startswith("ann@example.com, until ")
    me = visit["me"]["data"]["me"]
    assert (me["id"], me["email"]) == (payload["user"]["id"], "ann@example.com")


def test_errors_are_shown_as_the_server_gives_them(visit: Any) -> None:
    refused = visit["wrongPassword"]["data"]["login"]
    assert refused["errors"] == [{"code": "INVALID_CREDENTIALS", "message": WRONG, "path": []}]
    assert visit["signedOut"] == "Not signed in"
    assert visit["nobody"]["data"] == {"me": None}
    assert visit["nobody"]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_another_token_is_offered_not_forced(visit: Any) -> None:
    tokens = visit["login"]["data"]["login"]["tokens"]
    assert visit["newToken"] == tokens["accessToken"] != visit["token"]
    assert json.loads(visit["filled"]) == {"input": {"refreshToken": tokens["refreshToken"]}}


def test_files_are_sent_along(visit: Any) -> None:
    payload = visit["upload"]["data"]["updateProfile"]
    assert payload["errors"] == []
    (file,) = payload["user"]["files"]
    expected = {"field": "avatar", "filename": "photo.png", "contentType": "image/png"}
    assert file == expected | {"size": 70}
    assert visit["attached"] == 0


def test_what_users_have_written_is_taken_for_no_token_and_no_id(visit: Any) -> None:
    planted = {"accessToken": "planted", "id": "user_planted"}
    user = visit["planted"]["data"]["updateProfile"]["user"]
    assert user["data"] == user["more"] == user["data"] | planted
    assert visit["offers"] == 0
    assert json.loads(visit["filledAfterPlanting"])["id"] == visit["me"]["data"]["me"]["id"]


def test_fields_that_hold_what_users_write_are_known_to_the_page() -> None:
    source = (ROOT / "explorer/src/answers.ts").read_text("utf-8")
    line = re.search(r"^const FREE = (\[.*\]);$", source, re.MULTILINE)
    assert line is not None
    schema = build_schema((ROOT / "schema/schema.graphql").read_text("utf-8"))
    outputs = [type_ for type_ in schema.type_map.values() if isinstance(type_, GraphQLObjectType)]
    fields = {
        name
        for type_ in outputs
        for name, field in type_.fields.items()
        if get_named_type(field.type).name == "JSON"
    }
    assert set(json.loads(line[1])) == fields


def test_a_secret_key_administers(visit: Any) -> None:
    assert visit["administering"] == "Administering by secret key"
    (user,) = visit["users"]["data"]["users"]["nodes"]
    assert user["email"] == "ann@example.com"


def test_the_page_says_what_a_token_is(visit: Any) -> None:
    over, personal, nonsense = visit["others"]
    assert re.fullmatch(r"The token ran out at .*: log in again", over)
    assert (personal, nonsense) == ("Using a personal key", "Using a token")


def test_only_what_deletes_nothing_is_filled_in(visit: Any) -> None:
    user = visit["signup"]["data"]["signup"]["user"]
    assert json.loads(visit["filledUser"])["id"] == user["id"]
    assert "…" in visit["notFilled"]


def test_places_that_nobody_has_filled_in_are_not_sent(visit: Any) -> None:
    assert visit["openPlace"] == {"errors": [{"message": PLACE}]}


def test_credentials_stay_in_their_tab_of_the_browser(visit: Any) -> None:
    assert visit["tokenAfterReload"] == visit["newToken"]
    assert visit["tabAfterReload"] == "DeleteAccount"
    assert visit["tokenInAnotherTab"] == ""
    assert visit["kept"] == []


def test_the_schema_can_be_read_and_completes_what_is_typed(visit: Any) -> None:
    assert "Register, and sign in." in visit["documentation"]
    assert "SignupInput!" in visit["documentation"]
    assert visit["suggestion"] == "auditLog"
    kinds = {urlsplit(url).path.rpartition("/")[2].split(".")[0] for url in visit["workers"]}
    assert {"editor", "json"} <= kinds


def test_dark_and_light(visit: Any) -> None:
    assert visit["dark"] == ["rgb(33, 42, 59)", "rgb(96, 139, 78)"]
    assert visit["light"] == ["rgb(255, 255, 255)", "rgb(0, 128, 0)"]
    assert visit["pictures"] == ["attached.png", "dark.png", "light.png", "narrow.png"]


def test_a_window_as_narrow_as_a_telephone_needs_no_scrolling_aside(visit: Any) -> None:
    assert visit["width"] == 390


def test_our_parts_of_the_page_have_no_barriers(visit: Any) -> None:
    assert visit["barriers"] == []


def test_variables_are_checked_and_need_no_field_that_has_a_default(visit: Any) -> None:
    (fault,) = visit["faults"]
    assert fault.startswith("Incorrect type.")
    assert visit["faultsOfTheExample"] == []


def test_no_request_leaves_the_server(visit: Any) -> None:
    own = (f"{visit['origin']}/graphql", "data:", "blob:")
    assert len(visit["requests"]) > 20
    assert [url for url in visit["requests"] if not url.startswith(own)] == []


def test_nothing_is_refused_by_the_policy_and_nothing_fails(visit: Any) -> None:
    assert (visit["violations"], visit["failures"], visit["console"]) == ([], [], [])


def test_the_page_says_what_an_operator_has_switched_off(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"any": "{ __typename }"}))
    closed = {"INTROSPECTION": "off", "TRUSTED_DOCUMENTS": str(manifest)}
    with serving(tmp_path, **closed) as server:
        report = drive("notices.js", server.port)
    introspection, documents = report["notices"]
    assert introspection.startswith("Introspection is switched off on this server")
    assert documents.startswith("This server runs trusted documents only")
    assert report["sent"] == []


def test_the_page_works_under_a_path_of_a_proxy(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        report = drive("prefix.js", server.port)
    assert report["missing"] == []
    assert report["workers"] >= 2


def test_what_gets_into_the_page_can_do_nothing(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        report = drive("attack.js", server.port)
    assert report["worked"] == []
    assert set(report["stopped"]) == {
        "base-uri",
        "connect-src",
        "form-action",
        "frame-src",
        "img-src",
        "object-src",
        "script-src",
        "script-src-attr",
        "script-src-elem",
        "style-src-elem",
        "worker-src",
    }
