"""When an event is sent again to an address that did not take it, and how long the address rests.

Source: Standard Webhooks 1.0, "Delivery attempts" (the intervals); full jitter, so that what failed
together does not come back together.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

INTERVALS: Sequence[timedelta] = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Longest pause after the first attempt, the second, and so on; after the last there is no more."""

LONGEST_REST = timedelta(minutes=5)
"""How long an address is left alone at most, however often it failed in a row."""

_FIRST_REST = timedelta(seconds=5)
_MOST_DOUBLINGS = 6


def next_attempt(
    tries: int, now: datetime, *, draw: float, asked: timedelta | None
) -> datetime | None:
    """Return when an event is sent again; None where it was tried often enough.

    Args:
        tries: attempts made so far, one at least.
        now: the end of the last one.
        draw: drawn evenly from 0 to 1: which part of the interval is waited.
        asked: how long the receiver asked to be left alone (``Retry-After``); obeyed up to the
            longest interval.
    """
    if tries > len(INTERVALS):
        return None
    pause = INTERVALS[tries - 1] * draw
    return now + max(pause, min(asked or timedelta(0), INTERVALS[-1]))


def rest(failures: int) -> timedelta:
    """Return how long an address is left alone after so many failures in a row.

    A receiver that hangs takes up a place of the sender for as long as it hangs; the rests keep
    that to a small part of the time, so that others need not wait for one.
    """
    if failures <= 0:
        return timedelta(0)
    return min(_FIRST_REST * (1 << min(failures - 1, _MOST_DOUBLINGS)), LONGEST_REST)
