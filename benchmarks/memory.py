"""Memory: whether a server stays as large as it is under documents that it has never seen."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.databases import Seeded, environment
from benchmarks.load import Target, run
from benchmarks.programs import rollcall
from benchmarks.works import body

DOCUMENTS = 10_000
REQUESTS = 100_000
SECONDS = 5
BOUND = 1.1
"""How much larger the server may be at the end than after a fifth of the requests."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Requests so far and resident memory in MiB, from round to round."""

    steps: list[tuple[int, float]]

    @property
    def factor(self) -> float:
        """How much the server grew once its caches were full."""
        settled = next(size for count, size in self.steps if count >= REQUESTS / 5)
        return self.steps[-1][1] / settled


def measure(seeded: Seeded, folder: Path) -> Memory:
    """Send requests with documents of which a server can remember but a few."""
    requests = folder / "documents.requests"
    requests.write_text("\n".join(_request(number) for number in range(DOCUMENTS)))
    sent, steps = 0, []
    with rollcall(folder, environment(seeded.url)) as server:
        target = Target(server, "/graphql", requests, seeded.token)
        while sent < REQUESTS:
            sent += run(target, SECONDS, sent).requests
            steps.append((sent, server.resident))
    return Memory(steps)


def _request(number: int) -> str:
    query = f"query Me{number} {{ me {{ id name{number}: name email role createdAt }} }}"
    return body(query, {})
