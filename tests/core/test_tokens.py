"""Keys tell typos by themselves; access tokens pass only as we signed them."""

import base64
import json
import zlib
from dataclasses import asdict, replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from core.tokens import (
    AccessTokens,
    Claims,
    InvalidToken,
    KeyKind,
    api_key_kind,
    is_api_key,
    key_id,
    key_prefix,
    load_private,
    load_public,
    new_api_key,
    new_refresh_token,
    new_signing_key,
    public_key,
)

ISSUER = "http://127.0.0.1:8000"
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PRIVATE = new_signing_key()
KEYS = {"k1": public_key(PRIVATE)}
START = 1_800_000_000
NOW = datetime.fromtimestamp(START + 1, UTC)
CLAIMS = Claims(
    sub="user_1",
    sid="sess_1",
    pid="proj_1",
    email="ada@example.com",
    role="member",
    iat=START,
    exp=START + 900,
    iss=ISSUER,
)
tokens = AccessTokens(ISSUER)


def refused(token: str, at: datetime = NOW) -> bool:
    """Tell whether `token` is refused, by the one exception for that."""
    try:
        tokens.verify(token, KEYS, at=at)
    except InvalidToken:
        return True
    return False


def signed(payload: dict[str, Any]) -> str:
    """Sign any payload with the right key."""
    key = load_private(PRIVATE)
    text = json.dumps(payload).encode()
    return jwt.PyJWS().encode(text, key, "EdDSA", headers={"kid": "k1"})


def raw(header: str, payload: str, signature: bytes = b"") -> str:
    """Compose a token of any three parts."""
    parts = (header.encode(), payload.encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def test_a_signed_token_is_verified() -> None:
    token = tokens.sign(CLAIMS, "k1", PRIVATE)
    assert tokens.verify(token, KEYS, at=NOW) == CLAIMS
    assert jwt.get_unverified_header(token) == {"alg": "EdDSA", "kid": "k1", "typ": "JWT"}


def test_prepared_keys_do_as_well() -> None:
    token = tokens.sign(CLAIMS, "k1", load_private(PRIVATE))
    assert token == tokens.sign(CLAIMS, "k1", PRIVATE)
    assert tokens.verify(token, {"k1": load_public(KEYS["k1"])}, at=NOW) == CLAIMS


def test_the_issuer_is_always_the_own() -> None:
    token = tokens.sign(replace(CLAIMS, iss="http://evil.example"), "k1", PRIVATE)
    assert tokens.verify(token, KEYS, at=NOW).iss == ISSUER


@pytest.mark.parametrize(("second", "is_refused"), [(0, False), (899, False), (900, True)])
def test_a_token_runs_out_at_its_second(second: int, is_refused: bool) -> None:  # noqa: FBT001
    at = datetime.fromtimestamp(START + second, UTC)
    assert refused(tokens.sign(CLAIMS, "k1", PRIVATE), at) is is_refused


def test_a_token_of_another_issuer_is_refused() -> None:
    assert refused(AccessTokens("http://other.example").sign(CLAIMS, "k1", PRIVATE))


def test_a_token_signed_by_another_key_is_refused() -> None:
    assert refused(tokens.sign(CLAIMS, "k1", new_signing_key()))


@pytest.mark.parametrize("kid", ["k2", "", "K1"])
def test_a_token_of_an_unknown_key_is_refused(kid: str) -> None:
    assert refused(tokens.sign(CLAIMS, kid, PRIVATE))


@pytest.mark.parametrize("name", list(asdict(CLAIMS)))
def test_a_token_without_one_of_its_claims_is_refused(name: str) -> None:
    payload = asdict(CLAIMS)
    del payload[name]
    assert refused(signed(payload))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *product(["sub", "sid", "pid", "email", "role", "iss"], [None, 5, True, [], {}, [ISSUER]]),
        *product(["iat", "exp"], [None, f"{START + 900}", True, [], {}, START + 900.5]),
    ],
)
def test_a_claim_of_another_type_is_refused(name: str, value: object) -> None:
    assert refused(signed(asdict(CLAIMS) | {name: value}))


def test_a_token_without_signature_is_refused() -> None:
    payload = json.dumps(asdict(CLAIMS))
    assert refused(raw('{"alg":"none","kid":"k1"}', payload))
    assert refused(jwt.encode(asdict(CLAIMS), "", "none", headers={"kid": "k1"}))


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_the_public_key_is_no_secret_of_another_algorithm() -> None:
    forged = jwt.encode(asdict(CLAIMS), KEYS["k1"], "HS256", headers={"kid": "k1"})
    assert refused(forged)


