"""What a client would rather have: headers with weights (RFC 9110, section 12.4.2)."""

import re
from collections.abc import Callable, Mapping
from functools import wraps

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
ENCODINGS = ("zstd", "br", "gzip")
"""Ways to compress, the best one first."""
MAX_REMEMBERED = 1_000
MAX_LENGTH = 500
"""Characters of a header whose meaning is remembered; those of usual clients are shorter."""

_QUALITY = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")


def _remembering(choose: Callable[[str], str]) -> Callable[[str], str]:
    """Remember what was chosen for the headers that clients send, of which there are few."""
    known: dict[str, str] = {}

    @wraps(choose)
    def chosen(header: str) -> str:
        found = known.get(header)
        if found is None:
            found = choose(header)
            if len(known) >= MAX_REMEMBERED:
                known.clear()
            if len(header) <= MAX_LENGTH:
                known[header] = found
        return found

    return chosen


@_remembering
def media_type(accept: str) -> str:
    """Choose the media type of an answer by the header Accept, which may be empty.

    That of GraphQL is for clients that name it, and weigh it no less than JSON: others may not know
    it (GraphQL over HTTP, section 6.1). Where neither is welcome the answer is JSON all the same.
    """
    weights = _weights(accept) or {"*/*": 1.0}
    for_graphql, for_json = (_weight(weights, kind) for kind in (GRAPHQL, JSON))
    if GRAPHQL in weights and for_graphql >= for_json:
        return GRAPHQL if for_graphql > 0 else JSON
    return GRAPHQL if for_json == 0 < for_graphql else JSON


@_remembering
def encoding(accept_encoding: str) -> str:
    """Choose how to compress by the header Accept-Encoding; empty for not at all."""
    weights = _weights(accept_encoding)
    best, chosen = 0.0, ""
    for name in ENCODINGS:
        weight = weights.get(name, weights.get("*", 0.0))
        if weight > best:
            best, chosen = weight, name
    return chosen if best >= weights.get("identity", 0.0) else ""


def takes(accept_encoding: str, name: str) -> bool:
    """Tell whether the client takes what is compressed in a way, if it may not like it best."""
    weights = _weights(accept_encoding)
    return weights.get(name, weights.get("*", 0.0)) > 0.0


def _weights(header: str) -> dict[str, float]:
    """Read a list with weights; parameters other than the weight are let pass."""
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name:
            weights[name] = max(_quality(parameters), weights.get(name, 0.0))
    return weights


def _quality(parameters: list[str]) -> float:
    """Give the weight among parameters; one that is none counts as not given."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q" and _QUALITY.fullmatch(value.strip()):
            return float(value)
    return 1.0


def _weight(weights: Mapping[str, float], kind: str) -> float:
    """Give the weight of a media type: by the most precise range that it is in."""
    for media_range in (kind, "application/*", "*/*"):
        if media_range in weights:
            return weights[media_range]
    return 0.0
