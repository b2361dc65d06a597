"""What a GraphQL request carries along: its context, and loaders that batch its look-ups."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

import strawberry
from strawberry.dataloader import DataLoader

from core.errors import RequestCode, RequestError
from resolvers import api_keys, files, session_list, users
from resolvers.context import Context
from resolvers.directory.conditions import Condition
from resolvers.directory.listing import Listing, Page
from resolvers.limits import Ration
from resolvers.records import FileRecord, KeyRecord, SessionRecord, UserRecord
from schema.cookies import RefreshCookie


@dataclass(slots=True)
class GraphQLContext:
    """One request. Loaders remember nothing, because a mutation may change what they loaded.

    `time_limit` is in seconds. It ends a query as a whole, and what is loaded for the answer to a
    mutation. `cookie` is there where the server keeps refresh tokens in cookies.
    """

    request: Context
    time_limit: float
    cookie: RefreshCookie | None = None
    ration: Ration = field(init=False)
    _deadline: float | None = None
    _loaders: dict[Any, DataLoader[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ration = Ration(self.request)

    def deadline(self) -> float:
        """Give the end of the time limit, which begins when it is first asked for."""
        if self._deadline is None:
            self._deadline = asyncio.get_running_loop().time() + self.time_limit
        return self._deadline

    def refresh_token(self, given: str | None) -> str | None:
        """Give the refresh token that the client gave, or else that of its cookie.

        Raises:
            RequestError: FORBIDDEN if another site may have had the browser send the cookie.
        """
        return self.cookie.read() if given is None and self.cookie is not None else given

    def keep_refresh_token(self, token: str, session: SessionRecord) -> str | None:
        """Keep a new refresh token in the cookie; give it where the answer is to tell it."""
        if self.cookie is None:
            return token
        self.cookie.keep(token, (session.expires_at - session.last_used_at) // 1_000_000)
        return None

    def forget_refresh_token(self) -> None:
        """Remove the cookie, as the session of the caller has ended."""
        if self.cookie is not None:
            self.cookie.forget()

    def too_slow(self) -> RequestError:
        """Give the error that says that the time is over."""
        message = (
            f"This took longer than {self.time_limit:g} seconds, and was ended: ask for less, or"
            " filter by fewer conditions or by fields with an index."
        )
        return RequestError(RequestCode.QUERY_TOO_COMPLEX, message)

    def user(self, key: str) -> Awaitable[UserRecord | None]:
        """Load a user of the project, together with others."""
        return self._load("user", partial(users.load_users, self.request), key)

    def files(self, key: str) -> Awaitable[list[FileRecord]]:
        """Load the files of a user, together with those of others."""
        return self._load("files", partial(files.load_files, self.request), key)

    def api_keys(self, key: str) -> Awaitable[list[KeyRecord]]:
        """Load a user's personal keys, together with those of others."""
        return self._load("api keys", partial(api_keys.load_keys, self.request), key)

    def sessions(self, key: str) -> Awaitable[list[SessionRecord]]:
        """Load the sessions of a user, together with those of others."""
        return self._load("sessions", partial(session_list.load_sessions, self.request), key)

    def referrals(self, key: str, listing: Listing) -> Awaitable[Page]:
        """Load a page of a user's referrals, together with those of others."""
        load = partial(_listed, users.load_referrals, self.request, listing)
        return self._load(listing, load, key)

    def referral_count(self, key: str, condition: Condition) -> Awaitable[int]:
        """Count a user's referrals, together with those of others."""
        load = partial(_listed, users.load_referral_counts, self.request, condition)
        return self._load(("count", condition), load, key)

    def _load(
        self, name: Any, load: Callable[[list[str]], Awaitable[Sequence[Any]]], key: str
    ) -> Awaitable[Any]:
        loader = self._loaders.get(name)
        if loader is None:
            loader = DataLoader(load_fn=partial(self._in_time, load), cache=False)
            self._loaders[name] = loader
        return loader.load(key)

    async def _in_time(
        self, load: Callable[[list[str]], Awaitable[Sequence[Any]]], keys: list[str]
    ) -> list[Any]:
        """Load within the time limit: a loader is a task of its own, which no one else ends."""
        try:
            async with asyncio.timeout_at(self.deadline()):
                return await _distinct(load, keys)
        except TimeoutError:
            raise self.too_slow() from None


Info: TypeAlias = strawberry.Info[GraphQLContext, None]
"""What resolvers are told by Strawberry."""


async def _listed(
    load: Callable[..., Awaitable[Sequence[Any]]], context: Context, what: Any, keys: list[str]
) -> Sequence[Any]:
    return await load(context, keys, what)


async def _distinct(
    load: Callable[[list[str]], Awaitable[Sequence[Any]]], keys: list[str]
) -> list[Any]:
    """Load each key once, however often it was asked for."""
    distinct = list(dict.fromkeys(keys))
    found = dict(zip(distinct, await load(distinct), strict=True))
    return [found[key] for key in keys]
