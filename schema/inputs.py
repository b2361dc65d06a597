"""Reading inputs: what the client gave, under the names it used, null told apart from absence."""

from collections.abc import Hashable, Iterator, Mapping
from functools import cache
from typing import Any, cast

import strawberry
from strawberry import Some
from strawberry.utils.str_converters import to_camel_case

from core.errors import RequestCode, RequestError

GIVEN = strawberry.argument(
    description="What it takes; the type tells of each field and its limits."
)
"""The one argument of a mutation."""


def given(value: Any) -> Iterator[tuple[str, Any]]:
    """Give the fields of an input that were given, by their names in GraphQL; None is null.

    An input is an object of Strawberry, or a mapping as graphql-core coerces it.
    """
    if isinstance(value, Mapping):
        yield from value.items()
        return
    for name, attribute in _names(cast("Hashable", type(value))):
        content = getattr(value, attribute)
        if isinstance(content, Some):
            yield name, content.value
        elif content is not None:
            yield name, content


def changes(value: Any, *leave_out: str) -> dict[str, Any]:
    """Give the fields of an input that were given, by their names in Python; None is null."""
    found = {}
    for _, attribute in _names(cast("Hashable", type(value))):
        content = getattr(value, attribute)
        if attribute in leave_out or content is None:
            continue
        found[attribute] = content.value if isinstance(content, Some) else content
    return found


def optional(value: Some[Any] | None) -> Any:
    """Give the value of an argument for which null and absence mean the same."""
    return None if value is None else value.value


def wrong(place: tuple[str | int, ...], message: str) -> RequestError:
    """Make the error for an argument that cannot be, which names its place."""
    written = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    steps = [str(step) for step in place]
    return RequestError(
        RequestCode.BAD_USER_INPUT, f"{written[1:]}: {message}", {"argumentPath": steps}
    )


@cache
def _names(cls: Hashable) -> tuple[tuple[str, str], ...]:
    fields = cls.__strawberry_definition__.fields  # type: ignore[attr-defined]
    return tuple(
        (field.graphql_name or to_camel_case(field.python_name), field.python_name)
        for field in fields
    )
