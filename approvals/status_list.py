"""The status list: one bit an approval, signed, small enough to fetch daily and check offline.

Form: Token Status List (IETF, JWT form): one bit each, least significant bit first, compressed with
DEFLATE in the ZLIB format, base64url without padding. A set bit says the approval is revoked or
superseded; expiry is in the statement itself.
"""

import zlib
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from approvals.policy import Policy
from ledger.canonical import canonical, parse
from ledger.checkpoint import Checkpoint
from ledger.errors import NotCanonicalError, SignatureError
from ledger.jws import PublishedKey, sign_compact, verify_compact
from ledger.reasons import because
from ledger.signing import Signer, base64url

TYP = "statuslist+jwt"
"""The ``typ`` header of a signed status list."""

MAX_BYTES = 1 << 24
"""Longest bit string read from a list, in bytes: 134 million approvals."""

_BITS = 8


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The approvals that were dead when the list was signed, as one bit each."""

    bits: bytes
    issuer: str
    signed_at: datetime
    good_until: datetime

    def dead(self, index: int) -> bool | None:
        """Return whether the approval was dead; ``None`` where it is younger than the list."""
        if not 0 <= index < len(self.bits) * _BITS:
            return None
        return bool(self.bits[index // _BITS] >> (index % _BITS) & 1)


def pack(dead: Iterable[int], size: int) -> bytes:
    """Return the bit string of ``size`` approvals of which those numbered ``dead`` are dead.

    Raises:
        ValueError: a number lies outside.
    """
    bits = bytearray(-(-size // _BITS))
    for index in dead:
        if not 0 <= index < size:
            msg = f"the status index {index} lies outside a list of {size}"
            raise ValueError(msg)
        bits[index // _BITS] |= 1 << (index % _BITS)
    return bytes(bits)


def sign_list(
    bits: bytes,
    *,
    policy: Policy,
    now: datetime,
    signer: Signer,
    tree: Checkpoint | None = None,
) -> str:
    """Return the signed list; it says when it was signed and until when it may be relied on.

    ``tree`` is a checkpoint of the ledger that is not younger than the bits: every revocation that
    is an entry of that tree is among them. An auditor who has the entries can hold the list to it.
    """
    signed = int(now.timestamp())
    claims: dict[str, Any] = {
        "iss": policy.issuer,
        "sub": policy.status_list,
        "iat": signed,
        "exp": signed + int(timedelta(hours=policy.snapshot_hours).total_seconds()),
        "ttl": int(timedelta(hours=1).total_seconds()),
        "status_list": {"bits": 1, "lst": base64url(zlib.compress(bits, 9))},
    }
    if tree is not None:
        claims["tree"] = {"size": tree.size, "root": tree.root.hex()}
    return sign_compact(canonical(claims), typ=TYP, signer=signer)


def read_list(token: str, keys: Iterable[PublishedKey]) -> Snapshot:
    """Read and verify a signed list.

    Raises:
        SignatureError: the signature does not verify, or what is signed is no status list.
    """
    statement = verify_compact(token, typ=TYP, keys=keys)
    try:
        claims: Any = parse(statement.payload)
        listed = claims["status_list"]
        if listed["bits"] != 1:
            raise SignatureError(because("status-bits", bits=listed["bits"]))
        packed = urlsafe_b64decode(listed["lst"] + "=" * (-len(listed["lst"]) % 4))
        return Snapshot(
            bits=_unpack(packed),
            issuer=str(claims["iss"]),
            signed_at=datetime.fromtimestamp(claims["iat"], UTC),
            good_until=datetime.fromtimestamp(claims["exp"], UTC),
        )
    except (KeyError, TypeError, ValueError, OverflowError, OSError, zlib.error) as error:
        raise SignatureError(because("no-status-list", why=repr(error))) from error
    except NotCanonicalError as error:
        raise SignatureError(error.words) from error


def _unpack(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    bits = unpacker.decompress(packed, MAX_BYTES)
    if unpacker.unconsumed_tail or not unpacker.eof:
        msg = f"the list is longer than {MAX_BYTES} bytes, or breaks off"
        raise ValueError(msg)
    return bits
