"""Requests that say what they looked at: ETag, If-None-Match, If-Match, Idempotency-Key."""

import hashlib
import re

from api.problem import refuse

# Two headers arrive joined by a comma, which no bare key may hold: which was meant is not known.
_KEY = re.compile(r'"([\x21\x23-\x7e]{1,64})"|([\x21\x23-\x2b\x2d-\x7e]{1,64})', re.ASCII)
_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e]*)"', re.ASCII)


def etag_of(*parts: object) -> str:
    """Return a strong entity tag of values that change whenever the representation does."""
    state = hashlib.sha256("\0".join(map(str, parts)).encode())
    return f'"{state.hexdigest()[:32]}"'


def idempotency_key(header: str | None) -> str:
    """Return the key a request acts under: a bare or a quoted token are the same value.

    Raises:
        Refused: it is missing or malformed.
    """
    if header is None or not header.strip():
        refuse("idempotency-key-missing")
    found = _KEY.fullmatch(header.strip())
    if found is None:
        refuse("idempotency-key-malformed")
    return found[1] or found[2]


def matches(header: str, etag: str, *, strong: bool = False) -> bool:
    """Return whether a list of entity tags names this one (RFC 9110 §13.1).

    Args:
        header: ``*``, or entity tags.
        etag: of the present representation.
        strong: whether weak tags are passed over, as ``If-Match`` demands.
    """
    if header.strip() == "*":
        return True
    wanted = etag.strip('"')
    return any(
        found[1] == wanted
        for found in _TAG.finditer(header)
        if not (strong and found[0].startswith("W/"))
    )


def require_match(header: str | None, etag: str, *, needed: bool = True) -> None:
    """Let a change pass whose ``If-Match`` names the present representation.

    Args:
        header: the ``If-Match`` header.
        etag: of the present representation.
        needed: whether leaving the header out is refused.

    Raises:
        Refused: it is missing (428) or names an earlier representation (412).
    """
    if header is None:
        if needed:
            refuse("precondition-required")
        return
    if not matches(header, etag, strong=True):
        refuse("stale", etag=etag)
