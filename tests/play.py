"""Four scenes at two servers that share a PostgreSQL and a Redis, and what everybody is answered.

`python -m tests.play` starts all of it and prints the scenes: two tabs of a browser, a stolen
token, guessing a password by aliases, and a change of password.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.cluster import start_cluster
from tests.databases import drop_database, new_database
from tests.processes import SECRET, Process, serving
from tests.redis_server import Redis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PASSWORD, OTHER_PASSWORD = "correct horse 1", "battery staple 2"
GRACE = 10
"""Seconds within which a refresh token may be used again (resolvers/refresh.py)."""
SIGNED_IN = "tokens { accessToken refreshToken } errors { code }"
SIGNUP = f"mutation($input: SignupInput!) {{ signup(input: $input) {{ {SIGNED_IN} }} }}"
LOGIN = f"mutation($input: LoginInput!) {{ login(input: $input) {{ {SIGNED_IN} }} }}"
REFRESH = f"""mutation($token: String!) {{
  refreshToken(input: {{refreshToken: $token}}) {{ {SIGNED_IN} }}
}}"""
CHANGE = """mutation($input: ChangePasswordInput!) {
  changePassword(input: $input) { errors { code } }
}"""
ME = "{ me { email } }"
REUSED = "{ auditLog(filter: {type: [TOKEN_REUSED]}) { totalCount } }"


@dataclass(frozen=True)
class Stage:
    """Two servers, and the secret key of their project; whatever is said is kept in `lines`."""

    servers: tuple[Process, Process]
    secret_key: str
    lines: list[str]

    def say(self, line: str = "") -> None:
        """Print a line."""
        self.lines.append(line)
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    def ask(
        self, at: int, query: str, address: str, variables: Any = None, **headers: str
    ) -> dict[str, Any]:
        """Send a document to one of the servers from an address that its proxy tells."""
        connection = HTTPConnection("127.0.0.1", self.servers[at].port, timeout=30)
        sent = {"Content-Type": "application/json", "X-Forwarded-For": address, **headers}
        body = json.dumps({"query": query, "variables": variables})
        connection.request("POST", "/graphql", body, sent)
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def sign_in(self, at: int, query: str, address: str, **values: str) -> tuple[str, Any]:
        """Sign up, log in or refresh; give what was answered, and the tokens."""
        variables = values if "token" in values else {"input": values}
        (payload,) = self.ask(at, query, address, variables)["data"].values()
        codes = [error["code"] for error in payload["errors"]]
        return ", ".join(codes) or "new tokens", payload["tokens"]

    def me(self, at: int, tokens: Any) -> str:
        """Ask who one is; give the answer in a word or two."""
        answer = self.ask(at, ME, "192.0.2.1", Authorization=f"Bearer {tokens['accessToken']}")
        return str(codes_of(answer) or answer["data"]["me"]["email"])


def codes_of(answer: Any) -> str:
    """Give the codes of the top-level errors of an answer."""
    return ", ".join(error["extensions"]["code"] for error in answer.get("errors", ()))


def two_tabs(stage: Stage) -> None:
    """Two tabs of one browser refresh at the same moment, each at another server."""
    _, tokens = stage.sign_in(0, SIGNUP, "192.0.2.10", email="tabs@example.com", password=PASSWORD)

    def refresh(at: int) -> tuple[str, Any]:
        return stage.sign_in(at, REFRESH, "192.0.2.10", token=tokens["refreshToken"])

    with ThreadPoolExecutor(2) as threads:
        renewed = list(threads.map(refresh, (0, 1)))
    for at, (answer, new) in enumerate(renewed):
        stage.say(f"tab {at + 1}  refreshes with the same token at server {at + 1}: {answer}")
        stage.say(f"tab {at + 1}  asks for me at server {2 - at}: {stage.me(1 - at, new)}")


def stolen_token(stage: Stage) -> None:
    """A thief uses a refresh token before its owner does."""
    address = "192.0.2.20"
    _, tokens = stage.sign_in(0, SIGNUP, address, email="robbed@example.com", password=PASSWORD)
    answer, stolen = stage.sign_in(1, REFRESH, "198.51.100.1", token=tokens["refreshToken"])
    stage.say(f"thief  refreshes with the stolen token at server 2: {answer}")
    stage.say(f"thief  asks for me: {stage.me(1, stolen)}")
    time.sleep(GRACE + 1)
    answer, _ = stage.sign_in(0, REFRESH, address, token=tokens["refreshToken"])
    stage.say(f"owner  refreshes with the same token {GRACE + 1} seconds later: {answer}")
    stage.say(f"thief  asks for me: {stage.me(1, stolen)}")
    answer, _ = stage.sign_in(1, REFRESH, "198.51.100.1", token=stolen["refreshToken"])
    stage.say(f"thief  refreshes: {answer}")
    log = stage.ask(0, REUSED, address, **{"X-API-Key": stage.secret_key})
    stage.say(
        f"admin  counts TOKEN_REUSED in the audit log: {log['data']['auditLog']['totalCount']}"
    )
    answer, _ = stage.sign_in(0, LOGIN, address, email="robbed@example.com", password=PASSWORD)
    stage.say(f"owner  logs in: {answer}")


def brute_force(stage: Stage) -> None:
    """Thirty guesses in one document, and one more at the other server."""
    email, thief = "guessed@example.com", "198.51.100.2"
    stage.sign_in(0, SIGNUP, "192.0.2.30", email=email, password=PASSWORD)
    guesses = " ".join(
        f'g{n}: login(input: {{email: "{email}", password: "guess {n}"}}) {{ errors {{ code }} }}'
        for n in range(30)
    )
    answer = stage.ask(0, f"mutation {{ {guesses} }}", thief)
    payloads = [payload for payload in answer["data"].values() if payload is not None]
    told = Counter(error["code"] for payload in payloads for error in payload["errors"])
    told += Counter(error["extensions"]["code"] for error in answer["errors"])
    for code, count in told.items():
        stage.say(f"thief  guesses by 30 aliases at server 1: {count:2} x {code}")
    answer = stage.ask(1, LOGIN, thief, {"input": {"email": email, "password": PASSWORD}})
    stage.say(f"thief  guesses right at server 2: {codes_of(answer)}")
    said, _ = stage.sign_in(1, LOGIN, "192.0.2.30", email=email, password=PASSWORD)
    stage.say(f"owner  logs in from elsewhere with the right password: {said}")


def password_change(stage: Stage) -> None:
    """A password is changed at one server while another session is signed in at the other."""
    email, address = "changed@example.com", "192.0.2.40"
    _, here = stage.sign_in(0, SIGNUP, address, email=email, password=PASSWORD)
    _, there = stage.sign_in(1, LOGIN, address, email=email, password=PASSWORD)
    stage.say(f"phone  asks for me at server 2: {stage.me(1, there)}")
    change = {"currentPassword": PASSWORD, "newPassword": OTHER_PASSWORD}
    bearer = f"Bearer {here['accessToken']}"
    answer = stage.ask(0, CHANGE, address, {"input": change}, Authorization=bearer)
    errors = answer["data"]["changePassword"]["errors"]
    stage.say(f"laptop changes the password at server 1: {errors or 'done'}")
    stage.say(f"phone  asks for me at server 2: {stage.me(1, there)}")
    said, _ = stage.sign_in(1, REFRESH, address, token=there["refreshToken"])
    stage.say(f"phone  refreshes: {said}")
    stage.say(f"laptop asks for me at server 2: {stage.me(1, here)}")
    for name, password in (("old", PASSWORD), ("new", OTHER_PASSWORD)):
        said, _ = stage.sign_in(1, LOGIN, address, email=email, password=password)
        stage.say(f"phone  logs in with the {name} password: {said}")


SCENES: dict[str, Callable[[Stage], None]] = {
    "Two tabs": two_tabs,
    "A stolen token": stolen_token,
    "Brute force through aliases": brute_force,
    "A change of password": password_change,
}


@contextmanager
def stage_at(folder: Path, database_url: str) -> Iterator[Stage]:
    """Start a Redis and two servers on an empty database."""
    redis = Redis(folder)
    settings = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis.url,
        "SECRET": SECRET,
        "RATE_LIMITS": "on",
        "TRUSTED_PROXIES": "127.0.0.1",
        "PUBLIC_URL": "https://accounts.example",
    }
    with ExitStack() as running:
        redis.start()
        running.callback(redis.stop)
        first = running.enter_context(serving(folder, **settings))
        second = running.enter_context(serving(folder, **settings))
        yield Stage((first, second), first.keys[1], [])


def play(folder: Path, database_url: str) -> list[str]:
    """Play all scenes, and give the lines that they printed."""
    with stage_at(folder, database_url) as stage:
        for title, scene in SCENES.items():
            stage.say(title)
            scene(stage)
            stage.say()
        return stage.lines


def main() -> None:
    """Play on a PostgreSQL that lives as long as the play."""
    cluster = start_cluster()
    try:
        url = asyncio.run(new_database(cluster.url))
        with tempfile.TemporaryDirectory() as folder:
            play(Path(folder), url)
        asyncio.run(drop_database(url))
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
