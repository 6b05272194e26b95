"""The one place that draws identifiers, secrets, and what is left to chance."""

import base64
import secrets
import time
import uuid

_VERSION, _VARIANT = 0x7, 0b10
_LAST = (1 << 62) - 1
"""The bits by chance behind the variant; twelve more stand behind the version."""
_chance = secrets.SystemRandom()


def new_id() -> str:
    """Return a UUID of version 7 (RFC 9562 §5.7): it sorts by the millisecond it was drawn in.

    Identifiers are no secrets; whoever knows one may still see nothing.
    """
    millis = time.time_ns() // 1_000_000
    chance = secrets.randbits(12 + 62)
    value = millis << 80 | _VERSION << 76 | (chance >> 62) << 64
    value |= _VARIANT << 62 | chance & _LAST
    return str(uuid.UUID(int=value))


def new_secret() -> str:
    """Return 256 random bits in the URL alphabet of Base64."""
    return secrets.token_urlsafe(32)


def new_public_half() -> str:
    """Return what a key, a token or a session is looked up by: 16 letters and digits, no secret."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


def new_share() -> float:
    """Return a number drawn evenly from 0 to 1: which part of a pause is waited."""
    return _chance.random()
