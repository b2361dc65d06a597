"""Building pages of users for one selection."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from resolvers.directory.listing import Page, Wanted
from schema.execution.builders import Build, UserBuilder
from schema.execution.coercion import Variables
from schema.execution.selections import Collector, Selected

Describe = Callable[[Page], Any]
BuildPage = Callable[[Page, int | None], dict[str, Any]]

PAGE_INFO: dict[str, Describe] = {
    "__typename": lambda _page: "PageInfo",
    "hasNextPage": lambda page: page.has_next,
    "hasPreviousPage": lambda page: page.has_previous,
    "startCursor": lambda page: page.cursor(0) if page.rows else None,
    "endCursor": lambda page: page.cursor(len(page.rows) - 1) if page.rows else None,
}
CURSORS = frozenset({"cursor", "startCursor", "endCursor"})


class PageBuilder:
    """Builds a UserConnection for one selection; `wanted` says what must be read for it."""

    def __init__(self, collector: Collector, selected: Sequence[Selected]) -> None:
        self._collector = collector
        self._names: set[str] = set()
        self._users: list[UserBuilder] = []
        self._edges: list[tuple[str, list[Selected], dict[str, UserBuilder]]] = []
        self._nodes: list[tuple[str, UserBuilder]] = []
        self._infos: list[tuple[str, list[tuple[str, Describe]]]] = []
        self._keys = [field.key for field in selected]
        self.counts = [field.key for field in selected if field.name == "totalCount"]
        self._constants = {
            field.key: "UserConnection" for field in selected if field.name == "__typename"
        }
        for field in selected:
            self._add(field)
        self._all = UserBuilder.union(self._users)
        self.wanted = Wanted(
            projection=self._all,
            cursors=bool(self._names & CURSORS),
            previous="hasPreviousPage" in self._names,
            next="hasNextPage" in self._names,
        )

    @property
    def is_public(self) -> bool:
        """Whether the selection holds nothing of users that every member may not see."""
        return all(user.is_public for user in self._users)

    @property
    def is_constant(self) -> bool:
        """Whether it builds the same whatever the values of variables."""
        return all(user.is_constant for user in self._users)

    def build(self, variables: Variables, base: str) -> BuildPage:
        """Prepare the building from a page and, where it is wanted, the count of the whole list.

        `base` is where files are served.

        Raises:
            Fallback: a variable has a value that is wrong.
        """
        nodes = [(key, user.build(self._all, variables, base)) for key, user in self._nodes]
        edges = []
        for edge, selected, by in self._edges:
            users = {key: user.build(self._all, variables, base) for key, user in by.items()}
            edges.append((edge, _edge(selected, users)))

        def build(page: Page, total: int | None) -> dict[str, Any]:
            answer: dict[str, Any] = dict.fromkeys(self._keys)
            answer.update(self._constants)
            for key, build_user in nodes:
                answer[key] = [build_user(row) for row in page.rows]
            for key, build_edge in edges:
                answer[key] = [build_edge(page, n) for n in range(len(page.rows))]
            for key, parts in self._infos:
                answer[key] = {part: describe(page) for part, describe in parts}
            for key in self.counts:
                answer[key] = total
            return answer

        return build

    def _add(self, field: Selected) -> None:
        if field.name in {"totalCount", "__typename"}:
            return
        below = self._collector.below(BELOW[field.name], field)
        self._names.update(one.name for one in below)
        if field.name == "nodes":
            user = UserBuilder(self._collector, below)
            self._nodes.append((field.key, user))
            self._users.append(user)
        elif field.name == "edges":
            self._edges.append((field.key, below, self._node(below)))
        else:
            self._infos.append((field.key, [(one.key, PAGE_INFO[one.name]) for one in below]))

    def _node(self, selected: Sequence[Selected]) -> dict[str, UserBuilder]:
        """Give the builders of the users of an edge, by the keys that they have there."""
        users = {
            one.key: UserBuilder(self._collector, self._collector.below("User", one))
            for one in selected
            if one.name == "node"
        }
        self._users += users.values()
        return users


def _edge(
    selected: Sequence[Selected], users: Mapping[str, Build]
) -> Callable[[Page, int], dict[str, Any]]:
    parts = [(one.key, one.name) for one in selected]

    def build(page: Page, index: int) -> dict[str, Any]:
        edge: dict[str, Any] = {}
        for key, name in parts:
            if name == "node":
                edge[key] = users[key](page.rows[index])
            else:
                edge[key] = page.cursor(index) if name == "cursor" else "UserEdge"
        return edge

    return build


BELOW = {"nodes": "User", "edges": "UserEdge", "pageInfo": "PageInfo"}
