"""Secrets stay where they belong: every operation is driven, and all that came out is searched."""

from __future__ import annotations

import base64
import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from core.ids import Prefix, encode
from core.logs import configure
from models.api_key import ApiKey
from models.audit import AuditEvent
from models.login_failures import LoginFailures
from models.session import RefreshToken
from models.signing_key import SigningKey
from models.user import User
from resolvers import refresh, sessions
from schema.build import schema
from tests.server import SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.server import Client, Server

pytestmark = pytest.mark.anyio

ADA = {"email": "ada@example.com"}
OLD, NEW, WRONG = "canary one 1 tweet", "canary two 2 chirp", "canary three 3 peep"
REST = """user {
  id email username data preferences role sessions { id userAgent ipAddress isCurrent }
  apiKeys { id name kind prefix }
} errors { __typename code message path }"""
WHOLE = f"{REST} tokens {{ accessToken refreshToken }} session {{ id userAgent ipAddress }}"
SIGNUP = f"mutation ($input: SignupInput!) {{ signup(input: $input) {{ {WHOLE} apiKey }} }}"
LOGIN = f"mutation ($input: LoginInput!) {{ login(input: $input) {{ {WHOLE} }} }}"
REFRESH = f"mutation ($input: RefreshTokenInput!) {{ refreshToken(input: $input) {{ {WHOLE} }} }}"
CHANGE = f"mutation ($input: ChangePasswordInput!) {{ changePassword(input: $input) {{ {REST} }} }}"
UPDATE = f"mutation ($input: UpdateProfileInput!) {{ updateProfile(input: $input) {{ {REST} }} }}"
LOGOUT = "mutation { logout(input: {scope: OTHERS}) { revokedCount errors { message } } }"
REVOKE = """mutation ($input: RevokeSessionInput!) {
  revokeSession(input: $input) { session { id userAgent } errors { message } }
}"""
CREATE_KEY = """mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { apiKey { id name prefix } secret errors { message } }
}"""
REVOKE_KEY = """mutation ($input: RevokeApiKeyInput!) {
  revokeApiKey(input: $input) { apiKey { id name prefix } errors { message } }
}"""
DELETE = """mutation ($input: DeleteAccountInput!) {
  deleteAccount(input: $input) { __typename errors { __typename code message path } }
}"""
READ = """query ($id: ID!) {
  me { id email sessions { id userAgent ipAddress } apiKeys { id name prefix } }
  node(id: $id) { id ... on User { email data preferences } }
  user(id: $id) { id email data preferences referrals { nodes { id } } }
  users { totalCount nodes { id email data preferences } pageInfo { endCursor } }
  project { id name settings { roles } userCount }
  auditLog { nodes { id type data ipAddress userAgent user { id } actor { id } } }
}"""


PROJECT = """mutation ($input: UpdateProjectInput!) {
  updateProject(input: $input) { project { id name } errors { message path } }
}"""


CREATE = f"mutation ($input: CreateUserInput!) {{ createUser(input: $input) {{ {REST} }} }}"
CHANGE_USER = f"mutation ($input: UpdateUserInput!) {{ updateUser(input: $input) {{ {REST} }} }}"
DELETE_USERS = """mutation ($input: DeleteUsersInput!) {
  deleteUsers(input: $input) { deletedIds errors { code message path } }
}"""


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """Log to standard error, as a server does, and give what has been written."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    configure("json")
    yield capsys
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


class Story:
    """Drives operations and keeps all that was answered.

    `issued` are tokens and keys. The answer that issues one must hold it, once: it is kept without.
    """

    def __init__(self) -> None:
        self.said: list[str] = []
        self.driven: set[str] = set()
        self.issued: list[str] = []

    async def run(self, client: Client, document: str, **variables: Any) -> Any:
        """Run a document, whatever comes of it; give what its field gave."""
        body = json.dumps({"query": document, "variables": variables}).encode()
        headers = {"content-type": "application/json"}
        answer = await client.request("POST", "/graphql", body=body, headers=headers)
        data = answer.json.get("data") or {}
        self.driven |= data.keys()
        text = answer.body.decode() + json.dumps(answer.headers)
        for payload in data.values():
            for secret in issued_by(payload or {}):
                assert text.count(secret) == 1
                text = text.replace(secret, "")
                self.issued.append(secret)
        self.said.append(text)
        return next(iter(data.values()), None)


def issued_by(payload: Any) -> list[str]:
    """Give the tokens and the key that a payload issues."""
    key = payload.get("secret") or payload.get("apiKey")
    return [*(payload.get("tokens") or {}).values(), *([key] if isinstance(key, str) else [])]


async def drive_keys(story: Story, server: Server, client: Client, key: str) -> None:
    """Make, use and revoke keys of all kinds, well and badly; `key` is one of the client's."""
    run, by_key = story.run, server.anonymous.with_token(key)
    for caller, kind in ((client, "PERSONAL"), (server.admin, "SECRET"), (by_key, "PERSONAL")):
        made = await run(caller, CREATE_KEY, input={"name": "a key", "kind": kind})
        assert (made is None) == (caller is by_key)
        await run(client, CREATE_KEY, input={"name": "", "kind": kind})
    await run(by_key, READ, id=WRONG[:5])
    await run(server.anonymous.with_key(key), READ, id=WRONG[:5])
    await run(server.anonymous.with_token(f"{key}0"), READ, id=WRONG[:5])
    await run(by_key, REVOKE_KEY, input={"id": key})
    (row,) = await ApiKey.filter(name="sign-up")
    await run(by_key, REVOKE_KEY, input={"id": encode(Prefix.KEY, row.id)})
    await run(by_key, READ, id=WRONG[:5])


