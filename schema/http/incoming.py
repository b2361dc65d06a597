"""A request whose headers are looked up rather than searched for."""

from functools import cached_property
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request


class Incoming(Request):
    """A request; Starlette goes through all headers for each that is asked for, this does not."""

    @cached_property
    def headers(self) -> Headers:
        """The headers, names in lower case; of one that was sent twice the first counts."""
        return _Headers(scope=self.scope)


class _Headers(Headers):
    @cached_property
    def _first(self) -> dict[str, str]:
        pairs = reversed(self._list)
        return {name.decode("latin-1"): value.decode("latin-1") for name, value in pairs}

    def __getitem__(self, key: str) -> str:
        return self._first[key.lower()]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.lower() in self._first

    def get(self, key: str, default: Any = None) -> Any:
        return self._first.get(key, default)
