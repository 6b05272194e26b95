"""Finds where in a JSON text a fault is that its reader only knows to be there.

Python's reader tells the values and not where they stood. A text that was refused is gone through
once more, by its tokens, up to the first place that shows the fault.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from api.faults import pointer_token
from api.limits import DEPTH, MEMBERS

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s"{}\[\],:]+', re.DOTALL)
_NO_NUMBERS = frozenset({"NaN", "Infinity", "-Infinity"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text: line and column from 1, and a JSON pointer where the text has one."""

    line: int
    column: int
    pointer: str | None = None


def place_at(text: str, offset: int, pointer: str | None = None) -> Place:
    """Return the place of the character at ``offset``."""
    return Place(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset), pointer)


def first_place(text: str, code: str) -> Place:
    """Return the first place where ``text`` has the fault ``code``; its beginning, if nowhere.

    The text is JSON up to there, since its reader came as far.
    """
    found = (place_at(text, at, pointer) for kind, at, pointer in _faults(text) if kind == code)
    return next(found, place_at(text, 0))


@dataclass(slots=True)
class _Open:
    """An object or a list that is open: the names it had (a list has none), and what it is at."""

    names: set[str] | None
    at: int | str = 0
    count: int = 0


def _faults(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield code, offset and pointer of every fault, in the order of the text."""
    path: list[_Open] = []
    last = ""
    last_at = 0
    for found in _TOKEN.finditer(text):
        piece, offset = found.group(), found.start()
        if piece in "{[":
            if len(path) == DEPTH:
                yield "too-deep", offset, _pointer(path)
                return
            path.append(_Open(set() if piece == "{" else None))
        elif piece in "}]":
            path.pop()
        elif piece == "," and path and path[-1].names is None:
            path[-1].count += 1
            path[-1].at = path[-1].count
        elif piece == ":":
            yield from _entered(path, json.loads(last), last_at)
        elif piece in _NO_NUMBERS:
            yield "not-a-number", offset, _pointer(path)
        else:
            last, last_at = piece, offset


def _entered(path: list[_Open], name: str, offset: int) -> Iterator[tuple[str, int, str]]:
    holder = path[-1]
    holder.at, holder.count = name, holder.count + 1
    if holder.names is None:
        return
    if name in holder.names:
        yield "repeated-member", offset, _pointer(path)
    holder.names.add(name)
    if holder.count > MEMBERS:
        yield "too-many-members", offset, _pointer(path[:-1])


def _pointer(path: list[_Open]) -> str:
    return "".join(f"/{pointer_token(it.at)}" for it in path)
