"""A step of a migration in plain SQL, spelled for each database."""

from collections.abc import Sequence

from tortoise.migrations.operations import TortoiseOperation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State

from models.database import Dialect


class DialectSQL(TortoiseOperation):
    """Runs statements that models cannot express, such as triggers; it cannot be undone."""

    reversible = False

    def __init__(self, *, sqlite: Sequence[str], postgres: Sequence[str]) -> None:
        self.statements = {Dialect.SQLITE: tuple(sqlite), Dialect.POSTGRES: tuple(postgres)}

    def describe(self) -> str:
        """Describe the step in the output of the migration."""
        return "Run SQL of the database's own"

    def state_forward(self, app_label: str, state: State) -> None:
        """Models stay as they are."""

    async def database_forward(
        self,
        app_label: str,  # noqa: ARG002 -- the signature is Tortoise's
        old_state: State,  # noqa: ARG002
        new_state: State,  # noqa: ARG002
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        """Run the statements of the database at hand."""
        if state_editor is None:
            return
        dialect = Dialect(state_editor.client.capabilities.dialect)
        for statement in self.statements[dialect]:
            # Not by the editor, which cuts a statement at each semicolon.
            await state_editor.client.execute_query(statement)
