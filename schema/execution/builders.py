"""From a row of the database to the object that JSON will say, for one selection of fields."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias

import orjson

from core.errors import RequestError
from core.ids import Prefix, encoder
from core.instants import format_micros
from resolvers.directory.fields import PUBLIC
from resolvers.directory.projection import MAX_JOINS, Projection
from resolvers.records import UserRecord
from schema.build import schema
from schema.conditions import path_of
from schema.execution.coercion import Fallback, Variables, arguments_of, has_variable
from schema.execution.selections import Collector, Selected

Row: TypeAlias = Sequence[Any]
Build: TypeAlias = Callable[[Row], dict[str, Any]]
Convert: TypeAlias = Callable[[Any], Any]
Choose: TypeAlias = Callable[[Variables], Convert]

COLUMNS = {name: index for index, name in enumerate(UserRecord._fields)}
USER_ARGUMENTS = schema._schema.type_map["User"].fields["data"].args  # type: ignore[attr-defined]  # noqa: SLF001


def _instant(micros: int | None) -> str | None:
    return None if micros is None else format_micros(micros)


def _value(key: str, text: str) -> Any:
    return orjson.loads(text).get(key)


def _at(path: Sequence[str], text: str) -> Any:
    value = orjson.loads(text)
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


PLAIN = {
    "email": "email",
    "username": "username",
    "name": "name",
    "firstName": "first_name",
    "lastName": "last_name",
    "phone": "phone",
    "city": "city",
    "country": "country",
    "timezone": "timezone",
    "role": "role",
    "referralCount": "referral_count",
}
"""Fields that are answered as the database gives them, and their columns."""

CONVERTED: dict[str, tuple[str, Convert]] = {
    "id": ("id", encoder(Prefix.USER)),
    "isEmailVerified": ("is_email_verified", bool),
    "isActive": ("is_active", bool),
    "lastLoginAt": ("last_login_at", _instant),
    "createdAt": ("created_at", format_micros),
    "updatedAt": ("updated_at", format_micros),
    "preferences": ("preferences", orjson.Fragment),
}
"""Fields that are answered otherwise, their columns, and how."""


class UserBuilder:
    """Builds users for one selection.

    `projection` says which columns rows must have; `is_public` whether the selection, referrers
    included, holds nothing that every member may not see; `is_constant` whether it builds the same
    whatever the values of variables.
    """

    def __init__(self, collector: Collector, selected: Sequence[Selected], depth: int = 0) -> None:
        if depth > MAX_JOINS:
            raise Fallback
        self._columns: dict[str, None] = {"id": None}
        self._fields: list[tuple[str, str, Convert | None]] = []
        self._chosen: list[tuple[str, Choose]] = []
        self._referrers: list[tuple[str, UserBuilder]] = []
        self._avatars: set[str] = set()
        self.is_public = True
        self.referrers_are_public = True
        for field in selected:
            self._add(collector, field, depth)
        nested = [builder.projection for _, builder in self._referrers]
        self.projection: Projection = Projection(tuple(self._columns), _union(nested))

    @property
    def is_constant(self) -> bool:
        """See above."""
        nested = (builder.is_constant for _, builder in self._referrers)
        return not self._chosen and all(nested)

    def build(
        self, projection: Projection, variables: Variables, base: str, offset: int = 0
    ) -> Build:
        """Prepare the building from rows of a projection that holds at least this one's columns.

        `base` is where files are served.

        Raises:
            Fallback: a variable has a value that is wrong.
        """
        converts: dict[str, Convert] = {}
        literal = self.literal(projection, variables, offset, converts)
        # A literal is twice as fast as a loop over its keys. Nothing in it is a client's but the
        # keys, which are names of GraphQL: letters, digits and underscores.
        known = {"__builtins__": {}, "base": base, **converts}
        build: Build = eval(f"lambda row: {literal}", known)  # noqa: S307
        return build

    def literal(
        self,
        projection: Projection,
        variables: Variables,
        offset: int,
        converts: dict[str, Convert],
    ) -> str:
        """Write the dictionary of a user as source; what it calls is added to `converts`."""
        index = {column: offset + n for n, column in enumerate(projection.columns)}
        chosen = dict(self._chosen)
        referrers = dict(self._referrers)
        beyond = offset + len(projection.columns)
        items = []
        for key, column, convert in self._fields:
            value = f"row[{index[column]}]"
            if key in referrers:
                nested = _referrer(projection)
                literal = referrers[key].literal(nested, variables, beyond, converts)
                value = f"None if row[{beyond}] is None else {literal}"
            elif key in self._avatars:
                path = f"row[{index['avatar_path']}]"
                value = f"{value} if {path} is None else base + {path}"
            elif key in chosen or convert is not None:
                name = f"convert_{len(converts)}"
                converts[name] = chosen[key](variables) if key in chosen else convert  # type: ignore[assignment]
                value = f"{name}({value})"
            items.append(f"{key!r}: {value}")
        return "{" + ", ".join(items) + "}"

    def _add(self, collector: Collector, field: Selected, depth: int) -> None:
        name = field.name
        if name != "__typename" and name not in PUBLIC:
            self.is_public = False
        if name in PLAIN:
            self._put(field.key, PLAIN[name], None)
        elif name in CONVERTED:
            self._put(field.key, *CONVERTED[name])
        elif name == "__typename":
            self._put(field.key, "id", lambda _: "User")
        elif name == "data":
            self._add_data(field)
        elif name == "avatarUrl":
            self._columns["avatar_path"] = None
            self._put(field.key, "avatar_url", None)
            self._avatars.add(field.key)
        elif name == "referredBy":
            builder = UserBuilder(collector, collector.below("User", field), depth + 1)
            # A place for the key, so that the order of the answer is that of the document.
            self._put(field.key, "id", None)
            self.referrers_are_public &= builder.is_public
            self._referrers.append((field.key, builder))
        else:
            raise Fallback

    def _add_data(self, field: Selected) -> None:
        arguments = field.nodes[0].arguments or ()
        choose = _chooser(field)
        if any(has_variable(argument.value) for argument in arguments):
            self._put(field.key, "data", None)
            self._chosen.append((field.key, choose))
        else:
            self._put(field.key, "data", choose({}))

    def _put(self, key: str, column: str, convert: Convert | None) -> None:
        self._columns[column] = None
        self._fields.append((key, column, convert))

    @staticmethod
    def union(builders: Sequence["UserBuilder"]) -> Projection:
        """Give the projection from whose rows each of several can build."""
        return _union([builder.projection for builder in builders]) or Projection(("id",))


def _chooser(field: Selected) -> Choose:
    """Prepare the choice of what to take out of `data`: all of it, or one value."""
    arguments = arguments_of(field.nodes[0], USER_ARGUMENTS)

    def choose(variables: Variables) -> Convert:
        path = arguments(variables).get("path")
        if not path:
            return orjson.Fragment
        try:
            keys = path_of(path, ("path",))
        except RequestError:
            raise Fallback from None
        return partial(_value, keys[0]) if len(keys) == 1 else partial(_at, keys)

    return choose


def _union(projections: Sequence[Projection]) -> Projection | None:
    """Give the projection that holds all of several."""
    if not projections:
        return None
    columns = dict.fromkeys(column for one in projections for column in one.columns)
    nested = [one.referrer for one in projections if one.referrer is not None]
    return Projection(tuple(columns), _union(nested))


def _referrer(projection: Projection) -> Projection:
    assert projection.referrer is not None  # noqa: S101 -- the union holds every referrer
    return projection.referrer
