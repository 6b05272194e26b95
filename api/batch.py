"""Many orders in one request, one on a line: each examined as it would be on its own.

The answers are written into a file before any is sent, as the lines were read into one: a client
sends all before it reads, and what is answered would else wait for it. So memory stays the same
however many there are, and what cannot be answered whole is not answered in part. What most answers
say alike is written once, and a sign for it into the file. Of a long batch a second process takes
pieces too (`api.examiner`).

Law and lists are those of one moment for all of them, and whoever examines reads the facts of an
agency once.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from datetime import date
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from sqlalchemy import Connection, select

from api.call import Call
from api.examiner import Answered, Hand
from api.pieces import Examine, answer, cut
from api.shorthand import Shorthand
from api.spooling import IN_MEMORY, PIECE
from api.strict_json import NOT_JSON, MalformedJson
from approvals.told import Facts, Named
from validators.order import Order

_KEPT: Final = 500
"""Parties whose facts are kept while a batch is examined; those asked about last."""
_BREATH: Final = 1.0
"""Seconds after which the database is asked something, so that it ends no transaction as idle."""
_SHORT: Final = PIECE // 4
"""How much shorthand is sent at once: in full it is several times as long."""
_LONG: Final = 32
"""Pieces from which on a batch is long enough for two."""

Found = tuple[Facts, Named]
"""What was gathered for an order."""


def answered(
    call: Call, lines: IO[bytes], examine: Examine, shorthand: Shorthand
) -> Iterator[bytes]:
    """Examine every line, and return the answers, a line each, in pieces to send.

    Args:
        call: the request, in its transaction.
        lines: the body.
        examine: what answers one order.
        shorthand: in which its answers are written.

    Raises:
        Refused: there are more lines than a batch may have.
        MalformedJson: there is none.
    """
    pieces = deque(cut(lines))
    if not pieces:
        raise MalformedJson(NOT_JSON)
    order = [it.first for it in pieces]
    done: dict[int, Answered] = {}
    awake = Awake(call.connection)
    with ExitStack() as until_sent:
        file = until_sent.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
        with _helping(call, lines, len(pieces)) as hand:
            until_sent.enter_context(hand.file)
            while pieces or hand.busy:
                done.update(hand.work(pieces))
                if pieces:
                    piece, start = pieces.popleft(), file.tell()
                    file.write(answer(piece, lines, examine))
                    done[piece.first] = Answered(file, start, file.tell(), shorthand)
                awake.keep()
        return _in_full([done[it] for it in order], until_sent.pop_all())


def _helping(call: Call, lines: IO[bytes], pieces: int) -> AbstractContextManager[Hand]:
    """Return who takes pieces too; of a short batch nobody does."""
    examiner = call.services.examiner
    if examiner is None or pieces < _LONG:
        return nullcontext(Hand(None, BytesIO()))
    return examiner.at_work(call.principal, call.now, call.query, lines)


def _in_full(parts: Iterable[Answered], files: ExitStack) -> Iterator[bytes]:
    with files:
        for file, start, end, shorthand in parts:
            file.seek(start)
            while piece := file.read(min(_SHORT, end - file.tell())):
                yield shorthand.in_full(piece)


class Awake:
    """Keeps a transaction from being ended as idle while lines are examined."""

    def __init__(self, connection: Connection) -> None:
        """Begin with the connection of a transaction that was just asked something."""
        self._connection, self._asked = connection, time.monotonic()

    def keep(self) -> None:
        """Ask the database something, if that was long ago."""
        if time.monotonic() - self._asked > _BREATH:
            self._connection.execute(select(1))
            self._asked = time.monotonic()


class FactsOnce:
    """Facts of agencies and suppliers on days, each read once; those asked about last are kept.

    Of orders that name nothing else: devices, grants and entries of lists are an order's own.
    """

    def __init__(self) -> None:
        """Begin with none."""
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
