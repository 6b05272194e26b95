"""Many orders in one request, one on a line: each examined as it would be on its own.

The answers are written into a file before any is sent, as the lines were read into one: a client
sends all before it reads, and what is answered would else wait for it. So memory stays the same
however many there are, and what cannot be answered whole is not answered in part. What most answers
say alike is written once, and a sign for it into the file.

Law and lists are those of one moment for all of them, and the facts of an agency are read once.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import date
from typing import IO, Any, Final

import msgspec
from sqlalchemy import select

from api import limits
from api.call import Call
from api.problem import refuse
from api.problem_kinds import KINDS
from api.problems import problem_of
from api.spooling import PIECE, spooled
from api.strict_json import NOT_JSON, MalformedJson
from approvals.evidence import Facts, Named
from validators.order import Order

_KEPT: Final = 500
"""Parties whose facts are kept while a batch is examined; those asked about last."""
_BREATH: Final = 500
"""Lines after which the database is asked something, so that it ends no transaction as idle."""
_SERVERS_FAULT: Final = 500
_SIGNS: Final = tuple(bytes((it,)) for it in b"\x01\x02\x03\x04\x05\x06\x07\x08")
_SHORT: Final = PIECE // 4
"""How much shorthand is sent at once: in full it is several times as long."""

_encode_into = msgspec.json.Encoder().encode_into
Examine = Callable[[bytes], dict[str, Any]]
"""Returns the answer to one order; raises what its problem is told from."""
Found = tuple[Facts, Named]
"""What was gathered for an order."""


class Shorthand:
    """Long texts that come again in the answers of a batch: a sign stands for each till it is sent.

    Signs are control characters, which no JSON has in it. There are as many texts as signs; one
    more stands for itself.
    """

    def __init__(self) -> None:
        self._free = list(_SIGNS)
        self._signs: dict[bytes, bytes] = {}

    def shortened(self, text: bytes) -> bytes:
        """Return what is written for a text: its sign."""
        sign = self._signs.get(text)
        if sign is None:
            if not self._free:
                return text
            sign = self._signs[text] = self._free.pop()
        return sign

    def in_full(self, written: bytes) -> bytes:
        """Return what was written with the text in place of every sign."""
        for text, sign in self._signs.items():
            written = written.replace(sign, text)
        return written


def answered(
    call: Call, lines: IO[bytes], examine: Examine, shorthand: Shorthand
) -> Iterator[bytes]:
    """Examine every line, and return the answers, a line each, in pieces to send.

    Args:
        call: the request, in its transaction.
        lines: the body.
        examine: what answers one order.
        shorthand: in which the answers are written.

    Raises:
        Refused: there are more lines than a batch may have.
        MalformedJson: there is none.
    """
    with spooled() as answers:
        # Written by pieces: answers are longer than a file's own buffer, which so is of no use.
        written = bytearray()
        for number, line in enumerate(_lines(lines), 1):
            if number > limits.BATCH_ORDERS:
                refuse("too-large", limit=limits.BATCH_ORDERS)
            if number % _BREATH == 0:
                call.connection.execute(select(1))
            _encode_into({"line": number, **_answer(line, examine)}, written, -1)
            written += b"\n"
            if len(written) >= PIECE:
                answers.write(written)
                written.clear()
        answers.write(written)
        if not answers.tell():
            raise MalformedJson(NOT_JSON)
    return _pieces(answers, shorthand)


def _lines(file: IO[bytes]) -> Iterator[bytes | None]:
    """Yield each line without its end; ``None`` for one that is longer than an order may be."""
    most = limits.BODY_BYTES + 2
    while line := file.readline(most):
        whole = line.endswith(b"\n") or len(line) < most
        yield line.rstrip(b"\r\n") if whole else None
        while line and not line.endswith(b"\n"):
            line = file.readline(most)


def _answer(line: bytes | None, examine: Examine) -> dict[str, Any]:
    try:
        if line is None or len(line) > limits.BODY_BYTES:
            refuse("too-large", limit=limits.BODY_BYTES)
        return examine(line)
    except Exception as error:
        problem = problem_of(error)
        # What nobody foresaw is no affair of one line: the whole request is answered by it.
        if problem is None or KINDS[problem.kind].status >= _SERVERS_FAULT:
            raise
        return {"kind": "problem", "problem": problem.document()}


def _pieces(file: IO[bytes], shorthand: Shorthand) -> Iterator[bytes]:
    with file:
        while piece := file.read(_SHORT):
            yield shorthand.in_full(piece)


class FactsOnce:
    """Facts of agencies and suppliers on days, each read once; those asked about last are kept.

    Of orders that name nothing else: devices, grants and entries of lists are an order's own.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str | None, date], Found] = OrderedDict()

    def get(self, order: Order, on: date) -> Found | None:
        """Return the facts of an order's parties on a day, if they were read."""
        parties = order.agency, order.supplier, on
        found = self._known.get(parties)
        if found is not None:
            self._known.move_to_end(parties)
        return found

    def keep(self, order: Order, on: date, found: Found) -> None:
        """Keep what was read."""
        self._known[order.agency, order.supplier, on] = found
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
