"""When a child that died is started again, and when that is no use any more."""

from collections import deque
from typing import Final

MOST_DEATHS: Final = 5
"""A child that dies this often within `WINDOW_SECONDS` will not come right by itself."""

WINDOW_SECONDS: Final = 60.0

FIRST_DELAY: Final = 0.2
"""Pause before the first restart; it doubles with each death in the window."""

LONGEST_DELAY: Final = 10.0


class Restarts:
    """The deaths of one child."""

    def __init__(self) -> None:
        self._deaths: deque[float] = deque()

    def note(self, now: float) -> float | None:
        """Record a death; returns the seconds until the restart, or None if there is to be none.

        Args:
            now: seconds on a clock that only runs forward.
        """
        self._deaths.append(now)
        while self._deaths[0] < now - WINDOW_SECONDS:
            self._deaths.popleft()
        if len(self._deaths) >= MOST_DEATHS:
            return None
        return min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** (len(self._deaths) - 1))
