"""The JSON objects `data` and `preferences`: their limits, JSON Merge Patch, and their text."""

import math
from typing import TypeAlias

import orjson

from core.text import is_storable

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | float | bool | None

MAX_BYTES = 65_536
"""Size of a document as UTF-8 JSON without spaces."""
MAX_DEPTH = 8
"""Levels of objects and lists; the document itself is the first."""
MAX_KEYS = 200
"""Keys in the whole document, nested ones included."""
MAX_KEY_LENGTH = 128
"""Code points of one key."""

_INT64 = range(-(2**63), 2**63)


def check(value: object) -> str | None:
    """Return None if `value` can be kept as a document, else a sentence that says what is wrong."""
    if not isinstance(value, dict):
        return "The document must be a JSON object."
    fault = _check_tree(value, MAX_KEYS)
    if fault is None and len(orjson.dumps(value)) > MAX_BYTES:
        return f"The document must not be larger than {MAX_BYTES // 1024} KiB."
    return fault


def check_patch(patch: object) -> str | None:
    """Return None if `patch` can be merged, else a sentence that says what is wrong with it.

    A patch may name more keys than a document has, because it also names those that go; whether
    the result can be kept is for `check` to say.
    """
    if not isinstance(patch, dict):
        return "The document must be a JSON object."
    return _check_tree(patch, max_keys=None)


def merge(target: Json, patch: Json) -> Json:
    """Apply a JSON Merge Patch (RFC 7396): null removes a key, an object merges, all else replaces.

    Neither argument is changed; the result may share parts with both. The recursion is as deep as
    `patch`, which `check_patch` has bounded.
    """
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value)
    return merged


def dumps(value: object) -> str:
    """Write JSON without spaces, keys in their order; TypeError for what JSON does not know."""
    return orjson.dumps(value).decode()


def loads(text: str | bytes) -> Json:
    """Read JSON that `dumps` wrote; ValueError for what is no JSON."""
    value: Json = orjson.loads(text)
    return value


def _check_tree(document: dict[object, object], max_keys: int | None) -> str | None:
    # A list of what is still to be seen instead of recursion: hostile depth must not end the stack.
    keys = 0
    todo: list[tuple[object, int]] = [(document, 1)]
    while todo:
        value, level = todo.pop()
        if isinstance(value, (dict, list)) and level > MAX_DEPTH:
            return f"The document must not be nested deeper than {MAX_DEPTH} levels."
        if isinstance(value, dict):
            keys += len(value)
            fault = _check_keys(value)
            if fault is None and max_keys is not None and keys > max_keys:
                fault = f"The document must not have more than {max_keys} keys."
            todo.extend((item, level + 1) for item in value.values())
        elif isinstance(value, list):
            fault = None
            todo.extend((item, level + 1) for item in value)
        else:
            fault = _check_scalar(value)
        if fault is not None:
            return fault
    return None


def _check_keys(mapping: dict[object, object]) -> str | None:
    for key in mapping:
        if not isinstance(key, str) or not is_storable(key):
            return "The keys of the document must be Unicode text without NUL characters."
        if len(key) > MAX_KEY_LENGTH:
            return f"The keys of the document must not be longer than {MAX_KEY_LENGTH} characters."
    return None


def _check_scalar(value: object) -> str | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        if is_storable(value):
            return None
        return "The strings of the document must be Unicode text without NUL characters."
    if isinstance(value, int):
        return None if value in _INT64 else "The integers of the document must fit into 64 bits."
    if isinstance(value, float):
        return None if math.isfinite(value) else "The numbers of the document must be finite."
    return "The document must hold nothing but JSON values."
