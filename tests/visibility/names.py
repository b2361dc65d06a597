"""What users have, can be filtered by and sorted by, as the schema says: read, not written down."""

from __future__ import annotations

import re
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
)

from schema.build import schema

TYPES = schema._schema.type_map
USER, FILTER, ORDER = TYPES["User"], TYPES["UserFilter"], TYPES["UserOrderField"]
assert isinstance(USER, GraphQLObjectType)
assert isinstance(FILTER, GraphQLInputObjectType)
assert isinstance(ORDER, GraphQLEnumType)
SEEN: dict[str, GraphQLField] = USER.fields
"""All fields that a user has in the schema."""
FILTERS = {
    name: one.type for name, one in FILTER.fields.items() if name not in ("and", "or", "not")
}
ORDERS = {
    value: re.sub("_(.)", lambda found: found[1].upper(), value.lower()) for value in ORDER.values
}
"""The orders, and the fields that they sort by."""
CONDITIONS: dict[str, Any] = {
    "IDFilter": {"ne": "garbage"},
    "StringFilter": {"isNull": True},
    "BooleanFilter": {"eq": True},
    "DateTimeFilter": {"gt": "2020-01-01T00:00:00Z"},
    "IntFilter": {"gte": 0},
    "DataFilter": [{"path": ["age"], "is": {"number": {"gt": 5}}}],
    "UserFilter": {},
}
"""A condition for each type of filter."""
