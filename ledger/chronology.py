"""Checks that the entries of a ledger were recorded in the order they stand in."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ledger.discrepancies import Discrepancy, Facts, Fault
from ledger.entry import recorded_at_of
from ledger.errors import MalformedEntryError

TOLERANCE = timedelta(seconds=60)
"""How much earlier than its forerunners an honest entry may say it was recorded.

A request reads the clock once, then may wait for locks (4 s) and statements (8 s each), and several
hosts' clocks differ a little; a minute covers both.
"""


class Chronology:
    """Sees every entry in order, and names those that are backdated or are no entries at all."""

    def __init__(self, tolerance: timedelta = TOLERANCE) -> None:
        """Start before the first entry."""
        self._tolerance = tolerance
        self._latest: datetime | None = None
        self._latest_index = 0

    def see(self, index: int, data: bytes, path: str) -> Iterator[Discrepancy]:
        """Look at the next entry: its index, its bytes, and the file they are in."""
        try:
            recorded = recorded_at_of(data)
        except MalformedEntryError as error:
            facts: Facts = {"reason": error.reason}
            yield Discrepancy(Fault.ENTRY_MALFORMED, path, index, index, facts)
            return
        if self._latest is None or recorded >= self._latest:
            self._latest, self._latest_index = recorded, index
        elif self._latest - recorded > self._tolerance:
            facts = {
                "recorded": recorded.isoformat(),
                "other": str(self._latest_index),
                "latest": self._latest.isoformat(),
            }
            yield Discrepancy(Fault.ENTRY_BACKDATED, path, index, index, facts)
