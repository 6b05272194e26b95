"""Keeps compact signed documents (JWS, RFC 7515 §7.1) packed, and gives back the very text.

Of one only the payload gets smaller, and not in base64: so it is stored as it was signed, packed,
behind header and signature. Those have no line feed in them, which is how a packed one is told from
one as it came.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Final

from storage.errors import PackedError
from storage.packed import Packing, pack, unpack

_AFTER: Final = b"\n"


def pack_jws(value: str, payload: bytes | None = None) -> bytes:
    """Return a document as it is stored; `unpack_jws` gives it back.

    What is not of that form, or would not come back as it was, is stored as it came.

    Args:
        value: the document.
        payload: what was signed, for who has just signed it and so need not have it read again.

    Raises:
        ValueError: it is not of that form and has a line feed in it.
    """
    whole = value.encode()
    if _AFTER in whole:
        raise ValueError(value)
    header, _, rest = whole.partition(b".")
    encoded, _, signature = rest.partition(b".")
    if payload is None:
        try:
            payload = urlsafe_b64decode(encoded + b"=" * (-len(encoded) % 4))
        except Error:
            return whole
        if b"%s.%s.%s" % (header, _base64(payload), signature) != whole:
            return whole
    return b"%s.%s%s%s" % (header, signature, _AFTER, pack(payload))


def unpack_jws(stored: bytes) -> str:
    """Return what was given to `pack_jws`.

    Raises:
        PackedError: as of `unpack`.
    """
    return _unpacked(stored).decode()


def unpacked_or_stored(stored: bytes) -> bytes:
    """Return the bytes of a document; of one that is damaged, what is stored: no such document."""
    try:
        return _unpacked(stored)
    except PackedError:
        return stored


def _unpacked(stored: bytes) -> bytes:
    around, after, packed = stored.partition(_AFTER)
    if not after:
        return stored
    header, _, signature = around.partition(b".")
    return b"%s.%s.%s" % (header, _base64(unpack(packed)), signature)


def _base64(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")


class PackedJws(Packing[str]):
    """Signed documents that are packed."""

    cache_ok = True
    write = staticmethod(pack_jws)
    read = staticmethod(unpack_jws)
