"""Where a request comes from: the peer, or what a proxy that is trusted says of its own peer.

A client can send any of these headers itself, so only what trusted proxies have added counts: the
entries from the right, up to the first address that is no proxy's.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

from starlette.datastructures import Headers

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

_ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_FOR = re.compile(
    r'(?:^|;)\s*for\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))\s*(?=;|$)', re.IGNORECASE
)
_BRACKETS = re.compile(r"\[([^\]]*)\](?::\d{1,5})?")
_WITH_PORT = re.compile(r"([^:]+):\d{1,5}")


def client_address(peer: str | None, headers: Headers, trusted: Sequence[Network]) -> str | None:
    """Give the address of the client, as a text; None if even the peer's is not known.

    Where X-Forwarded-For and Forwarded (RFC 7239) disagree, one of them is the client's own work,
    and neither is believed.
    """
    nearest, text = _read_peer(peer or "")
    if nearest is None or not _is_trusted(nearest, trusted):
        return peer if nearest is None else text
    chains = []
    if "x-forwarded-for" in headers:
        chains.append(_listed(headers.getlist("x-forwarded-for")))
    if "forwarded" in headers:
        chains.append(_forwarded(headers.getlist("forwarded")))
    found = {_outermost(nearest, chain, trusted) for chain in chains}
    return str(found.pop() if len(found) == 1 else nearest)


def read_address(text: str) -> Address | None:
    """Read an address, with or without port, brackets and zone; None if the text is none."""
    text = text.strip()
    bare = _BRACKETS.fullmatch(text) or _WITH_PORT.fullmatch(text)
    try:
        address = ip_address((bare[1] if bare else text).partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


# Of the few peers that there are at a time each makes many requests.
@lru_cache(1_000)
def _read_peer(text: str) -> tuple[Address | None, str]:
    address = read_address(text)
    return address, str(address)


def _outermost(
    nearest: Address, chain: Iterable[Address | None], trusted: Sequence[Network]
) -> Address:
    """Walk from the peer outwards; what cannot be read hides all that stands before it."""
    for address in chain:
        if address is None:
            break
        nearest = address
        if not _is_trusted(address, trusted):
            break
    return nearest


def _is_trusted(address: Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)


def _listed(values: Iterable[str]) -> list[Address | None]:
    return [read_address(entry) for entry in reversed(",".join(values).split(","))]


def _forwarded(values: Iterable[str]) -> list[Address | None]:
    elements: list[str] = _ELEMENT.findall(",".join(values))
    return [_for(element) for element in reversed(elements)]


def _for(element: str) -> Address | None:
    found = _FOR.findall(element)
    if len(found) != 1:
        return None
    ((quoted, token),) = found
    return read_address(re.sub(r"\\(.)", r"\1", quoted) or token)
