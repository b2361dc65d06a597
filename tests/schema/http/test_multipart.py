"""Multipart requests by their specification, and all that is none: refused, and nothing is left."""

from __future__ import annotations

import json
import tempfile
from typing import TYPE_CHECKING, Any

import pytest

from models.user import User
from tests.accounts import ERRORS, PASSWORD
from tests.schema.http.wire import Exchange, fault
from tests.uploads import (
    BOUNDARY,
    FORM,
    PDF,
    PREFLIGHT,
    SIGNUP,
    Sent,
    filled,
    form,
    in_store,
    part,
    post,
    sign_up_with,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Server

pytestmark = pytest.mark.anyio

MIB = 1024 * 1024
INPUT = {"email": "ada@example.com", "password": PASSWORD}
ONE = Sent(PDF)
BROKEN = "The body is no multipart/form-data with this boundary, or not all of it."
ORDER = "The first part is `operations`, the second is `map`, and then come the files."
BAD_MAP = (
    '`map` must be a JSON object of lists of places, e.g. {"0": ["variables.input.files.0.file"]}.'
)
PLACE = "variables.input.files.0.file"
NO_MAPS: list[Any] = [None, 1, "a", [], [PLACE]]
NO_PLACES: list[Any] = [None, 1, PLACE, [], {}, [1], [None], [[PLACE]]]


def operations(*fields: str, **more: Any) -> dict[str, Any]:
    files = [{"field": field, "file": None} for field in fields]
    return {"query": SIGNUP, "variables": {"input": {**INPUT, "files": files, **more}}}


async def nothing_has_happened(server: Server) -> bool:
    return await User.all().count() == 0 and in_store(server) == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", BROKEN),
        (b"no form", BROKEN),
        (
            b"--" + BOUNDARY.encode() + b"no",
            BROKEN,
        ),
        (
            form(operations("a"), {"0": [PLACE]}, [("0", ONE)], whole=False),
            BROKEN,
        ),
        (f"--{BOUNDARY}--\r\n".encode(), ORDER),
        (part('form-data; name="operations"', b"{}") + f"--{BOUNDARY}--\r\n".encode(), ORDER),
        (part('form-data; name="map"', b"{}"), ORDER),
        (part('form-data; name="0"; filename="a"', b"{}"), ORDER),
        (part("form-data", b"{}"), ORDER),
        (part('form-data; name="operations"', b"{}") * 2, ORDER),
        (form(b"{", {}, []), "`operations` is no JSON: unexpected end of data."),
        (
            form(b"\xff", {}, []),
            "`operations` is no JSON: str is not valid UTF-8: surrogates not allowed.",
        ),
        (form(b"[" * 5000, {}, []), "`operations` is no JSON: depth limit exceeded."),
        (form(operations("a"), b"{", []), "`map` is no JSON: unexpected end of data."),
        *[(form(operations("a"), value, []), BAD_MAP) for value in NO_MAPS],
        *[(form(operations("a"), {"0": value}, []), BAD_MAP) for value in NO_PLACES],
        (
            form(operations("a"), {"0": ["query"]}, []),
            "`map` names `query`, which is none of `variables`.",
        ),
        (
            form(operations("a"), {"0": ["operations.variables.input"]}, []),
            "`map` names `operations.variables.input`, which is not there.",
        ),
        *[
            (
                form(operations("a"), {"0": [place]}, []),
                f"`map` names `{place}`, which is not there.",
            )
            for place in (
                "variables.nothing",
                "variables.input.files.1.file",
                "variables.input.files.-1.file",
                "variables.input.files.٠.file",
                "variables.input.files.99999999999999999999.file",
                "variables.input.files.0.file.deeper",
                "variables.input.files.0.__class__",
                "variables.input.email.0",
                "variables",
                "variables.",
            )
            if place != "variables"
        ],
        *[
            (
                form(operations("a"), {"0": [place]}, []),
                f"`map` names `{place}`, which holds a file already, or is not null.",
            )
            for place in ("variables", "variables.input", "variables.input.email")
        ],
        (
            form(operations("a"), {"0": [PLACE, PLACE]}, []),
            f"`map` names `{PLACE}`, which holds a file already, or is not null.",
        ),
        (
            form(operations("a"), {"0": [PLACE], "1": [PLACE]}, []),
            f"`map` names `{PLACE}`, which holds a file already, or is not null.",
        ),
        (form(operations("a"), {"0": [PLACE]}, []), "`map` names the part `0`: none came."),
        (
            form(operations("a"), {"0": [PLACE]}, [("1", ONE)]),
            "The part `1` is not in `map`, or has come already.",
        ),
        (
            form(operations("a"), {"0": [PLACE]}, [("0", ONE), ("0", ONE)]),
            "The part `0` is not in `map`, or has come already.",
        ),
    ],
    ids=lambda value: value[:50] if isinstance(value, str) else "",
)
async def test_a_form_that_is_no_request(server: Server, body: bytes, message: str) -> None:
    answer = await post(server.anonymous, body)
    assert (answer.status, answer.json) == (400, fault(message))
    assert answer.headers["connection"] == "close"
    assert await nothing_has_happened(server)


