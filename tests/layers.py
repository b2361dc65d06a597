"""The import order of Rollcall as a table, and the reader that finds what breaks it.

`tests/test_layers.py` applies it to the repository; docs/adr/0001 says why it is so.
"""

from __future__ import annotations

import ast
import graphlib
import sys
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50


@dataclass(frozen=True)
class Layer:
    """What a folder, or main.py, may import besides itself and the standard library."""

    folders: frozenset[str]
    packages: frozenset[str]


def _layer(folders: str, packages: str) -> Layer:
    return Layer(frozenset(folders.split()), frozenset(packages.split()))


# main -> schema, commands -> resolvers -> models -> core: only what stands further right.
LAYERS = {
    "main": _layer("schema commands resolvers models core", "starlette uvicorn typer"),
    "schema": _layer(
        "resolvers models core",
        "strawberry graphql starlette uvicorn orjson structlog brotli zstandard prometheus_client"
        " python_multipart",
    ),
    "commands": _layer("resolvers models core", "typer rich structlog"),
    "resolvers": _layer("models core", "tortoise orjson"),
    "models": _layer("core", "tortoise aiosqlite asyncpg orjson"),
    "core": _layer(
        "",
        "bcrypt jwt cryptography orjson pydantic pydantic_settings structlog uuid_utils typeid"
        " zxcvbn rapidfuzz email_validator limits redis obstore olefile PIL puremagic",
    ),
}


@dataclass(frozen=True)
class Import:
    """One import statement's target, and whether only the type checker sees it."""

    module: str
    line: int
    for_types: bool


def breaches(sources: Mapping[str, str]) -> list[str]:
    """Check files given as path (from the root, with /) and text.

    Returns a line for each breach, `path:line: rule: sentence`, in the order of the paths; the
    rules are order, package, docstring, file-length, function-length and cycle.
    """
    modules = {_module(path): path for path in sources}
    found: list[str] = []
    runtime: dict[str, dict[str, int]] = {}
    for path, text in sorted(sources.items()):
        tree = ast.parse(text, path)
        imports = list(_imports(tree, path, modules))
        found += [f"{path}:{line}: {fault}" for line, fault in _shape_faults(tree, text)]
        found += [f"{path}:{line}: {fault}" for line, fault in _order_faults(path, imports)]
        runtime[_module(path)] = _edges(_module(path), imports, modules)
    return [*found, *_cycle_faults(runtime, modules)]


def _module(path: str) -> str:
    return ".".join(PurePosixPath(path).with_suffix("").parts).removesuffix(".__init__")


def _shape_faults(tree: ast.Module, text: str) -> Iterator[tuple[int, str]]:
    if not ast.get_docstring(tree):
        yield 1, "docstring: the file does not say what it is for"
    lines = len(text.splitlines())
    if lines > MAX_FILE_LINES:
        yield lines, f"file-length: {lines} lines, {MAX_FILE_LINES} at most"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION_LINES:
                limit = f"{length} lines, {MAX_FUNCTION_LINES} at most"
                yield node.lineno, f"function-length: {node.name} has {limit}"


def _order_faults(path: str, imports: list[Import]) -> Iterator[tuple[int, str]]:
    own = _module(path).partition(".")[0]
    layer = LAYERS[own]
    for item in imports:
        top = item.module.partition(".")[0]
        if top == own or top in layer.folders or top in layer.packages:
            continue
        if top in LAYERS:
            yield item.line, f"order: {own} may not import {item.module}"
        elif top not in sys.stdlib_module_names:
            yield item.line, f"package: {own} may not import the package {top}"


def _imports(tree: ast.Module, path: str, modules: Mapping[str, str]) -> Iterator[Import]:
    """Every import of a file, those inside functions and by `import_module("…")` included."""
    hidden = {id(node) for block in _type_checking_blocks(tree) for node in ast.walk(block)}
    for node in ast.walk(tree):
        # One statement names a module once for each thing taken from it; once is enough.
        for target in dict.fromkeys(_targets(node, path, modules)):
            yield Import(target, getattr(node, "lineno", 0), id(node) in hidden)


def _type_checking_blocks(tree: ast.Module) -> Iterator[ast.stmt]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            yield from node.body


def _targets(node: ast.AST, path: str, modules: Mapping[str, str]) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            base = _absolute(module or "", level, path)
            for alias in names:
                inner = f"{base}.{alias.name}"
                yield inner if inner in modules else base
        case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]):
            if ast.unparse(function).rpartition(".")[2] in {"import_module", "__import__"}:
                yield name


def _absolute(module: str, level: int, path: str) -> str:
    """The full name of what `from ..module import x` means in the file at `path`."""
    if level == 0:
        return module
    package = PurePosixPath(path).parent.parts
    kept = package[: len(package) - level + 1]
    return ".".join([*kept, module]).rstrip(".")


def _edges(own: str, imports: list[Import], modules: Mapping[str, str]) -> dict[str, int]:
    """The modules that an import really runs, with its line; packages run before their parts.

    A package that `own` is inside of is already running and counts only if imported by name.
    """
    edges: dict[str, int] = {}
    for item in imports:
        if item.for_types:
            continue
        parts = item.module.split(".")
        for module in (".".join(parts[: size + 1]) for size in range(len(parts))):
            is_around = f"{own}.".startswith(f"{module}.") and module != item.module
            if module in modules and not is_around:
                edges.setdefault(module, item.line)
    return edges


def _cycle_faults(
    runtime: Mapping[str, dict[str, int]], modules: Mapping[str, str]
) -> Iterator[str]:
    try:
        graphlib.TopologicalSorter(runtime).prepare()
    except graphlib.CycleError as error:
        ring = list(reversed(error.args[1]))
        place = f"{modules[ring[0]]}:{runtime[ring[0]][ring[1]]}"
        yield f"{place}: cycle: {' -> '.join(ring)}"
