"""Files of strangers that are read while a request waits: one at a time, and in good time.

A reading may take a processor and half a gigabyte, so each web worker has one at a time. And the
request's transaction is open meanwhile, which the database ends when nothing is asked of it for
too long (`storage.database`): what the waiting, the reading and the making of an answer take has to
stay within that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

from sqlalchemy import select

from api.call import Call
from api.problem import RETRY, Problem, Refused
from integrations.confined import Bounds
from integrations.workbook_confined import read_confined
from integrations.workbook_values import Workbook

PATIENCE: Final = 3.0
"""Seconds a request waits for its turn."""

BOUNDS: Final = Bounds(wall_seconds=8.0)
"""What reading may cost."""

_READING: Final = BoundedSemaphore(1)
_FOR_ANYBODY: Final = BoundedSemaphore(1)


@contextmanager
def one_at_a_time(*, anybody: bool = False) -> Iterator[Bounds]:
    """Wait for the turn to read a file, and have the bounds within which it is read.

    Args:
        anybody: whether no key was asked for; then it waits in a row of its own, so that whoever
            has one never waits behind those who have none.

    Raises:
        Refused: others are read, and it would take too long to wait.
    """
    turn = _FOR_ANYBODY if anybody else _READING
    if not turn.acquire(timeout=PATIENCE):
        raise Refused(Problem(kind="unavailable", headers=RETRY))
    try:
        yield BOUNDS
    finally:
        turn.release()


def workbook_of(call: Call) -> Workbook:
    """Return the body of a request as a workbook.

    Raises:
        Refused: others are read, and it would take too long to wait.
        FileRefused: it is none, or more than is read.
    """
    with one_at_a_time() as bounds:
        workbook = read_confined(call.body, bounds)
    # A question in between: what is made of a table of many thousand rows takes as long again.
    call.connection.execute(select(1))
    return workbook
