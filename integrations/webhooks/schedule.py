"""When an event is sent again to an address that did not take it, and how long the address rests.

Source: Standard Webhooks 1.0, "Delivery attempts" (the intervals); full jitter, so that what failed
together does not come back together.

Ten attempts over days leave long pauses, in which a receiver that is well again would be told
nothing. So an event knocks in between: it is sent once more before it is due, and if that fails,
the attempts it has left stay what they were.
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

KNOCK, LATE_KNOCK = timedelta(minutes=4), timedelta(minutes=30)
"""Pause after which an event is sent once more if it is not due before: at first, and after as many
attempts as `KNOCKS_OFTEN`. Under the five minutes that all is to be delivered in once a receiver
is well (RELIABILITY L10)."""

KNOCKS_OFTEN = 4
"""Attempts up to which an event knocks often: the first hours of what a receiver misses."""

LONGEST_REST = timedelta(minutes=4)
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


def next_knock(tries: int, now: datetime, due: datetime, *, asked: timedelta | None) -> datetime:
    """Return when an event is sent once more: when it is due, or before, to find the receiver well.

    Args:
        tries: attempts made so far that count.
        now: the end of the last one, whether it counted or not.
        due: when the next one that counts is due.
        asked: how long the receiver asked to be left alone, which holds for this too.
    """
    pause = KNOCK if tries <= KNOCKS_OFTEN else LATE_KNOCK
    return max(min(due, now + pause), now + min(asked or timedelta(0), INTERVALS[-1]))


def rest(failures: int) -> timedelta:
    """Return how long an address is left alone after so many failures in a row.

    A receiver that hangs takes up a place of the sender for as long as it hangs; the rests keep
    that to a small part of the time, so that others need not wait for one.
    """
    if failures <= 0:
        return timedelta(0)
    return min(_FIRST_REST * (1 << min(failures - 1, _MOST_DOUBLINGS)), LONGEST_REST)
