"""What an operation knows of the server it runs on and of who calls it."""

from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from core.counters import Counters
from core.passwords import PasswordHasher
from core.redis_link import RedisLink
from core.sealing import SealedBox, Sealer
from core.tokens import KeyKind
from models.database import Database
from resolvers.file_tools import FileTools
from resolvers.keyring import Keyring
from resolvers.records import KeyRecord, ProjectRecord, SessionRecord, UserRecord
from resolvers.usage import Usage

ADMIN = "admin"
"""The role whose users administer their project."""
MAX_CLIENT_NAME = 500
"""Characters of the header User-Agent that are kept."""


@dataclass(frozen=True, slots=True)
class Services:
    """The tools of a server process, made once when it starts.

    Without counters there are no rate limits; without `redis` each process is by itself.
    """

    database: Database
    hasher: PasswordHasher
    sealer: Sealer
    cursors: SealedBox
    keyring: Keyring
    require_api_key: bool
    files: FileTools
    counters: Counters | None = None
    redis: RedisLink | None = None
    usage: Usage = field(default_factory=partial(Usage, "sessions"))
    key_usage: Usage = field(default_factory=partial(Usage, "api_keys"))


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a request, as far as its credentials prove it.

    A caller without a project has shown an API key or a token that is nothing here; `fault` then
    says what is wrong with it, for people. `key` is the API key, of two the personal one.
    """

    project: ProjectRecord | None = None
    user: UserRecord | None = None
    session: SessionRecord | None = None
    has_secret_key: bool = False
    key: KeyRecord | None = None
    fault: str | None = None

    @property
    def is_admin(self) -> bool:
        """Whether the caller administers the project."""
        return self.has_secret_key or (self.user is not None and self.user.role == ADMIN)

    @property
    def has_personal_key(self) -> bool:
        """Whether the user has not signed in, but sent a key that acts for it."""
        return self.key is not None and self.key.kind == KeyKind.PERSONAL


@dataclass(frozen=True, slots=True)
class Context:
    """One request: the server, the caller, and where the request came from."""

    services: Services
    caller: Caller
    ip_address: str | None = None
    user_agent: str | None = None

    @property
    def database(self) -> Database:
        """The database of the server."""
        return self.services.database

    @property
    def client_name(self) -> str | None:
        """What a person can use of the header User-Agent, which clients fill as they like."""
        name = self.user_agent
        return None if name is None else name.replace("\x00", "")[:MAX_CLIENT_NAME]


def as_uuid(key: UUID | str) -> UUID:
    """Give the UUID of a key as either database hands it out."""
    return key if isinstance(key, UUID) else UUID(key)
