"""The public keys at /.well-known/jwks.json, by which other services verify access tokens."""

import base64
import hashlib
from collections.abc import Mapping

import orjson
from starlette.responses import Response

from resolvers.context import Services
from schema.http.incoming import Incoming
from schema.http.ranges import is_known

PATH = "/.well-known/jwks.json"
MEDIA_TYPE = "application/jwk-set+json"
MAX_AGE = 300
"""Seconds for which the set may be kept. Who meets an unknown `kid` earlier asks again."""


async def published_keys(services: Services, request: Incoming) -> Response:
    """Answer with the keys as a JWK set (RFC 7517, section 5)."""
    body = orjson.dumps(jwk_set(await services.keyring.published()))
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"Cache-Control": f"public, max-age={MAX_AGE}", "ETag": etag}
    if is_known(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=MEDIA_TYPE)


def jwk_set(keys: Mapping[str, bytes]) -> dict[str, list[dict[str, str]]]:
    """Write Ed25519 public keys, each 32 raw bytes by its `kid`, as RFC 8037 has it."""
    return {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "alg": "EdDSA",
                "use": "sig",
                "kid": kid,
                "x": base64.urlsafe_b64encode(raw).rstrip(b"=").decode(),
            }
            for kid, raw in keys.items()
        ]
    }
