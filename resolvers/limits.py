"""How often a client may do what: counted for each root field that runs, however asked for."""

from ipaddress import IPv6Address, ip_address, ip_network

from core.counters import Limit
from core.errors import RequestCode, RequestError
from resolvers.context import Context

SIGNUP = Limit("signup", 10)
LOGIN = Limit("login", 20)
OTHER = Limit("other", 1000)
BY_ADDRESS = {"signup": SIGNUP, "login": LOGIN}
"""Fields that have a limit of their own, for each IP address, whoever is signed in."""
PREFIX = 64
"""Bits of an IPv6 address that one client is given (RFC 6177); it picks the rest as it likes."""


class Ration:
    """What one request may do yet. Fields of queries can be counted beforehand, all at once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._counted: list[int] = []
        """For each field that is counted already: seconds to wait, 0 if it may run."""

    async def count_all(self, number: int) -> bool:
        """Count that many fields of a query, and tell whether all of them may run."""
        counters = self._context.services.counters
        if counters is None or number == 0:
            return True
        counted = await counters.count(OTHER, payer(self._context), number)
        over = number - counted.within
        self._counted = [0] * counted.within + [counted.retry_after] * over
        return over == 0

    async def admit(self, field: str) -> None:
        """Let a root field run, which is counted unless it has been.

        Raises:
            RequestError: RATE_LIMITED, with `retryAfter` in seconds.
        """
        wait = self._counted.pop(0) if self._counted else await self._wait(field)
        if wait:
            message = f"Too many requests: try again in {wait} seconds."
            raise RequestError(RequestCode.RATE_LIMITED, message, {"retryAfter": wait})

    async def _wait(self, field: str) -> int:
        counters = self._context.services.counters
        if counters is None:
            return 0
        limit = BY_ADDRESS.get(field, OTHER)
        subject = address_of(self._context) if field in BY_ADDRESS else payer(self._context)
        return (await counters.count(limit, subject)).retry_after


def payer(context: Context) -> str:
    """Name who pays for a request: the signed-in user, else the secret key, else the address."""
    caller = context.caller
    if caller.user is not None:
        return f"user {caller.user.id}"
    if caller.has_secret_key and caller.key_id is not None:
        return f"key {caller.key_id}"
    return address_of(context)


def address_of(context: Context) -> str:
    """Name the network that a request comes from: an IPv4 address, or 64 bits of an IPv6 one."""
    try:
        address = ip_address(context.ip_address or "")
    except ValueError:
        return "address unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is None:
            return f"address {ip_network((int(address), PREFIX), strict=False)}"
        address = address.ipv4_mapped
    return f"address {address}"