def test_a_changed_token_is_refused() -> None:
    head, payload, signature = tokens.sign(CLAIMS, "k1", PRIVATE).split(".")
    admin = json.dumps(asdict(CLAIMS) | {"role": "admin"}).encode()
    other = base64.urlsafe_b64encode(admin).rstrip(b"=").decode()
    assert not refused(f"{head}.{payload}.{signature}")
    assert refused(f"{head}.{other}.{signature}")
    assert refused(f"{head}.{payload}.{signature[:-4]}")
    assert refused(f"{head}.{payload}.")


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "\ud800.b.c",
        "é.b.c",
        raw("[]", "{}"),
        raw("null", "{}"),
        raw('{"alg":"EdDSA"}', "{}"),
        raw('{"alg":"EdDSA","kid":5}', "{}"),
        raw('{"alg":"EdDSA","kid":["k1"]}', "{}"),
        raw('{"kid":"k1"}', "{}"),
        raw('{"alg":"EdDSA","kid":"k1"}', "{}", b"x" * 64),
        raw('{"a":' + "[" * 2900, "{}"),
        raw('{"alg":"EdDSA","kid":"k1","b64":false}', "{}"),
    ],
)
def test_malformed_tokens_are_refused(token: str) -> None:
    assert refused(token)


def test_a_token_that_is_too_long_is_refused_unread() -> None:
    fitting = signed(asdict(CLAIMS) | {"more": "x" * 2500})
    too_long = signed(asdict(CLAIMS) | {"more": "x" * 3000})
    assert len(fitting) < 4096 < len(too_long)
    assert not refused(fitting)
    assert refused(too_long)


def test_a_key_that_is_none_refuses_the_token() -> None:
    with pytest.raises(InvalidToken):
        tokens.verify(tokens.sign(CLAIMS, "k1", PRIVATE), {"k1": b"short"}, at=NOW)


@given(st.text() | st.lists(st.binary(), min_size=3, max_size=3).map(repr))
def test_no_text_breaks_the_verification(token: str) -> None:
    assert refused(token)


@given(st.recursive(st.none() | st.text() | st.integers(), st.lists), st.text())
def test_no_header_breaks_the_verification(value: object, payload: str) -> None:
    header = json.dumps({"alg": "EdDSA", "kid": value, "typ": value, "crit": value})
    assert refused(raw(header, repr(payload)))


def test_the_name_of_the_key_is_read_without_verification() -> None:
    assert key_id(tokens.sign(CLAIMS, "k1", PRIVATE)) == "k1"
    assert key_id(raw('{"alg":"none","kid":"k2"}', "{}")) == "k2"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        "\ud800.b.c",
        raw("[]", "{}"),
        raw('{"alg":"EdDSA"}', "{}"),
        raw('{"alg":"EdDSA","kid":null}', "{}"),
        raw('{"alg":"EdDSA","kid":5}', "{}"),
        raw('{"a":' + "[" * 2900, "{}"),
        raw('{"alg":"EdDSA","kid":"k1"}', "x" * 4096),
    ],
)
def test_a_malformed_token_names_no_key(token: str) -> None:
    assert key_id(token) is None


def test_signing_keys_are_raw_ed25519() -> None:
    assert len(PRIVATE) == 32
    assert new_signing_key() != PRIVATE
    known = Ed25519PrivateKey.from_private_bytes(PRIVATE).public_key().public_bytes_raw()
    assert public_key(PRIVATE) == known


def test_refresh_tokens_have_256_random_bits() -> None:
    made = {new_refresh_token() for _ in range(100)}
    assert len(made) == 100
    assert {len(base64.urlsafe_b64decode(token + "=")) for token in made} == {32}


@pytest.mark.parametrize(
    ("kind", "head", "length"),
    [
        (KeyKind.PUBLISHABLE, "rk_pub_", 38),
        (KeyKind.SECRET, "rk_sec_", 38),
        (KeyKind.PERSONAL, "pk_", 32),
    ],
)
def test_a_new_key_says_its_kind_and_has_its_checksum(
    kind: KeyKind, head: str, length: int
) -> None:
    key = new_api_key(kind)
    body = key.removeprefix(head)
    assert len(key) - len(head) == len(body) == length
    assert set(body) <= set(BASE62)
    checksum = 0
    for char in key[-6:]:
        checksum = checksum * 62 + BASE62.index(char)
    assert checksum == zlib.crc32(key[:-6].encode())
    assert is_api_key(key)
    assert api_key_kind(key) is kind
    assert key_prefix(kind, key) == head + body[:5]
    assert key != new_api_key(kind)


def test_a_known_key() -> None:
    body = "rk_pub_" + "0" * 32
    assert api_key_kind(body + "44u9es") is KeyKind.PUBLISHABLE
    assert api_key_kind(body.replace("pub", "sec") + "44u9es") is None
    assert api_key_kind("pk_" + "0" * 26 + "4KVW3g") is KeyKind.PERSONAL


@given(st.sampled_from(KeyKind), st.integers(0, 44), st.sampled_from(BASE62 + "_- é\n"))
def test_one_wrong_character_is_noticed(kind: KeyKind, place: int, char: str) -> None:
    key = new_api_key(kind)
    place %= len(key)
    changed = key[:place] + char + key[place + 1 :]
    assert is_api_key(changed) == (changed == key)


@pytest.mark.parametrize("text", ["", "rk_pub_", "rk_sec_abc", "pk_" + "a" * 32, "rk_pub_" * 9])
def test_other_texts_are_no_keys(text: str) -> None:
    assert not is_api_key(text)
    assert api_key_kind(text) is None


def test_nothing_may_stand_around_a_key() -> None:
    key = new_api_key(KeyKind.SECRET)
    assert [is_api_key(text) for text in (key + "\n", " " + key, key + "0", key[:-1])] == [
        False
    ] * 4
