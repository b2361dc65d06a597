"""Tasks of the server that one worker at a time does."""

from tortoise import fields
from tortoise.models import Model

from models.fields import Instant


class Task(Model):
    """A task, and until when it is taken, or has been done and need not be done again."""

    name = fields.CharField(max_length=64, primary_key=True)
    claimed_until = Instant()

    class Meta:
        """The table."""

        table = "tasks"
