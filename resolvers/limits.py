"""How often a client may do what: counted for each root field that runs, however asked for."""

from ipaddress import IPv6Address, ip_address, ip_network

from core.counters import Limit
from core.errors import RequestCode, RequestError
from core.tokens import KeyKind
from resolvers.context import Context
from resolvers.records import KeyRecord

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
        counted = await counters.count(*payer(self._context), number)
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
        wait = 0
        if field not in BY_ADDRESS or _pays(self._context.caller.key):
            wait = (await counters.count(*payer(self._context))).retry_after
        if field in BY_ADDRESS and not wait:
            subject = address_of(self._context)
            wait = (await counters.count(BY_ADDRESS[field], subject)).retry_after
        return wait


def payer(context: Context) -> tuple[Limit, str]:
    """Give who pays for a request, and how much that one has.

    A secret or a personal key pays for itself. Otherwise it is the signed-in user, or else the
    address; how much each of those has is what a publishable key says, if there is one.
    """
    caller = context.caller
    subject = address_of(context) if caller.user is None else f"user {caller.user.id}"
    if caller.key is None:
        return OTHER, subject
    limit = Limit(OTHER.name, caller.key.requests_per_hour)
    return limit, f"key {caller.key.id}" if _pays(caller.key) else subject


def _pays(key: KeyRecord | None) -> bool:
    return key is not None and key.kind != KeyKind.PUBLISHABLE


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
