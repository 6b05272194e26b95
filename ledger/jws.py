"""Signed statements: JWS in compact form (RFC 7515) with `alg: Ed25519` (RFC 9864), and the JWKS.

The header has exactly `alg`, `kid` and `typ`. Headers that bring or point to a key of their own
(`jwk`, `jku`, `x5c`, `x5u`) or demand extensions (`crit`) are refused before any key is looked up.
"""

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from ledger.canonical import canonical, parse
from ledger.errors import Flaw, LedgerError, NaiveInstantError, SignatureError
from ledger.reasons import because
from ledger.signing import ED25519, Signer, base64url, ed25519_jwk, ed25519_kid

_HEADER = frozenset({"alg", "kid", "typ"})
_SEGMENTS = 3
MAX_TOKEN = 1 << 25
"""Longest token looked at, in characters: a catalogue of 10,000 listings takes about half of it."""

SANDBOX = "sandbox-"
"""What the ``typ`` of a statement begins with that counts in a sandbox alone."""

_REGISTRY = jws.JWSRegistry(algorithms=[ED25519])
# The library's own limit is 128,000, which an approval of some hundred lines is beyond.
_REGISTRY.max_payload_length = MAX_TOKEN


class KeyState(StrEnum):
    """Where a signing key is in its life."""

    NEXT = "next"
    """Published ahead of its first signature; verifies."""
    ACTIVE = "active"
    """Signs and verifies."""
    RETIRED = "retired"
    """Signs no more; verifies for as long as statements are kept."""
    REVOKED = "revoked"
    """No longer trusted; what a checkpoint proves older than the revocation stays good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedKey:
    """A public Ed25519 key with its state; `revoked_at` goes with the state revoked only."""

    public_key: bytes
    use: str
    state: KeyState
    since: datetime
    revoked_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a revoked key without its time, a time without revocation, and naive instants."""
        if (self.state is KeyState.REVOKED) != (self.revoked_at is not None):
            msg = "a key has a time of revocation if and only if it is revoked"
            raise ValueError(msg)
        for instant in (self.since, self.revoked_at):
            if instant is not None and instant.utcoffset() is None:
                raise NaiveInstantError(instant)

    @property
    def kid(self) -> str:
        """Thumbprint of the key (RFC 7638)."""
        return ed25519_kid(self.public_key)


@dataclass(frozen=True, slots=True)
class Statement:
    """A verified JWS: its payload bytes, and the key it was verified with."""

    payload: bytes
    typ: str
    key: PublishedKey


def sign_compact(payload: bytes, *, typ: str, signer: Signer) -> str:
    """Sign a payload as a compact JWS; `typ` names its kind, for example `approval+jws`.

    The signing input is put together here and not in a library, so that the private key may stay
    inside a hardware signer; the tests hold the result against joserfc.
    """
    signing_input = f"{_header(signer.algorithm, signer.kid, typ)}.{base64url(payload)}"
    return f"{signing_input}.{base64url(signer.sign(signing_input.encode()))}"


@lru_cache(maxsize=64)
def _header(algorithm: str, kid: str, typ: str) -> str:
    return base64url(canonical({"alg": algorithm, "kid": kid, "typ": typ}))


def verify_compact(token: str, *, typ: str, keys: Iterable[PublishedKey]) -> Statement:
    """Verify a compact JWS against the given keys and return what it states.

    A revoked key still verifies here: whether the statement is older than the revocation is a
    question for the ledger. The caller reads `Statement.key.state` and decides.

    Raises:
        SignatureError: for a token that is malformed or longer than ``MAX_TOKEN``, a header with
            anything but `alg`, `kid` and the expected `typ`, another algorithm, an unknown key, or
            a wrong signature.
    """
    # 1. The form, in its one spelling.
    if len(token) > MAX_TOKEN:
        raise SignatureError(because("statement-long", most=MAX_TOKEN), Flaw.LENGTH)
    segments = token.split(".")
    if len(segments) != _SEGMENTS or not all(map(_is_base64url, segments)):
        raise SignatureError(because("jws-form"), Flaw.FORM)
    # 2. The header, strictly, before any key.
    header = _read_header(segments[0])
    if header["typ"] == f"{SANDBOX}{typ}":
        raise SignatureError(because("jws-sandbox"), Flaw.SANDBOX)
    if header["typ"] != typ:
        raise SignatureError(because("jws-type", found=header["typ"], wanted=typ), Flaw.TYPE)
    # 3. The key, from the trusted list only.
    key = next((key for key in keys if key.kid == header["kid"]), None)
    if key is None:
        raise SignatureError(because("jws-key", kid=header["kid"]), Flaw.KEY)
    # 4. The signature.
    jwk = OKPKey.import_key({**ed25519_jwk(key.public_key)})
    try:
        verified = jws.deserialize_compact(token, jwk, registry=_REGISTRY)
    except (JoseError, ValueError) as error:
        raise SignatureError(because("jws-signature", kid=key.kid), Flaw.SIGNATURE) from error
    return Statement(verified.payload, typ, key)


def _read_header(segment: str) -> Mapping[str, str]:
    try:
        header = parse(_decode(segment))
    except LedgerError as error:
        raise SignatureError(because("jws-header", why=error), Flaw.HEADER) from error
    if not isinstance(header, dict) or not all(isinstance(v, str) for v in header.values()):
        raise SignatureError(because("jws-header-object"), Flaw.HEADER)
    if header.keys() != _HEADER:
        odd = ", ".join(sorted(header.keys() ^ _HEADER))
        raise SignatureError(because("jws-header-members", odd=odd), Flaw.HEADER)
    if header["alg"] != ED25519:
        raise SignatureError(
            because("jws-algorithm", found=header["alg"], wanted=ED25519), Flaw.ALGORITHM
        )
    return header


def _decode(segment: str) -> bytes:
    return urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def _is_base64url(segment: str) -> bool:
    try:
        # Decoders skip foreign characters and loose bits: the round trip shows both.
        return base64url(_decode(segment)) == segment
    except (binascii.Error, ValueError):
        return False


def jwks(keys: Iterable[PublishedKey], *, sandbox: bool = False) -> dict[str, object]:
    """The public key document (RFC 7517 §5); it can hold public parts only.

    Beside the standard members each key says what it is for (`procheck_use`), its `state` and
    since when, and a revoked one its time of revocation, as RFC 3339 instants. Keys of a sandbox
    say that they are (`procheck_sandbox`).
    """
    mark: dict[str, object] = {"procheck_sandbox": True} if sandbox else {}
    return {"keys": [_published(key) | mark for key in keys]}


def _published(key: PublishedKey) -> dict[str, object]:
    document: dict[str, object] = {
        **ed25519_jwk(key.public_key),
        "kid": key.kid,
        "alg": ED25519,
        "use": "sig",
        "key_ops": ["verify"],
        "procheck_use": key.use,
        "state": key.state.value,
        "since": key.since.isoformat(),
    }
    if key.revoked_at is not None:
        document["revoked_at"] = key.revoked_at.isoformat()
    return document
