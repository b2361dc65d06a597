"""A storm of everything that changes accounts, at once and on few of them: nothing is unforeseen.

What goes wrong where two requests meet is for both databases to tell, as a refusal or as data.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.accounts import PASSWORD

if TYPE_CHECKING:
    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

ACCOUNTS = 2
CALLERS = 20
REQUESTS = 40
"""Of each caller."""
REFUSALS = {"UNAUTHENTICATED", "FORBIDDEN"}
OTHER_PASSWORD = "nine quiet owls"
PAYLOAD = "{ user { id } tokens { accessToken refreshToken } errors { code } }"
SIGNED_IN = {
    "signup": f"mutation ($input: SignupInput!) {{ signup(input: $input) {PAYLOAD} }}",
    "login": f"mutation ($input: LoginInput!) {{ login(input: $input) {PAYLOAD} }}",
    "refreshToken": (
        f"mutation ($input: RefreshTokenInput!) {{ refreshToken(input: $input) {PAYLOAD} }}"
    ),
}


@dataclass
class Storm:
    """What is known of the accounts, some of it out of date."""

    server: Server
    dice: random.Random
    ids: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: Counter[str] = field(default_factory=Counter)

    async def blow(self) -> None:
        """Send one request after the other."""
        for _ in range(REQUESTS):
            email = f"{self.dice.randrange(ACCOUNTS)}@example.com"
            tokens = self.tokens.get(email, {})
            own = self.server.anonymous.with_token(tokens.get("accessToken", "none"))
            administrator = self.dice.choice([own, self.server.admin])
            name, values = self.dice.choice(self.wishes(email, tokens))
            is_of_admins = name in {"updateUser", "deleteUsers", "updateProject"}
            await self.ask(administrator if is_of_admins else own, name, email, values)

    def wishes(self, email: str, tokens: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
        """Give what can be asked for about an account."""
        user = self.ids.get(email, "none")
        referrer = self.dice.choice([None, *self.ids.values()])
        password, another = self.dice.sample([PASSWORD, OTHER_PASSWORD], 2)
        sign_in = {"email": email, "password": password}
        return [
            *[("signup", sign_in | {"withApiKey": True, "referredById": referrer})] * 3,
            *[("login", sign_in)] * 3,
            *[("refreshToken", {"refreshToken": tokens.get("refreshToken", "none")})] * 2,
            ("logout", {"scope": self.dice.choice(["ALL", "OTHERS"])}),
            ("changePassword", {"currentPassword": password, "newPassword": another}),
            ("updateProfile", {"username": "the-one", "data": {"a": self.dice.random()}}),
            ("createApiKey", {"name": "key", "kind": "PERSONAL"}),
            ("updateUser", {"id": user, "role": "admin", "isActive": True, "unlock": True}),
            ("updateUser", {"id": user, "role": "user", "referredById": referrer}),
            ("updateUser", {"id": user, "isActive": False}),
            *[("deleteUsers", {"ids": list(self.ids.values())})] * 4,
            ("deleteAccount", {"password": password}),
            ("updateProject", {"roles": ["admin", "user", *self.dice.choice([[], ["x"]])]}),
        ]

    async def ask(self, client: Client, name: str, email: str, values: dict[str, Any]) -> None:
        """Send a mutation, and note what is answered."""
        kind = name[0].upper() + name[1:]
        plain = f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ __typename }} }}"
        if name in SIGNED_IN:
            client = self.server.anonymous
        answer = await client.execute(SIGNED_IN.get(name, plain), {"input": values})
        codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
        self.codes.update([f"{name}: {code}" for code in codes if code not in REFUSALS])
        payload = (answer["data"] or {}).get(name) or {}
        if payload.get("tokens"):
            self.codes[name] += 1
            self.tokens[email], self.ids[email] = payload["tokens"], payload["user"]["id"]


async def test_nothing_in_a_storm_is_unforeseen(server: Server) -> None:
    storm = Storm(server, random.Random(4))  # noqa: S311 -- dice
    await asyncio.gather(*[storm.blow() for _ in range(CALLERS)])
    assert storm.codes.keys() == SIGNED_IN.keys()