async def test_files_in_any_order_and_in_several_places(server: Server) -> None:
    places = {"x": ["variables.input.files.1.file"], "y": [PLACE, "variables.input.files.2.file"]}
    parts = [("y", Sent(PDF, "y.pdf")), ("x", Sent(PDF, "x.pdf"))]
    answer = await post(server.anonymous, form(operations("a", "b", "c"), places, parts))
    user = answer.json["data"]["signup"]["user"]
    names = {file["field"]: file["filename"] for file in user["files"]}
    assert names == {"a": "y.pdf", "b": "x.pdf", "c": "y.pdf"}


async def test_a_form_without_files_and_a_batch(server: Server) -> None:
    answer = await post(server.anonymous, form({"query": "{ __typename }"}, {}, []))
    assert (answer.status, answer.json) == (200, {"data": {"__typename": "Query"}})
    batch = [{"query": "{ __typename }"}, operations("a")]
    places = {"0": ["1.variables.input.files.0.file"]}
    answer = await post(server.anonymous, form(batch, places, [("0", ONE)]))
    assert answer.status == 200
    assert [list(one["data"]) for one in answer.json] == [["__typename"], ["signup"]]
    assert answer.json[1]["data"]["signup"]["errors"] == []


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
async def test_a_form_in_pieces_of_any_size(server: Server, size: int) -> None:
    content = PDF + f"\r\n--{BOUNDARY[:-1]}\r\n".encode() * 20
    body = filled(SIGNUP, INPUT, {"resume": Sent(content, "Résumé.pdf"), "cover": ONE})
    pieces = [body[n : n + size] for n in range(0, len(body), size)]
    answer = await Exchange(server.anonymous, pieces, {**FORM, **PREFLIGHT}).run()
    assert answer is not None
    files = answer.json["data"]["signup"]["user"]["files"]
    assert [(one["field"], one["size"], one["filename"]) for one in files] == [
        ("cover", len(PDF), "file.bin"),
        ("resume", len(content), "Résumé.pdf"),
    ]


