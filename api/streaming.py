"""Long answers, sent as they are made: one at a time a process, from a snapshot of their own.

A connection is held while somebody far away reads, so that each web process gives out one at a time
and keeps its other threads for orders (RELIABILITY §2.3 F9). What goes wrong before the first piece
is told as a problem; after it the answer breaks off, and nobody can take it for whole.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import BoundedSemaphore
from typing import Final

from sqlalchemy import Connection

from api.problem import RETRY, Problem, Refused
from storage.database import Database, let_read
from storage.scope import Scope

PATIENCE: Final = 3.0
"""Seconds a request waits for its turn."""

_SENDING: Final = BoundedSemaphore(1)


class Stream:
    """Pieces of an answer, and what has to be given back once it has ended, however it ends."""

    def __init__(self, pieces: Iterator[bytes], held: ExitStack) -> None:
        self._first: bytes | None = next(pieces, b"")
        self._pieces, self._held = pieces, held

    def __iter__(self) -> Iterator[bytes]:
        """Return the stream itself."""
        return self

    def __next__(self) -> bytes:
        """Return the next piece."""
        first, self._first = self._first, None
        if first is not None:
            return first
        try:
            return next(self._pieces)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give back what is held; the server calls it however the answer ends."""
        self._held.close()


def streamed(
    database: Database, scope: Scope, made: Callable[[Connection], Iterator[bytes]]
) -> Iterator[bytes]:
    """Return the pieces of an answer that is made from one snapshot.

    Args:
        database: of the service.
        scope: whose eyes it is read through.
        made: makes the pieces.

    Raises:
        Refused: another answer is being sent, and it would take too long to wait.
    """
    if not _SENDING.acquire(timeout=PATIENCE):
        raise Refused(Problem(kind="unavailable", headers=RETRY))
    with ExitStack() as stack:
        stack.callback(_SENDING.release)
        connection = stack.enter_context(database.snapshot(scope))
        let_read(connection)
        held = ExitStack()
        stream = Stream(made(connection), held)
        held.push(stack.pop_all())
    return stream
