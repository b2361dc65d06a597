"""Column types that mean the same on SQLite and PostgreSQL: text, instants, documents."""

from datetime import datetime
from typing import Any

import orjson
from tortoise.fields.base import Field
from tortoise.models import Model

from core.instants import from_micros, to_micros


class ExactText(Field[str], str):  # type: ignore[misc]  # noqa: SLOT000 -- as Tortoise does
    """Text compared and sorted by code point whatever the locale of the database."""

    SQL_TYPE = "TEXT"

    class _db_postgres:  # noqa: N801 -- the name that Tortoise looks for
        SQL_TYPE = 'TEXT COLLATE "C"'


class Instant(Field[datetime], datetime):
    """An instant in UTC, kept as microseconds since 1970 so that it compares alike everywhere."""

    SQL_TYPE = "BIGINT"

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> int | None:  # noqa: ARG002
        """Give the microseconds of an aware datetime; None stays None."""
        return None if value is None else to_micros(value)

    def to_python_value(self, value: Any) -> datetime | None:
        """Give the aware datetime for microseconds as they come from the database."""
        return from_micros(value) if isinstance(value, int) else value


class Document(Field[Any]):
    """A JSON document kept as the text that clients get back: key order and numbers stay."""

    SQL_TYPE = "TEXT"

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> str | None:  # noqa: ARG002
        """Give the JSON text of a value; None stays None."""
        return None if value is None else orjson.dumps(value).decode()

    def to_python_value(self, value: Any) -> Any:
        """Give the value for JSON text as it comes from the database."""
        return orjson.loads(value) if isinstance(value, str) else value


class Terms(Document):
    """The index of a document (see core.terms): binary JSON where the database has it."""

    class _db_postgres:  # noqa: N801 -- the name that Tortoise looks for
        SQL_TYPE = "JSONB"
