"""A Redis that workers share, and that may be away for a while without anybody waiting for it."""

import time

from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from core.logs import get_logger

REDIS_TIMEOUT = 0.5
"""Seconds after which a Redis that does not answer counts as away."""
RETRY_REDIS = 1.0
"""Seconds after which a Redis that was away is asked again; in between no request waits for it."""
FAILURES = (RedisError, OSError, TimeoutError)
"""What is raised where Redis cannot be reached, or says no."""
_log = get_logger("rollcall.redis")


class RedisLink:
    """Connections to the Redis at `url`, and whether it answers; the log has a line for each turn.

    Who uses it tells by `note_away` and `note_back` what came of it.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.pool = ConnectionPool.from_url(
            url,
            socket_timeout=REDIS_TIMEOUT,
            socket_connect_timeout=REDIS_TIMEOUT,
            retry=Retry(NoBackoff(), 0),
        )
        self._has_failed = False
        self._ask_again_at = 0.0

    @property
    def is_away(self) -> bool:
        """Whether Redis has failed a moment ago, so that it is not to be asked now."""
        return time.monotonic() < self._ask_again_at

    def note_away(self, error: Exception) -> None:
        """Take note of a failure."""
        self._ask_again_at = time.monotonic() + RETRY_REDIS
        if not self._has_failed:
            self._has_failed = True
            # The name of the failure only: its text can hold the address with the password.
            _log.warning("redis_away", failure=type(error).__name__)

    def note_back(self) -> None:
        """Take note of an answer."""
        if self._has_failed:
            self._has_failed = False
            _log.info("redis_back")

    async def close(self) -> None:
        """Let go of the connections."""
        await self.pool.aclose()
