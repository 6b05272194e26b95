"""The order as compiled strict types: accept fast. Whatever this refuses, ``schemas`` explains.

Both halves accept the same language: a property test holds them to it. The compiled decoder skips
names it does not know and keeps the last of repeated ones; both lose a string, so writing what was
read must give as many quotation marks as came in. What is written has no blank outside its texts,
so that a blank beside a quotation mark shows a text that begins or ends blank. It is written in the
canonical form, and so is what is kept of the order. What came with escapes, as many clients write
whatever is not ASCII, is written without.
"""

import re
from typing import Final

import msgspec

from api.texts import is_plain
from api.wire_types import Decoded
from approvals.errors import MalformedUscc
from approvals.stated import Stated
from validators.order import Order

_decode: Final = msgspec.json.Decoder(Decoded).decode
_encode: Final = msgspec.json.Encoder().encode
_encode_in_order: Final = msgspec.json.Encoder(order="sorted").encode
_BLANK_END: Final = re.compile(rb' (?:(?=")|(?<=" ))')
"""A blank beside a quotation mark; sought by the blank, which is the rarer sign of the two."""


def accept(data: bytes) -> Stated | None:
    """Return the order that ``data`` states, or ``None`` where it has to be explained.

    ``None`` says only that the quick way does not vouch for it.
    """
    read = decode(data)
    if read is None:
        return None
    document = _encode_in_order(read)
    order = _vouched(read, document, data)
    return None if order is None else Stated(order, document)


def accept_order(data: bytes) -> Order | None:
    """Return the order alone, as `accept` does, where nothing is kept of it."""
    read = decode(data)
    return None if read is None else vouch(read, data)


def decode(data: bytes) -> Decoded | None:
    """Return an order of the right types, and no more than that, for `vouch` to go on with."""
    try:
        return _decode(data)
    except (ValueError, RecursionError):
        return None


def vouch(read: Decoded, data: bytes) -> Order | None:
    """Return the order that was decoded of ``data``, as `accept` does, for who keeps nothing of it.

    What is looked at needs no order of names, and to sort them takes as long as to write them.
    """
    return _vouched(read, _encode(read), data)


def _vouched(read: Decoded, compact: bytes, data: bytes) -> Order | None:
    # A text that can only be written with an escape has a quotation mark in it, or worse.
    if b"\\" in compact or not _is_all(compact, data):
        return None
    # A text that begins or ends blank shows so: what is written has no blank outside its texts.
    if _BLANK_END.search(compact) or not is_plain(compact):
        return None
    try:
        return read.value()
    except (ValueError, MalformedUscc):
        return None


def _is_all(compact: bytes, data: bytes) -> bool:
    """Return whether what was written is all that was read.

    Writing adds nothing, so what is as long as it was is complete, and nothing is to be counted.
    """
    return len(compact) == len(data) or compact.count(b'"') == data.count(b'"')
