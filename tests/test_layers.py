"""No file of the server looks left, and the reader that says so sees each kind of breach."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.layers import LAYERS, MAX_FILE_LINES, MAX_FUNCTION_LINES, breaches

ROOT = Path(__file__).parents[1]
DOC = '"""A made-up file."""\n'


def repository() -> dict[str, str]:
    """Read main.py and every Python file of the folders in the table."""
    places = [ROOT / "main.py", *(path for name in LAYERS for path in (ROOT / name).rglob("*.py"))]
    return {str(path.relative_to(ROOT)): path.read_text() for path in places if path.exists()}


def test_the_repository_keeps_every_rule() -> None:
    assert breaches(repository()) == []


def test_the_repository_is_really_read() -> None:
    tops = {Path(path).parts[0].removesuffix(".py") for path in repository()}
    assert tops == set(LAYERS)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("core", "models"),
        ("models", "resolvers"),
        ("resolvers", "schema"),
        ("resolvers", "commands"),
        ("schema", "commands"),
        ("commands", "schema"),
        ("schema", "main"),
    ],
)
def test_an_import_to_the_left_is_a_breach(left: str, right: str) -> None:
    found = breaches({f"{left}/a.py": f"{DOC}import {right}\n"})
    assert found == [f"{left}/a.py:2: order: {left} may not import {right}"]


@pytest.mark.parametrize(
    "statement",
    [
        "import resolvers.users",
        "from resolvers.users import find",
        "from resolvers import users",
        "def f():\n    from resolvers import users",
        "if TYPE_CHECKING:\n    from resolvers import users",
        'import_module("resolvers.users")',
        'importlib.import_module("resolvers.users", None)',
    ],
)
def test_the_order_holds_however_the_import_is_written(statement: str) -> None:
    files = {"core/a.py": DOC + statement, "resolvers/users.py": DOC}
    line = 1 + len(statement.splitlines())
    found = [fault.replace("resolvers.users", "resolvers") for fault in breaches(files)]
    assert found == [f"core/a.py:{line}: order: core may not import resolvers"]


@pytest.mark.parametrize(
    ("path", "package"),
    [
        ("main.py", "tortoise"),
        ("schema/a.py", "tortoise"),
        ("commands/a.py", "strawberry"),
        ("resolvers/a.py", "strawberry"),
        ("resolvers/a.py", "starlette"),
        ("models/a.py", "graphql"),
        ("core/a.py", "tortoise"),
        ("core/a.py", "tests"),
    ],
)
def test_a_package_outside_the_table_is_a_breach(path: str, package: str) -> None:
    own = path.partition("/")[0].removesuffix(".py")
    found = breaches({path: f"{DOC}from {package}.inner import x\n"})
    assert found == [f"{path}:2: package: {own} may not import the package {package}"]


def test_what_the_table_allows_is_no_breach() -> None:
    files = {
        "main.py": f"{DOC}import uvicorn\nfrom commands import a\nfrom schema import b\n",
        "commands/a.py": f"{DOC}import typer\nimport models.c\n",
        "schema/b.py": f"{DOC}import strawberry\nimport asyncio.events\nimport core.d\n",
        "models/c.py": f"{DOC}from tortoise import fields\nfrom core.d import e\n",
        "core/d.py": f"{DOC}import bcrypt\n",
    }
    assert breaches(files) == []


def test_a_cycle_is_a_breach_also_inside_a_function() -> None:
    files = {
        "core/a.py": f"{DOC}from core.b import x\n",
        "core/b.py": f"{DOC}def f():\n    from .a import y\n",
    }
    assert breaches(files) in (
        ["core/a.py:2: cycle: core.a -> core.b -> core.a"],
        ["core/b.py:3: cycle: core.b -> core.a -> core.b"],
    )


def test_a_package_that_imports_its_user_is_a_cycle() -> None:
    files = {
        "core/__init__.py": DOC,
        "core/a.py": f"{DOC}from core.inner.b import x\n",
        "core/inner/__init__.py": f"{DOC}from .. import a\n",
        "core/inner/b.py": DOC,
    }
    [found] = breaches(files)
    assert found.endswith(
        ("core.a -> core.inner -> core.a", "core.inner -> core.a -> core.inner"),
    )


def test_neither_types_alone_nor_a_package_and_its_parts_make_a_cycle() -> None:
    files = {
        "core/__init__.py": f"{DOC}from core.a import x\n",
        "core/a.py": f"{DOC}import core.b\n",
        "core/b.py": f"{DOC}if typing.TYPE_CHECKING:\n    from core.a import x\n",
    }
    assert breaches(files) == []


def test_a_file_without_a_docstring_is_a_breach() -> None:
    found = breaches({"core/a.py": "x = 1\n"})
    assert found == ["core/a.py:1: docstring: the file does not say what it is for"]


def test_a_long_file_is_a_breach() -> None:
    longest = DOC + "x = 1\n" * (MAX_FILE_LINES - 1)
    assert breaches({"core/a.py": longest}) == []
    found = breaches({"core/a.py": longest + "x = 1\n"})
    assert found == ["core/a.py:401: file-length: 401 lines, 400 at most"]


def test_a_long_function_is_a_breach() -> None:
    longest = f"{DOC}async def f():\n" + "    x = 1\n" * (MAX_FUNCTION_LINES - 1)
    assert breaches({"core/a.py": longest}) == []
    found = breaches({"core/a.py": longest + "    x = 1\n"})
    assert found == ["core/a.py:2: function-length: f has 51 lines, 50 at most"]
