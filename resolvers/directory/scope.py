"""The one project that a reader reads, and how its statements begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.sealing import SealedBox
from models.database import Database
from resolvers.directory.conditions import Condition
from resolvers.directory.filtering import Filtering
from resolvers.directory.grammar import GRAMMARS, Grammar
from resolvers.directory.statements import Draft, Inputs, Statement


@dataclass(frozen=True, slots=True)
class Scope:
    """A project's users: every statement of the directory begins here, and with its project."""

    database: Database
    project_id: str
    box: SealedBox

    @property
    def grammar(self) -> Grammar:
        """How the database says it."""
        return GRAMMARS[self.database.dialect]

    def begin(self, condition: Condition | None = None) -> tuple[Draft, list[str]]:
        """Begin a statement on the users `u` of the project who match, with its conditions."""
        draft = Draft(self.grammar.placeholder)
        where = [f"u.project_id = {draft.bind(lambda inputs: inputs.project_id)}"]
        if condition is not None:
            where.append(Filtering(draft, self.grammar).where(condition))
        return draft, where

    async def fetch(self, statement: Statement, inputs: Inputs) -> Sequence[Any]:
        """Run a statement that looks up rows by their keys."""
        return await self.database.fetch(statement.sql, statement.values(inputs))

    async def search(self, statement: Statement, inputs: Inputs) -> Sequence[Any]:
        """Run a statement that may read many rows and so take long."""
        return await self.database.search(statement.sql, statement.values(inputs))
