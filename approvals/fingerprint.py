"""Licence evidence of a device as a keyed digest: what a value becomes before it is kept. Pure."""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import NamedTuple

SHORTEST = 4
"""Fewest characters of a value, without blanks and dashes, that tell one licence from another."""

_DOMAIN = b"procheck/licence-evidence/1\0"


@unique
class DeviceEvidenceKind(StrEnum):
    """What shows that a device is licensed."""

    OEM_ENTITLEMENT = "oem-entitlement"
    """The key or identifier the maker put into the device: its own, and no other's."""
    COA = "coa"
    """The serial or key on a certificate of authenticity."""
    DIGITAL_ENTITLEMENT = "digital-entitlement"
    """The identifier under which the rights holder activated this device."""
    SITE_LICENCE = "site-licence"
    """The seat of a site licence, and not the number of the agreement: that is a grant's."""
    RETAIL_KEY = "retail-key"


@dataclass(frozen=True, slots=True)
class EvidenceKey:
    """A secret of the service under which values are digested; ``id`` names it in the record."""

    id: str
    secret: bytes = field(repr=False)


class Claim(NamedTuple):
    """A value's digest under one key."""

    key: str
    digest: str


class DeviceEvidence(NamedTuple):
    """One piece of evidence of the device ``place`` of a request (from 0), without its value."""

    place: int
    serial: str
    kind: DeviceEvidenceKind
    claims: tuple[Claim, ...]


def normalised(value: str) -> str:
    """Return a value without what people write differently: width, case, blanks and dashes."""
    folded = unicodedata.normalize("NFKC", value).casefold()
    return "".join(
        it
        for it in unicodedata.normalize("NFKC", folded)
        if unicodedata.category(it)[0] not in "ZC"
        and unicodedata.category(it) != "Pd"
        # The minus sign and the underscore stand for a dash where there is none.
        and it not in "\u2212_"
    )


def claims_of(value: str, keys: Iterable[EvidenceKey]) -> tuple[Claim, ...]:
    """Return the digests of a value under every live key.

    Args:
        value: as it was stated.
        keys: the live keys; at least one.

    Raises:
        ValueError: too little is left of it; the value is not said again.
    """
    plain = normalised(value)
    if len(plain) < SHORTEST:
        msg = f"fewer than {SHORTEST} characters"
        raise ValueError(msg)
    data = _DOMAIN + plain.encode()
    return tuple(
        Claim(it.id, "hmac-sha256:" + hmac.new(it.secret, data, hashlib.sha256).hexdigest())
        for it in keys
    )