async def drive(story: Story, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every operation, well and badly, and once with a fault of the server."""
    nobody, run = server.anonymous, story.run
    first = await run(nobody, SIGNUP, input={**ADA, "password": OLD, "withApiKey": True})
    await run(nobody, SIGNUP, input={**ADA, "password": NEW})
    await run(nobody, SIGNUP, input={"email": "none", "password": WRONG, "username": WRONG})
    client = nobody.with_token(first["tokens"]["accessToken"])
    await drive_keys(story, server, client, first["apiKey"])
    for _ in range(2):
        await run(client, CHANGE, input={"currentPassword": WRONG, "newPassword": NEW})
        await run(client, CHANGE, input={"currentPassword": OLD, "newPassword": NEW})
    second = await run(nobody, LOGIN, input={**ADA, "password": NEW})
    await run(client, REVOKE, input={"id": second["session"]["id"]})
    await run(client, LOGOUT)
    await run(client, UPDATE, input={"username": "ada", "data": {"a": 1}})
    old = first["tokens"]["refreshToken"]
    await run(nobody, REFRESH, input={"refreshToken": old})
    await run(nobody, REFRESH, input={"refreshToken": f"{WRONG}{old}"})
    await run(server.admin.with_token(first["tokens"]["accessToken"]), READ, id=first["user"]["id"])
    await run(server.admin.with_token("x" + old), READ, id=WRONG[:5])
    await run(server.admin, PROJECT, input={"passwordMinLength": 9})
    await administer(story, server)
    monkeypatch.setattr(refresh, "GRACE", timedelta(0))
    await run(nobody, REFRESH, input={"refreshToken": old})
    third = await run(nobody, LOGIN, input={**ADA, "password": NEW})
    for _ in range(11):
        await run(nobody, LOGIN, input={**ADA, "password": WRONG})
    await run(nobody, LOGIN, input={"username": WRONG, "password": NEW})
    last = nobody.with_token(third["tokens"]["accessToken"])
    await run(last, DELETE, input={"password": NEW})
    await LoginFailures.all().delete()
    with monkeypatch.context() as broken:
        broken.setattr(sessions, "new_session", fall_over)
        await run(nobody, LOGIN, input={**ADA, "password": NEW})
    await run(last, DELETE, input={"password": WRONG})


async def administer(story: Story, server: Server) -> None:
    """Make, change and delete a user, well and badly, with every kind of secret."""
    run, admin, eve = story.run, server.admin, {"email": "eve@example.com"}
    for values in ({"password": OLD}, {"passwordHash": WRONG}, {"password": WRONG, "role": "x"}):
        await run(admin, CREATE, input={**eve, **values})
    foreign = (await User.get(email=ADA["email"])).password_hash
    made = await run(admin, CREATE, input={"email": "b@example.com", "passwordHash": foreign})
    for values in ({"password": NEW}, {"password": WRONG, "email": WRONG}, {"role": WRONG}):
        await run(admin, CHANGE_USER, input={"id": made["user"]["id"], **values})
    everybody = await User.all().exclude(email=ADA["email"])
    ids = [encode(Prefix.USER, user.id) for user in everybody]
    await run(admin, DELETE_USERS, input={"ids": [*ids, WRONG[:5]]})
    await run(admin, DELETE_USERS, input={"ids": ids})


def fall_over(*_: object) -> None:
    """Fail as nobody foresaw."""
    raise RuntimeError("A fault of the server.")


async def stored_secrets(server: Server) -> set[str]:
    """Give what is stored of secrets: hashes, and keys that are encrypted."""
    box = server.sealer.for_purpose("signing key")
    found = {SECRET, server.secret_key, server.publishable_key, OLD, NEW, WRONG}
    found |= {str(user.password_hash) for user in await User.all()}
    found |= {token.token_hash for token in await RefreshToken.all()}
    found |= {key.key_hash for key in await ApiKey.all()}
    for key in await SigningKey.all():
        private = box.open(key.private_key, key.id.bytes)
        found |= {key.private_key, private.hex(), base64.b64encode(private).decode().rstrip("=")}
    return found


async def test_no_secret_comes_out(
    server: Server, log: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    await drive(story, server, monkeypatch)
    secrets = await stored_secrets(server)
    last = await story.run(server.anonymous, LOGIN, input=ADA | {"password": NEW})
    caller = server.anonymous.with_token(last["tokens"]["accessToken"])
    await story.run(caller, DELETE, input={"password": NEW})
    assert await User.all().count() == 0
    query, mutation = schema._schema.query_type, schema._schema.mutation_type
    assert query is not None
    assert mutation is not None
    assert story.driven == query.fields.keys() | mutation.fields.keys()
    written = log.readouterr().err
    assert "A fault of the server." in written
    events = [event.data for event in await AuditEvent.all()]
    assert len(events) > 10
    everything = "\n".join([*story.said, written, json.dumps(events)])
    assert ADA["email"] in everything
    assert len(story.issued) == 13
    assert [secret for secret in {*secrets, *story.issued} if secret in everything] == []
