"""Makes docs/api.md: all that the SDL says, operations first, as a page for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_introspection_type,
    is_specified_scalar_type,
    print_ast,
)

from tests.tools.operations import read, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphql import GraphQLArgument, GraphQLInputField, GraphQLType

HEAD = """\
# API

<!-- Made from schema/schema.graphql and docs/operations by `make docs`. -->

Everything that `/graphql` serves. Search this page for any name, and follow links for the rest.
The examples are files of [operations](operations/README.md); [clients.md](clients.md) shows how to
send them. `!` after a type means that there is always a value, brackets mean a list.
"""
KINDS = {
    "Objects": GraphQLObjectType,
    "Interfaces": GraphQLInterfaceType,
    "Inputs": GraphQLInputObjectType,
    "Enumerations": GraphQLEnumType,
    "Scalars": GraphQLScalarType,
}


def page(sdl: str) -> str:
    """Give the page for a schema, whose root fields must all have a document in docs/operations."""
    schema = build_schema(sdl)
    return "\n".join([HEAD, *_contents(schema), *_operations(schema), *_types(schema)])


def _roots(schema: GraphQLSchema) -> Iterator[tuple[str, str, GraphQLObjectType]]:
    assert schema.query_type is not None
    yield "Queries", "query", schema.query_type
    if schema.mutation_type is not None:
        yield "Mutations", "mutation", schema.mutation_type


def _kinds(schema: GraphQLSchema) -> Iterator[tuple[str, list[GraphQLNamedType]]]:
    """Give the types that have a section, by their kind and in the order of their names."""
    roots = {root for _, _, root in _roots(schema)}
    for title, kind in KINDS.items():
        types = [type_ for type_ in schema.type_map.values() if isinstance(type_, kind)]
        own = [type_ for type_ in types if _has_section(type_) and type_ not in roots]
        yield title, sorted(own, key=lambda type_: type_.name)


def _has_section(type_: GraphQLNamedType) -> bool:
    return not is_introspection_type(type_) and not is_specified_scalar_type(type_)


def _contents(schema: GraphQLSchema) -> Iterator[str]:
    yield "## Contents\n"
    for title, kind, root in _roots(schema):
        operations = [read(name) for name in _in_order(root)]
        cells = (
            (f"[{one.field}](#{kind}-{one.field})", one.purpose, one.sender) for one in operations
        )
        yield from _table((title.lower(), "what it does", "who sends it"), cells)
    for title, types in _kinds(schema):
        links = (f"[{type_.name}](#type-{type_.name})" for type_ in types)
        yield f"**{title}:** {' · '.join(links)}\n"


def _in_order(root: GraphQLObjectType) -> list[str]:
    """Give the names of root fields as the README of docs/operations orders them."""
    known = [field for field, _, _ in rows() if field in root.fields]
    return [*known, *(name for name in root.fields if name not in known)]


def _operations(schema: GraphQLSchema) -> Iterator[str]:
    for title, kind, root in _roots(schema):
        yield f"## {title}\n"
        for name in _in_order(root):
            field = root.fields[name]
            yield _heading(f"{kind}-{name}", name, field.description)
            yield f"Gives {_linked(field.type)}.\n"
            yield from _table(("argument", "type", "what it is"), _arguments(field.args))
            yield from _example(name)


def _example(field: str) -> Iterator[str]:
    operation = read(field)
    yield f"For example, sent by {operation.sender}:\n"
    yield f"```graphql\n{operation.document}```"
    if operation.variables is not None:
        yield f"```json\n{operation.variables}```"
    yield ""


def _types(schema: GraphQLSchema) -> Iterator[str]:
    for title, types in _kinds(schema):
        yield f"## {title}\n"
        for type_ in types:
            yield _heading(f"type-{type_.name}", type_.name, type_.description)
            yield from _relations(schema, type_)
            yield from _members(type_)


def _relations(schema: GraphQLSchema, type_: GraphQLNamedType) -> Iterator[str]:
    """Say what a type implements, what implements it, and where it is used."""
    if isinstance(type_, GraphQLObjectType) and type_.interfaces:
        yield f"Implements {', '.join(_linked(one) for one in type_.interfaces)}.\n"
    if isinstance(type_, GraphQLInterfaceType):
        objects = schema.get_possible_types(type_)
        yield f"Implemented by {', '.join(_linked(one) for one in objects)}.\n"
    if isinstance(type_, GraphQLScalarType) and type_.specified_by_url:
        yield f"Specified by <{type_.specified_by_url}>.\n"
    places = sorted(set(_uses(schema, type_)))
    if places:
        yield f"Used by {', '.join(places)}.\n"


def _uses(schema: GraphQLSchema, type_: GraphQLNamedType) -> Iterator[str]:
    anchors = {root.name: kind for _, kind, root in _roots(schema)}
    for owner in schema.type_map.values():
        if not isinstance(owner, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            continue
        for name, field in owner.fields.items():
            arguments = field.args.values() if isinstance(field, GraphQLField) else ()
            if type_ in {get_named_type(one.type) for one in (field, *arguments)}:
                kind = anchors.get(owner.name)
                yield f"[{name}](#{kind}-{name})" if kind else _linked(owner)


def _members(type_: GraphQLNamedType) -> Iterator[str]:
    if isinstance(type_, GraphQLEnumType):
        values = ((f"`{name}`", _line(one.description)) for name, one in type_.values.items())
        yield from _table(("value", "what it means"), values)
    if isinstance(type_, GraphQLInputObjectType):
        yield from _table(("field", "type", "what it is"), _arguments(type_.fields))
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        yield from _table(("field", "type", "what it is"), _fields(type_.fields))


def _fields(fields: dict[str, GraphQLField]) -> Iterator[tuple[str, ...]]:
    for name, field in fields.items():
        yield f"`{name}`", _linked(field.type), _line(field.description)
        for label, *rest in _arguments(field.args):
            yield f"`{name}({label.strip('`')}:)`", *rest


def _arguments(
    given: dict[str, GraphQLArgument] | dict[str, GraphQLInputField],
) -> Iterator[tuple[str, ...]]:
    for name, one in given.items():
        type_ = _linked(one.type)
        if one.ast_node is not None and one.ast_node.default_value is not None:
            type_ += f", `{print_ast(one.ast_node.default_value)}` if left out"
        yield f"`{name}`", type_, _line(one.description)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if lines:
        yield "\n".join([f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}", *lines, ""])


def _heading(anchor: str, title: str, description: str | None) -> str:
    return f'<a id="{anchor}"></a>\n\n### {title}\n\n{_line(description)}\n'


def _linked(type_: GraphQLType) -> str:
    """Write a type as SDL does, with a link to its section where it has one."""
    written = str(type_)
    name = written.strip("[]!")
    before, _, after = written.partition(name)
    link = f"[{name}](#type-{name})" if _has_section(get_named_type(type_)) else name
    return f"{before.replace('[', '&#91;')}{link}{after.replace(']', '&#93;')}"


def _line(text: str | None) -> str:
    """Put a text on one line that neither ends a cell nor begins a tag."""
    return " ".join((text or "").split()).replace("|", "\\|").replace("<", "&lt;")
