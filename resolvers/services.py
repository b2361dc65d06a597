"""Making the tools that resolvers work with, by the settings."""

from core.config import Settings
from core.counters import Counters
from core.passwords import PasswordHasher
from core.redis_link import RedisLink
from core.sealing import Sealer
from models.database import Database
from resolvers.context import Services
from resolvers.file_tools import make_file_tools
from resolvers.keyring import PURPOSE, Keyring


def make_services(settings: Settings, database: Database, hasher: PasswordHasher) -> Services:
    """Make the tools of a process, on a database that is open."""
    sealer = Sealer(settings.secret.get_secret_value())
    redis = None if settings.redis_url is None else RedisLink(settings.redis_url)
    return Services(
        database=database,
        hasher=hasher,
        sealer=sealer,
        cursors=sealer.for_purpose("cursor"),
        keyring=Keyring(sealer.for_purpose(PURPOSE), settings.public_url),
        require_api_key=settings.require_api_key,
        files=make_file_tools(settings, sealer),
        counters=Counters(redis) if settings.rate_limits else None,
        redis=redis,
    )


async def close_services(services: Services) -> None:
    """Let go of what they hold, the database and the hasher apart."""
    services.files.close()
    if services.redis is not None:
        await services.redis.close()
