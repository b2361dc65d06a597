"""Storing the persons of the reference implementation, and reading lists of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import GraphQLInputType, GraphQLList, GraphQLNamedType, coerce_input_value

from core.ids import Prefix, decode, encode
from models.project import Project
from models.user import User, columns_of
from resolvers.directory.grammar import GRAMMARS
from schema.build import schema
from schema.listings import listing_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from models.database import Database
    from resolvers.directory.listing import Listing, Page
    from resolvers.records import UserRecord
    from tests.directory.reference import Person

COLUMNS = {
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
    "isEmailVerified": "is_email_verified",
    "isActive": "is_active",
}
INSTANTS = {"lastLoginAt": "last_login_at", "createdAt": "created_at", "updatedAt": "updated_at"}


async def make_project(name: str) -> UUID:
    """Store a project in the database that was opened last, and give its key."""
    project = await Project.create(name=name, name_folded=name.lower())
    return project.id


async def store(database: Database, project_id: UUID, people: Sequence[Person]) -> None:
    """Store people in a project; referrers come before whom they brought.

    This is plain SQL because Tortoise's models know only the database that was opened last.
    """
    if not people:
        return
    rows = [_row(project_id, person) for person in people]
    grammar = GRAMMARS[database.dialect]
    places = ", ".join(grammar.placeholder(n) for n, _ in enumerate(rows[0], start=1))
    sql = f"INSERT INTO users ({', '.join(rows[0])}) VALUES ({places})"
    await database.connection.execute_many(sql, [list(row.values()) for row in rows])


def _row(project_id: UUID, person: Person) -> dict[str, Any]:
    values = person.values
    columns = {column: values[name] for name, column in COLUMNS.items()}
    columns |= columns_of({**columns, "data": person.data, "preferences": {}})
    written = {
        name: User._meta.fields_map[name].to_db_value(columns[name], User) for name in columns
    }
    instants = {column: values[name] for name, column in INSTANTS.items()}
    keys = {
        "id": key_of(person),
        "project_id": str(project_id),
        "referred_by_id": person.referrer and key_of(person.referrer),
    }
    return {**written, **instants, **keys, "referral_count": 0}


def key_of(person: Person) -> str:
    """Give the key of a person as SQLite stores it."""
    key = decode(Prefix.USER, person.values["id"])
    assert key is not None
    return str(key)


def listing(
    filter_: Any = None, order_by: Sequence[Mapping[str, Any]] = (), **page: Any
) -> Listing:
    """Give the list that a client asks for by these JSON variables, read as GraphQL reads them."""
    orders: Any = GraphQLList(_type("UserOrder"))
    arguments = dict.fromkeys(("first", "after", "last", "before", "offset")) | page
    return listing_of(
        filter_=None if filter_ is None else coerce_input_value(filter_, _type("UserFilter")),
        order_by=coerce_input_value(list(order_by), orders),
        **arguments,
    )


def ids(users: Iterable[UserRecord]) -> list[str]:
    """Give the public IDs of users."""
    return [encode(Prefix.USER, user.id) for user in users]


def shown(page: Page) -> tuple[list[str], bool, bool]:
    """Give what a page shows: its users by ID, and whether there are more before and after."""
    return ids(page.users), page.has_previous, page.has_next


def _type(name: str) -> GraphQLInputType:
    found: GraphQLNamedType = schema._schema.type_map[name]
    return found  # type: ignore[return-value]
