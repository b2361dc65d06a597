"""Log lines have one form wherever they come from, and hold no secret."""

import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog

from core.logs import configure, get_logger

log = get_logger("tests.logs")


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    """Leave logging as it was for the tests that follow."""
    root, access = logging.getLogger(), logging.getLogger("uvicorn.access")
    handlers, level, filters = root.handlers[:], root.level, access.filters[:]
    yield
    root.handlers[:], access.filters[:] = handlers, filters
    root.setLevel(level)
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Return the JSON lines on standard error; nothing may stand on standard output."""
    output = capsys.readouterr()
    assert output.out == ""
    return [json.loads(line) for line in output.err.splitlines()]


def test_an_event_is_one_json_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    log.info("user signed up", user="user_1")
    (line,) = lines(capsys)
    time = line.pop("time")
    assert line == {
        "event": "user signed up",
        "user": "user_1",
        "level": "info",
        "logger": "tests.logs",
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", str(time))


def test_libraries_log_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    logging.getLogger("library").warning("it is %s", "late")
    (line,) = lines(capsys)
    assert (line["event"], line["level"], line["logger"]) == ("it is late", "warning", "library")
    assert str(line["time"]).endswith("Z")


def test_text_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    configure("text")
    log.warning("disk is filling", free=5)
    text = capsys.readouterr().err
    assert re.fullmatch(r"\S+Z \[warning  \] disk is filling +\[tests\.logs\] free=5\n", text), text


def test_debug_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    log.debug("a detail")
    logging.getLogger("library").debug("a detail")
    assert lines(capsys) == []


@pytest.mark.parametrize(
    "name", ["password", "new_password", "refresh_token", "Authorization", "api_key", "secret"]
)
@pytest.mark.parametrize("log_format", ["text", "json"])
def test_values_of_secret_names_are_hidden(
    capsys: pytest.CaptureFixture[str], log_format: str, name: str
) -> None:
    configure("json" if log_format == "json" else "text")
    log.info("login", **{name: "hush-hush", "user": "user_1"})
    text = capsys.readouterr().err
    assert "hush-hush" not in text
    assert "[hidden]" in text
    assert "user_1" in text


def fail(password: str) -> None:
    """Fail with the password in a variable."""
    raise RuntimeError("boom" if password else "no password")


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_traceback_shows_no_variables(
    capsys: pytest.CaptureFixture[str], log_format: str
) -> None:
    configure("json" if log_format == "json" else "text")
    try:
        fail("hush" + "-hush")
    except RuntimeError:
        log.exception("it failed", error_id="e1")
        logging.getLogger("library").exception("it failed, too")
    text = capsys.readouterr().err
    assert text.count("RuntimeError: boom") == 2
    assert text.count("Traceback (most recent call last)") == 2
    assert "hush-hush" not in text
    assert "e1" in text


def test_requests_are_not_logged_with_their_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    access = logging.getLogger("uvicorn.access")
    access.info("GET /graphql?variables=hush")
    assert not access.hasHandlers()
    assert lines(capsys) == []


def test_uvicorn_prints_no_second_line(capsys: pytest.CaptureFixture[str]) -> None:
    uvicorn = logging.getLogger("uvicorn")
    uvicorn.addHandler(logging.StreamHandler())
    uvicorn.propagate = False
    configure("json")
    logging.getLogger("uvicorn.error").info("started")
    logging.getLogger("uvicorn.error").warning("late")
    assert [line["event"] for line in lines(capsys)] == ["late"]


def test_handlers_of_others_stay() -> None:
    root, other = logging.getLogger(), logging.NullHandler()
    root.addHandler(other)
    configure("json")
    before = len(root.handlers)
    configure("text")
    assert other in root.handlers
    assert len(root.handlers) == before
