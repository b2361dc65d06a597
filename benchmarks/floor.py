"""The floor: what the same answers cost in bare Starlette handlers, written by hand.

They check the same token and session, run the same statements through the same driver and write the
same JSON. They have no GraphQL, no bounds, no permissions and no error but 401.
"""

import base64
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.connections import Connections
from core.ids import Prefix, decode, encode
from core.instants import format_micros, now
from core.terms import number_term
from core.tokens import AccessTokens, load_public

PLAN = orjson.loads(Path(os.environ["FLOOR_PLAN"]).read_bytes())
WORKS = PLAN["works"]
SESSION: str = WORKS["me"][0]["sql"]
PAGE, LONG_PAGE = 20, 100
UNKNOWN = Response(status_code=401)


def take(sql: str, names: str) -> Any:
    """Give what takes columns out of a row of a statement, by the names in its text."""
    selected = sql.removeprefix("SELECT ").partition(" FROM ")[0].split(", ")
    return itemgetter(*(selected.index(name) for name in names.split()))


CHECKED = take(SESSION, "u.is_active s.expires_at")
ME = take(SESSION, "u.id u.email u.username u.name u.city u.role u.created_at u.is_active")
USER = take(
    WORKS["users20"][1]["sql"],
    "u.id u.email u.name u.city u.created_at u.data ur.id ur.email ur.name",
)
LONG_USER = take(
    WORKS["users100"][1]["sql"],
    "u.id u.email u.username u.name u.first_name u.last_name u.city u.country u.role u.created_at",
)


def me(row: Any) -> dict[str, Any]:
    """Give the signed-in user for the work `me`."""
    key, email, username, name, city, role, created_at, is_active = ME(row)
    return {
        "id": encode(Prefix.USER, key),
        "email": email,
        "username": username,
        "name": name,
        "city": city,
        "role": role,
        "createdAt": format_micros(created_at),
        "isActive": bool(is_active),
    }


def user(row: Any) -> dict[str, Any]:
    """Give a user for the work `users20`."""
    key, email, name, city, created_at, data, other, other_email, other_name = USER(row)
    by = {"id": other and encode(Prefix.USER, other), "email": other_email, "name": other_name}
    return {
        "id": encode(Prefix.USER, key),
        "email": email,
        "name": name,
        "city": city,
        "createdAt": format_micros(created_at),
        "data": orjson.Fragment(data),
        "referredBy": by if other else None,
    }


def long_user(row: Any) -> dict[str, Any]:
    """Give a user for the work `users100`."""
    key, email, username, name, first_name, last_name, city, country, role, created_at = LONG_USER(
        row
    )
    return {
        "id": encode(Prefix.USER, key),
        "email": email,
        "username": username,
        "name": name,
        "firstName": first_name,
        "lastName": last_name,
        "city": city,
        "country": country,
        "role": role,
        "createdAt": format_micros(created_at),
    }


class Floor:
    """The connections, the keys and the tokens that were verified."""

    async def open(self) -> None:
        """Connect, and read the keys that sign tokens."""
        self.connections = await Connections.open(PLAN["url"])
        self.tokens = AccessTokens(PLAN["issuer"])
        keys = await self.connections.fetch("SELECT id, public_key FROM signing_keys")
        self.keys = {str(key): load_public(base64.b64decode(public)) for key, public in keys}
        self.verified: dict[str, tuple[int, list[str]]] = {}

    async def session(self, request: Request) -> Any:
        """Give the row of session, user and project; None where the session is not valid."""
        token = request.headers["authorization"].removeprefix("Bearer ")
        known = self.verified.get(token)
        if known is None or known[0] <= time.time():
            claims = self.tokens.verify(token, self.keys, at=now())
            ids = (
                decode(Prefix.SESSION, claims.sid),
                decode(Prefix.USER, claims.sub),
                decode(Prefix.PROJECT, claims.pid),
            )
            known = self.verified[token] = (claims.exp, [str(one) for one in ids])
        rows = await self.connections.fetch(SESSION, known[1])
        is_active, expires_at = CHECKED(rows[0]) if rows else (False, 0)
        return rows[0] if is_active and expires_at > time.time() * 1_000_000 else None

    async def fetch(self, work: str, number: int, **given: Any) -> Any:
        """Run a statement of a work with what a request gives it."""
        statement = WORKS[work][number]
        values = statement["values"].copy()
        for place, name in statement["places"]:
            values[place] = given[name]
        return await self.connections.fetch(statement["sql"], values)

    async def me(self, request: Request) -> Response:
        """Answer the work `me`."""
        orjson.loads(await request.body())
        row = await self.session(request)
        return UNKNOWN if row is None else answer({"me": me(row)})

    async def users20(self, request: Request) -> Response:
        """Answer the work `users20`."""
        given = orjson.loads(await request.body())["variables"]
        if await self.session(request) is None:
            return UNKNOWN
        age = number_term(given["age"])
        rows = await self.fetch("users20", 1, city=given["city"], age=age)
        nodes = [user(row) for row in rows[:PAGE]]
        return answer({"users": {"nodes": nodes, "pageInfo": {"hasNextPage": len(rows) > PAGE}}})

    async def users100(self, request: Request) -> Response:
        """Answer the work `users100`."""
        given = orjson.loads(await request.body())["variables"]
        if await self.session(request) is None:
            return UNKNOWN
        rows = await self.fetch("users100", 1, city=given["city"])
        total = (await self.fetch("users100", 2, city=given["city"]))[0][0]
        nodes = [long_user(row) for row in rows[:LONG_PAGE]]
        return answer({"users": {"totalCount": total, "nodes": nodes}})


def answer(data: dict[str, Any]) -> Response:
    """Write an answer."""
    return Response(orjson.dumps({"data": data}), media_type="application/json")


def create_app() -> Starlette:
    """Make the application; the database and the statements are named by FLOOR_PLAN."""
    floor = Floor()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await floor.open()
        yield
        await floor.connections.close()

    handlers = {"me": floor.me, "users20": floor.users20, "users100": floor.users100}
    routes = [Route(f"/{name}", handler, methods=["POST"]) for name, handler in handlers.items()]
    return Starlette(routes=routes, lifespan=lifespan)