async def test_a_client_that_stops_half_way_leaves_nothing(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []
    spool = tempfile.TemporaryFile

    def noted(*arguments: Any, **more: Any) -> Any:
        opened.append(spool(*arguments, **more))
        return opened[-1]

    monkeypatch.setattr(tempfile, "TemporaryFile", noted)
    body = filled(SIGNUP, INPUT, {"resume": Sent(PDF + b"a" * MIB)})
    for end in (len(body) // 2, len(body) - 5):
        exchange = Exchange(server.anonymous, [body[:end]], {**FORM, **PREFLIGHT}, leaves=True)
        assert await exchange.run() is None
    assert [file.closed for file in opened] == [True, True]
    assert list((tmp_path / "files").iterdir()) == []
    assert await nothing_has_happened(server)


async def test_only_who_means_it_sends_a_form(server: Server) -> None:
    body = filled(SIGNUP, INPUT, {"resume": ONE})
    for more in ({}, {"origin": "https://evil.example"}):
        exchange = Exchange(server.anonymous, [body], {**FORM, **more})
        answer = await exchange.run()
        assert answer is not None
        message = "A request with files needs the header GraphQL-Preflight, with any value."
        assert (answer.status, answer.json) == (400, fault(message))
        assert exchange.asked == 0
    assert await nothing_has_happened(server)
    for name in ("Apollo-Require-Preflight", "X-Apollo-Operation-Name", "GraphQL-Preflight"):
        headers = {**FORM, name.lower(): "1"}
        values = {**INPUT, "email": f"{name}@example.com"}
        answer = await Exchange(
            server.anonymous, [filled(SIGNUP, values, {"resume": ONE})], headers
        ).run()
        assert answer is not None
        assert answer.json["data"]["signup"]["errors"] == []


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("multipart/form-data", 400),
        ("multipart/form-data; boundary=", 400),
        ("multipart/form-data; boundary=é", 400),
        (f"multipart/form-data; boundary={'a' * 500}", 400),
        ("multipart/mixed; boundary=a", 415),
        ("multipart/form-data-x; boundary=a", 415),
        ("application/x-www-form-urlencoded", 415),
    ],
)
async def test_a_header_that_names_no_boundary(
    server: Server, content_type: str, status: int
) -> None:
    answer = await post(server.anonymous, b"--a--\r\n", content_type=content_type)
    assert answer.status == status
    assert answer.json["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


@pytest.mark.parametrize("name", ["operations", "map"])
async def test_the_text_of_a_form_is_bounded(server: Server, name: str) -> None:
    text = {"operations": json.dumps(operations("a")).encode(), "map": b'{"0": ["%s"]}'}
    for over in (0, 1):
        text["map"] = json.dumps({"0": [PLACE]}).encode()
        spaces = MIB - sum(map(len, text.values())) + over
        padded = {**text, name: text[name] + b" " * spaces}
        answer = await post(
            server.anonymous, form(padded["operations"], padded["map"], [("0", ONE)])
        )
        if over:
            message = f"`operations` and `map` have at most {MIB} bytes together."
            assert (answer.status, answer.json) == (413, fault(message))
        else:
            assert answer.json["data"]["signup"]["errors"] == []


async def test_eleven_files_are_too_many(server: Server) -> None:
    files = {f"f{n}": ONE for n in range(11)}
    answer = await post(server.anonymous, filled(SIGNUP, INPUT, files))
    message = "A request has at most 10 files, but there are 11."
    assert (answer.status, answer.json) == (413, fault(message))
    assert await nothing_has_happened(server)
    del files["f10"]
    answer = await post(server.anonymous, filled(SIGNUP, INPUT, files))
    assert len(answer.json["data"]["signup"]["user"]["files"]) == 10


async def test_a_byte_more_than_fifty_mebibytes_is_read_no_further(
    server: Server, tmp_path: Path
) -> None:
    piece = b"a" * 64 * 1024
    head, _, tail = filled(SIGNUP, INPUT, {"resume": Sent(PDF + b"|")}).partition(b"|")
    pieces = [head, *[piece] * (50 * 16), b"b" * (MIB - len(PDF)), tail, b"never", b"asked for"]
    exchange = Exchange(server.anonymous, pieces, {**FORM, **PREFLIGHT})
    answer = await exchange.run()
    assert answer is not None
    assert (answer.status, answer.json) == (413, fault("A file has at most 50 MiB."))
    assert answer.headers["connection"] == "close"
    assert exchange.asked < len(pieces) - 2
    assert list((tmp_path / "files").iterdir()) == []
    assert await nothing_has_happened(server)


async def test_fifty_mebibytes_are_taken(server: Server) -> None:
    content = PDF + b"a" * (50 * MIB - len(PDF))
    user, _ = await sign_up_with(server.anonymous, "ada@example.com", resume=Sent(content))
    assert user["files"][0]["size"] == 50 * MIB


async def test_what_is_announced_as_too_much_is_not_read(server: Server) -> None:
    headers = {**FORM, **PREFLIGHT, "content-length": str(502 * MIB + 1)}
    exchange = Exchange(server.anonymous, [b"never"], headers)
    answer = await exchange.run()
    assert answer is not None
    assert (answer.status, exchange.asked) == (413, 0)


async def test_a_body_without_end_is_cut(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schema.http.multipart.MAX_TOTAL", MIB)
    body = filled(SIGNUP, INPUT, {"resume": ONE})
    pieces = [body, *[b"x" * 64 * 1024] * 40]
    exchange = Exchange(server.anonymous, pieces, {**FORM, **PREFLIGHT})
    answer = await exchange.run()
    assert answer is not None
    assert answer.status == 413
    assert exchange.asked < 20


async def test_a_request_that_never_ends_is_given_up(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schema.http.multipart.MAX_SECONDS", 0)
    answer = await post(server.anonymous, filled(SIGNUP, INPUT, {"resume": ONE}))
    assert answer.status == 408
    assert await nothing_has_happened(server)


async def test_an_upload_comes_by_a_form_alone(server: Server) -> None:
    message = (
        "An Upload is a file of a multipart request (GraphQL multipart request specification),"
        " never a value in JSON."
    )
    wrong: list[Any] = ["a", 1, {}, [], True]
    for value in wrong:
        values: dict[str, Any] = {**INPUT, "files": [{"field": "resume", "file": value}]}
        answer = await server.anonymous.execute(SIGNUP, {"input": values})
        assert message in answer["errors"][0]["message"]
        assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
    literal = SIGNUP.replace(
        "$input)", '{email: "a", password: "b", files: [{field: "a", file: "b"}]})'
    )
    answer = await server.anonymous.execute(literal.replace("($input: SignupInput!)", ""))
    assert answer["errors"][0]["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
    assert await nothing_has_happened(server)


async def test_an_upload_that_is_null(server: Server) -> None:
    answer = await post(server.anonymous, form(operations("a"), {}, []))
    (error,) = answer.json["errors"]
    assert "files[0].file" in error["message"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert await nothing_has_happened(server)


@pytest.mark.parametrize("place", ["name", "email", "data.deep", "data"])
async def test_a_file_where_none_belongs(server: Server, place: str) -> None:
    values: dict[str, Any] = {"name": None, "email": None, "data": {"deep": None}}
    if place == "data":
        values["data"] = None
    if place != "email":
        values["email"] = "ada@example.com"
    asked = {"query": SIGNUP, "variables": {"input": {**INPUT, **values}}}
    places = {"0": [f"variables.input.{place}"]}
    answer = await post(server.anonymous, form(asked, places, [("0", ONE)]))
    assert answer.status == 200
    if place.startswith("data"):
        (error,) = answer.json["data"]["signup"]["errors"]
        assert (error["code"], error["path"]) == ("INVALID", ["input", "data"])
    else:
        assert answer.json["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
    assert await nothing_has_happened(server)


async def test_other_operations_take_no_more_than_before(server: Server) -> None:
    asked = {"query": f"mutation {{ logout {{ {ERRORS} }} }}"}
    answer = await post(server.anonymous, form(asked, {}, []))
    assert answer.json["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
