"""Reads a damaged entry bundle as far as it can be told where one entry ends and the next begins.

A bundle is entries after their lengths, so one wrong length makes nonsense of all that follows. The
tree knows every entry's hash: where the content after a wrong length is as it was signed, its hash
says where it ends, and reading goes on behind it. Where it is not, nothing after it is told apart.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.tiles import MAX_ENTRY, PREFIX

_LEAF = b"\x00"
"""What a leaf's hash begins with (RFC 6962 §2.1)."""


@dataclass(frozen=True, slots=True)
class WrongLength:
    """A length that is not that of its entry: the entry's place, where the length stands, both."""

    place: int
    offset: int
    stated: int
    right: int


@dataclass(frozen=True, slots=True)
class Framed:
    """What could be read, what was wrong on the way, and from which byte on nothing could be."""

    entries: tuple[bytes, ...]
    wrong: tuple[WrongLength, ...]
    lost_at: int | None


def reframe(data: bytes, held: Sequence[bytes]) -> Framed:
    """Read a bundle whose entries should hash to ``held``."""
    places = {leaf: place for place, leaf in enumerate(held)}
    entries: list[bytes] = []
    wrong: list[WrongLength] = []
    offset = 0
    while offset < len(data):
        start = offset + PREFIX
        stated = int.from_bytes(data[offset:start], "big")
        end = start + stated
        if not _stands(data, start, end, places):
            found = _signed(data, start, places)
            if found is not None:
                end, place = found
                wrong.append(WrongLength(place, offset, stated, end - start))
            elif not _begins(data, end):
                return Framed(tuple(entries), tuple(wrong), offset)
        entries.append(data[start:end])
        offset = end
    return Framed(tuple(entries), tuple(wrong), None)


def _stands(data: bytes, start: int, end: int, places: dict[bytes, int]) -> bool:
    """Whether an entry is what was signed, or at least one whole value."""
    if end > len(data):
        return False
    entry = data[start:end]
    return hashlib.sha256(_LEAF + entry).digest() in places or _is_json(entry)


def _signed(data: bytes, start: int, places: dict[bytes, int]) -> tuple[int, int] | None:
    """Where the signed entry that begins here ends, and its place; entries end with a brace."""
    state = hashlib.sha256(_LEAF)
    reached = start
    while (brace := data.find(b"}", reached, start + MAX_ENTRY)) >= 0:
        state.update(data[reached : brace + 1])
        reached = brace + 1
        place = places.get(state.digest())
        if place is not None:
            return reached, place
    return None


def _begins(data: bytes, offset: int) -> bool:
    """Whether an entry begins here, or nothing is left: then the length before was right."""
    start = offset + PREFIX
    end = start + int.from_bytes(data[offset:start], "big")
    return offset == len(data) or (end <= len(data) and _is_json(data[start:end]))


def _is_json(entry: bytes) -> bool:
    try:
        return isinstance(json.loads(entry), dict)
    except (ValueError, RecursionError):
        return False
