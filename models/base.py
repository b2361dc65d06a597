"""What all stored things share: a UUIDv7 key, and the project that they belong to."""

from typing import Self
from uuid import UUID

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from core.ids import new_id
from core.instants import now
from models.fields import Instant


class Stored(Model):
    """A row with a UUIDv7 key and the instant at which it was made."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    created_at = Instant(default=now)

    class Meta:
        """No table of its own."""

        abstract = True


class InProject(Stored):
    """A row that belongs to one project and is invisible to all others."""

    project_id: UUID

    class Meta:
        """No table of its own."""

        abstract = True

    @classmethod
    def of(cls, project_id: UUID) -> QuerySet[Self]:
        """Give the rows of one project: the only door to rows of this kind."""
        return cls.filter(project_id=project_id)
