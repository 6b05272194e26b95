"""What an ID token says, once everything about it has been checked (OpenID Connect Core §3.1.3.7).

Pure: the provider's keys and the instant are given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Any, Final

from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]  # it has no types
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "ES384", "Ed25519", "EdDSA")
"""Signatures only a provider can make: never none, and never one made with the client's secret."""
LEEWAY: Final = 60
"""Seconds by which two clocks may differ."""
OLDEST: Final = 600
"""Seconds since a token was issued: one of a sign-in that took longer is not taken any more."""
_ESSENTIAL: Final = {"essential": True}


@unique
class Doubt(StrEnum):
    """What of an answer is not as it must be, beside the claims the library names."""

    SIGNATURE = "signature"
    CODE = "code"
    TOKEN = "id_token"  # noqa: S105 - a member of an answer
    SUBJECT = "sub"
    ISSUED = "iat"
    PROVEN = "auth_time"
    CONTEXT = "acr"


class TokenRefused(Exception):  # noqa: N818 - named for what was found
    """An ID token is not what was asked for; ``reason`` names the claim, never its value.

    ``said`` is what the provider itself gave as the reason, if it did.
    """

    def __init__(self, reason: str, said: str = "") -> None:
        self.reason = reason
        super().__init__(f"{reason}: {said!r}" if said else reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a token has to say.

    ``proven_since`` is the instant from which on the person must have proven who he is, where that
    was asked for; ``contexts`` are those of which ``acr`` has to be one, if there are any.
    """

    issuer: str
    client_id: str
    nonce: str
    access_token: str | None = None
    proven_since: datetime | None = None
    contexts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """Whom a provider says that it is, and how he proved it (``acr``, ``amr``)."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]

    @property
    def proof(self) -> str:
        """Return how he proved who he is, in the ledger's words."""
        acr, amr = self.claims.get("acr"), self.claims.get("amr") or ()
        said = [
            "oidc",
            *([f"acr={acr}"] if isinstance(acr, str) and acr else []),
            *([f"amr={'+'.join(map(str, amr))}"] if amr else []),
        ]
        return " ".join(said)[:_LONGEST_PROOF]


_LONGEST_PROOF: Final = 200


def check_token(token: str, keys: KeySet, expected: Expected, now: datetime) -> Identified:
    """Return whom an ID token names.

    Args:
        token: as the token endpoint sent it.
        keys: those the provider publishes.
        expected: what was asked for.
        now: the instant.

    Raises:
        TokenRefused: signature or a claim is not as it must be.
    """
    # 1. Signed by the provider, with a key of its own and no weaker way.
    try:
        found = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise TokenRefused(Doubt.SIGNATURE) from error
    # 2. By this provider, for this client, in this sign-in, and in time.
    claims = CodeIDToken(
        found.claims,
        found.header,
        options={
            "iss": {"essential": True, "value": expected.issuer},
            "aud": {"essential": True, "value": expected.client_id},
            "sub": _ESSENTIAL,
            "exp": _ESSENTIAL,
            "iat": _ESSENTIAL,
            "nonce": {"essential": True, "value": expected.nonce},
        },
        params={
            "client_id": expected.client_id,
            "nonce": expected.nonce,
            "access_token": expected.access_token,
        },
    )
    at = int(now.timestamp())
    try:
        claims.validate(now=at, leeway=LEEWAY)
    except (JoseError, ValueError, TypeError) as error:
        raise TokenRefused(getattr(error, "claim", None) or type(error).__name__) from error
    # 3. What the library leaves to its caller.
    subject = claims["sub"]
    if not isinstance(subject, str):
        raise TokenRefused(Doubt.SUBJECT)
    if not at - OLDEST - LEEWAY <= claims["iat"] <= at + LEEWAY:
        raise TokenRefused(Doubt.ISSUED)
    if expected.proven_since is not None:
        proven = claims.get("auth_time")
        if not isinstance(proven, int) or proven < expected.proven_since.timestamp() - LEEWAY:
            raise TokenRefused(Doubt.PROVEN)
    if expected.contexts and claims.get("acr") not in expected.contexts:
        # The provider may pass over what it was asked for (OpenID Connect Core §3.1.2.1).
        raise TokenRefused(Doubt.CONTEXT)
    return Identified(issuer=expected.issuer, subject=subject, claims=dict(claims))
