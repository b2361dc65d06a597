"""What is measured: documents, the variables of each request, and what they bind in statements."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.seed import AGES, CITIES
from core.documents import dumps
from core.terms import number_term

Variables = Mapping[str, Any]
REQUESTS = 1_000
"""How many different requests there are of one work; the generator sends them in any order."""


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of request.

    Attributes:
        name: its name in tables, and its path on the floor.
        query: the document.
        choose: the variables of one request.
        bound: for the variables, the values that statements bind because of them, by name.
        least: the least number of requests, as a share of the floor's, that is good enough.
        statements: how many statements the floor knows it by.
    """

    name: str
    query: str
    choose: Callable[[random.Random], Variables]
    bound: Callable[[Variables], dict[str, Any]]
    least: float
    statements: int

    def bodies(self, count: int = REQUESTS) -> list[str]:
        """Give the bodies of `count` requests, the same ones each time."""
        chance = random.Random(3)  # noqa: S311 -- the same requests each time
        return [body(self.query, self.choose(chance)) for _ in range(count)]


def body(query: str, variables: Variables) -> str:
    """Write a request."""
    return dumps({"query": query, "variables": variables})


ME = "query Me { me { id email username name city role createdAt isActive } }"
USERS20 = """
query Users($city: String!, $age: Float!) {
  users(
    first: 20
    filter: { city: { eq: $city }, data: [{ path: ["age"], is: { number: { gte: $age } } }] }
    orderBy: [{ field: CREATED_AT, direction: DESC }]
  ) {
    nodes { id email name city createdAt data referredBy { id email name } }
    pageInfo { hasNextPage }
  }
}
"""
USERS100 = """
query Users($city: String!) {
  users(first: 100, filter: { city: { eq: $city } }) {
    totalCount
    nodes { id email username name firstName lastName city country role createdAt }
  }
}
"""
WORKS = (
    Work("me", ME, lambda _chance: {}, lambda _variables: {}, 0.6, 1),
    Work(
        "users20",
        USERS20,
        lambda chance: {"city": chance.choice(CITIES), "age": chance.choice(AGES[:-20])},
        lambda variables: {"city": variables["city"], "age": number_term(variables["age"])},
        0.7,
        2,
    ),
    Work(
        "users100",
        USERS100,
        lambda chance: {"city": chance.choice(CITIES)},
        lambda variables: {"city": variables["city"]},
        0.7,
        3,
    ),
)
