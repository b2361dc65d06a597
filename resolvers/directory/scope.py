"""The one project that a reader reads, and the tools that it reads with."""

from dataclasses import dataclass

from core.sealing import SealedBox
from models.database import Database
from resolvers.directory.conditions import Condition
from resolvers.directory.filtering import Filtering
from resolvers.directory.grammar import GRAMMARS, Grammar, Statement


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

    def begin(self, condition: Condition | None = None) -> tuple[Statement, list[str]]:
        """Begin a statement on the users `u` of the project who match, with its conditions."""
        statement = Statement(self.grammar)
        where = [f"u.project_id = {statement.bind(self.project_id)}"]
        if condition is not None:
            where.append(Filtering(statement, self.project_id).where(condition))
        return statement, where
