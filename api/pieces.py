"""The lines of a batch in pieces, each of which can be answered on its own and by anybody."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import IO, Any, Final

import msgspec

from api import limits
from api.examiner_words import Piece
from api.problem import refuse
from api.problem_kinds import KINDS
from api.problems import problem_of
from api.spooling import PIECE

_LINES: Final = 100
"""Most lines of a piece: the answer to a blank one is many times as long as it."""
_SERVERS_FAULT: Final = 500

_encode_into = msgspec.json.Encoder().encode_into
Examine = Callable[[bytes], dict[str, Any]]
"""Returns the answer to one order; raises what its problem is told from."""


def cut(file: IO[bytes]) -> Iterator[Piece]:
    """Yield the pieces of a batch that stands at its beginning, in order.

    Raises:
        Refused: there are more lines than a batch may have.
    """
    begun = Piece(1, 0, 0)
    count = size = 0
    for line in _lines(file):
        if begun.first + count > limits.BATCH_ORDERS:
            refuse("too-large", limit=limits.BATCH_ORDERS)
        count, size = count + 1, size + (PIECE if line is None else len(line))
        if count >= _LINES or size >= PIECE:
            yield Piece(begun.first, count, begun.start)
            begun = Piece(begun.first + count, 0, file.tell())
            count = size = 0
    if count:
        yield Piece(begun.first, count, begun.start)


def answer(piece: Piece, file: IO[bytes], examine: Examine) -> bytearray:
    """Return the answers to the lines of a piece, a line each."""
    file.seek(piece.start)
    written = bytearray()
    for number, line in enumerate(islice(_lines(file), piece.count), piece.first):
        _encode_into({"line": number, **_answer(line, examine)}, written, -1)
        written += b"\n"
    return written


def _lines(file: IO[bytes]) -> Iterator[bytes | None]:
    """Yield each line without its end; ``None`` for one that is longer than an order may be."""
    most = limits.BODY_BYTES + 2
    while line := file.readline(most):
        if line.endswith(b"\n") or len(line) < most:
            yield line.rstrip(b"\r\n")
            continue
        # To its end, before the file is asked where it stands.
        while line and not line.endswith(b"\n"):
            line = file.readline(most)
        yield None


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
