"""Runs the sequencer until it is told to stop."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from threading import Event

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ledger.sequencing import Batch, Sequencer

POLL_SECONDS = 0.15
"""Pause after an empty batch. Looking costs one short transaction; being notified would make every
business commit queue for the server's notification lock."""

PACE_SECONDS = 0.2
"""Pause after a batch that was not full. A batch costs about the same for one entry as for a
hundred, and the disk syncs it beside the orders it follows; an entry waits a fifth of a second more
for its place, of the ten it may."""

RETRY_SECONDS = 1.0
"""Pause after the database failed, or while another sequencer is at work."""

DRAIN_SECONDS = 10.0
"""How long after the signal to stop pending entries are still given places."""

_log = logging.getLogger(__name__)


def run(sequencer: Sequencer, *, clock: Callable[[], datetime], stop: Event) -> None:
    """Sequence until `stop` is set and nothing is pending, at most DRAIN_SECONDS longer.

    A database that cannot be reached is waited for. Anything that says the ledger itself is wrong
    ends the loop, since going on could sign a second history.

    Raises:
        LedgerForkError, OriginMismatchError: see `Sequencer.run_once`.
    """
    deadline: float | None = None
    while True:
        stopping = stop.is_set()
        if stopping and deadline is None:
            deadline = time.monotonic() + DRAIN_SECONDS
        batch = _attempt(sequencer, clock)
        if stopping and (batch is None or not batch.appended):
            return
        if deadline is not None and time.monotonic() > deadline:
            _log.warning("stopped with entries still pending; the next start places them")
            return
        if batch is None or batch.elsewhere:
            stop.wait(RETRY_SECONDS)
        elif not batch.appended:
            stop.wait(POLL_SECONDS)
        elif not batch.full:
            stop.wait(PACE_SECONDS)


def _attempt(sequencer: Sequencer, clock: Callable[[], datetime]) -> Batch | None:
    """One batch; None if the database failed in a way that may pass."""
    try:
        batch = sequencer.run_once(clock())
    except (SQLAlchemyError, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        _log.warning("the database or the disk failed, trying again: %s", cause)
        return None
    if batch.clock_behind:
        _log.error(
            "the clock is %s behind the last checkpoint's time: was it set back?",
            batch.clock_behind,
        )
    return batch
