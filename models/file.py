"""Files of users, and the objects in the store that hold their bytes.

An object is noted before it is written and belongs to a file only from the commit that says so.
One that belongs to none, because a mutation failed or the file went, is waste when it is due.
"""

from uuid import UUID

from tortoise import fields
from tortoise.fields.relational import ForeignKeyNullableRelation, ForeignKeyRelation
from tortoise.indexes import Index
from tortoise.models import Model

from models.base import InProject
from models.fields import ExactText, Instant
from models.project import Project
from models.user import User


class File(InProject):
    """A file in one field of a user. A file in its place is another row with another key."""

    project: ForeignKeyRelation[Project] = fields.ForeignKeyField(
        "rollcall.Project", related_name="files", on_delete=fields.CASCADE
    )
    user_id: UUID
    user: ForeignKeyRelation[User] = fields.ForeignKeyField(
        "rollcall.User", related_name="files", on_delete=fields.CASCADE
    )
    field = ExactText()
    filename = ExactText()
    content_type = ExactText()
    size = fields.BigIntField()
    width = fields.IntField(null=True)

    class Meta:
        """The table."""

        table = "files"
        unique_together = (("project_id", "user_id", "field"),)
        indexes = (Index(fields=("user_id", "field"), name="files_user"),)


class StoredObject(Model):
    """An object in the store: of which file, how wide, and when it is waste if it is of none.

    The width is 0 for what was uploaded, else that of a smaller picture. A doomed one is being
    removed, and can belong to nothing any more.
    """

    name = ExactText(primary_key=True)
    file_id: UUID | None
    file: ForeignKeyNullableRelation[File] = fields.ForeignKeyField(
        "rollcall.File", related_name="objects", null=True, on_delete=fields.SET_NULL
    )
    width = fields.IntField()
    size = fields.BigIntField()
    due_at = Instant()
    is_doomed = fields.BooleanField(default=False)

    class Meta:
        """The table; of a file each width is there once."""

        table = "objects"
        unique_together = (("file_id", "width"),)
        indexes = (Index(fields=("file_id", "due_at"), name="objects_waste"),)
